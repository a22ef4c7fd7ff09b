import { assert, assertEquals } from "@std/assert";
import { TwisterError } from "../../lib/errors/mod.ts";
import { Finish, HTTPError, MissingArgumentError } from "../../lib/web/mod.ts";

Deno.test("the errors of a handler are told apart by class", () => {
  const missing = new MissingArgumentError("a\n");
  assert(missing instanceof HTTPError);
  assertEquals([missing.name, missing.code], ["MissingArgumentError", 400]);
  assert(!missing.message.includes("\n"));
  const finish = new Finish();
  assert(finish instanceof TwisterError && !(finish instanceof HTTPError));
  assertEquals(finish.name, "Finish");
});

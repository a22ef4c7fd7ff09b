import { assert, assertEquals } from "@std/assert";
import { ClosedError, TwisterError } from "../../lib/errors/mod.ts";

Deno.test("ClosedError is an error of the package, told by name", () => {
  const error = new ClosedError("Cannot send: closed");
  assert(error instanceof TwisterError);
  assertEquals(String(error), "ClosedError: Cannot send: closed");
});

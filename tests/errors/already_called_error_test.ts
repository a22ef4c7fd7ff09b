import { assert, assertEquals } from "@std/assert";
import { AlreadyCalledError, TwisterError } from "../../lib/errors/mod.ts";

Deno.test("AlreadyCalledError is an error of the package, told by name", () => {
  const error = new AlreadyCalledError("Cannot fire twice");
  assert(error instanceof TwisterError);
  assertEquals(error.name, "AlreadyCalledError");
  assertEquals(error.message, "Cannot fire twice");
});

import { assert, assertEquals } from "@std/assert";
import { DeadlockError, TwisterError } from "../../lib/errors/mod.ts";

Deno.test("DeadlockError is an error of the package, told by name", () => {
  const error = new DeadlockError("a waits for itself");
  assert(error instanceof TwisterError);
  assertEquals(String(error), "DeadlockError: a waits for itself");
});

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { ExecutorError, TwisterError } from "../../lib/errors/mod.ts";

Deno.test("ExecutorError carries what killed the worker as its cause", () => {
  const cause = { exit: 1 };
  const error = new ExecutorError("Cannot run job", { cause });
  assert(error instanceof TwisterError);
  assertEquals(error.name, "ExecutorError");
  assertStrictEquals(error.cause, cause);
});

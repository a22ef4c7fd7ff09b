import { assert, assertEquals, assertFalse } from "@std/assert";
import { TimeoutError, TwisterError } from "../../lib/errors/mod.ts";

Deno.test("TimeoutError says which deadline passed and whose it was", () => {
  const scope = {};
  const error = new TimeoutError("fetch took too long", {
    deadline: 1500,
    scope,
  });
  assert(error instanceof TwisterError);
  assertEquals(error.name, "TimeoutError");
  assertEquals([error.deadline, error.scope], [1500, scope]);
});

Deno.test("TimeoutError needs no argument", () => {
  const error = new TimeoutError();
  assertEquals(error.message, "Timed out");
  assertEquals([error.deadline, error.scope], [undefined, undefined]);
  assertFalse("cause" in error);
});

Deno.test("TimeoutError keeps a cause, also one that is undefined", () => {
  assertEquals(new TimeoutError("late", { cause: 1 }).cause, 1);
  assert("cause" in new TimeoutError("late", { cause: undefined }));
});

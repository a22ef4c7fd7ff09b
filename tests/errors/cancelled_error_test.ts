import { assert, assertEquals, assertFalse } from "@std/assert";
import { CancelledError, TwisterError } from "../../lib/errors/mod.ts";

Deno.test("CancelledError carries reason, by, task and scope as they are", () => {
  const reason = {}, task = {}, scope = {};
  const error = new CancelledError("stopped", {
    reason,
    by: "main",
    task,
    scope,
  });
  assert(error instanceof TwisterError);
  assertEquals(error.name, "CancelledError");
  assertEquals(
    [error.reason, error.by, error.task, error.scope],
    [reason, "main", task, scope],
  );
});

Deno.test("CancelledError keeps a falsy reason", () => {
  for (const reason of [null, 0, "", false, NaN]) {
    assertEquals(new CancelledError("stopped", { reason }).reason, reason);
  }
});

Deno.test("CancelledError needs no argument", () => {
  const error = new CancelledError();
  assertEquals(error.message, "Cancelled");
  assertEquals(error.reason, undefined);
  assertFalse("cause" in error);
});

Deno.test("CancelledError takes the cause, which shows the call of cancel()", () => {
  const cause = new Error("cancel() was called here");
  assertEquals(new CancelledError("stopped", { cause }).cause, cause);
});

import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { CancelScope } from "../../lib/scopes/mod.ts";
import { toSignal } from "../../lib/interop/mod.ts";
import { rest } from "../_support.ts";

Deno.test("a task's signal aborts when the task is cancelled, with the CancelledError", async () => {
  const task = spawn(function* () {
    yield* sleep(60_000);
  });
  const signal = toSignal(task);
  assertStrictEquals(toSignal(task), signal);
  assertEquals(signal.aborted, false);
  task.cancel("why");
  await task.catch(() => {});
  assertInstanceOf(signal.reason, CancelledError);
  assertEquals(signal.reason.reason, "why");
});

Deno.test("a task that ends by itself aborts nothing", async () => {
  const task = spawn(function* () {
    yield* sleep(0);
  });
  const signal = toSignal(task);
  await task;
  assertEquals(signal.aborted, false);
});

Deno.test("a scope has one too", async () => {
  const scope = new CancelScope(), signal = toSignal(scope);
  scope.cancel("why");
  await rest();
  assertEquals((signal.reason as CancelledError).reason, "why");
});

Deno.test("what has no signal is refused, whatever it throws when looked at", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (
    const bad of [undefined, 1, {}, { signal: {} }, new Future<void>(), proxy]
  ) assertThrows(() => toSignal(bad as never), TypeError, "expected a Task");
});

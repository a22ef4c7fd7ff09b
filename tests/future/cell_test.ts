import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { Cancellation, cancelledError, isCell } from "../../lib/future/cell.ts";
import { handLoop } from "../_support.ts";

Deno.test("isCell knows the Futures of this copy only", () => {
  assert(isCell(new Future()));
  for (const other of [undefined, null, 1, {}, Promise.resolve(), () => {}]) {
    assertFalse(isCell(other));
  }
});

Deno.test("isCell throws where a proxy does, which its callers expect", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertThrows(() => isCell(proxy), TypeError);
});

Deno.test("a Cancellation is by nobody outside of tasks", () => {
  assertEquals(new Cancellation("why").by, undefined);
});

Deno.test("a Cancellation knows the task that cancelled by name", () => {
  const victim = new Future();
  spawn(function* supervisor() {
    victim.cancel("too slow");
    yield;
  });
  const error = assertThrows(() => victim.result(), CancelledError);
  assertEquals([error.by, error.reason], ["supervisor", "too slow"]);
  assertEquals(
    error.message,
    'Future was cancelled by supervisor: "too slow"',
  );
});

Deno.test("a Cancellation has no cause without debug", () => {
  assertEquals(new Cancellation("why").cause, undefined);
});

Deno.test("with debug the CancelledError has the call of cancel() as cause", () => {
  const { loop } = handLoop({ debug: true });
  const future = new Future();
  loop._within(function stopsIt() {
    future.cancel();
  });
  loop.debug = false;
  const error = assertThrows(() => future.result(), CancelledError);
  assert(error.cause instanceof Error);
  assert(/ stopsIt /.test(`${error.cause.stack}`), error.cause.stack);
});

Deno.test("cancelledError says who was cancelled and why, whatever the reason", () => {
  const future = new Future({ name: "page" });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const texts = [undefined, null, "late", { a: 1 }, Object.create(null), proxy]
    .map((reason) => cancelledError(future, new Cancellation(reason)).message);
  assertEquals(texts, [
    "page was cancelled",
    "page was cancelled: null",
    'page was cancelled: "late"',
    "page was cancelled: { a: 1 }",
    "page was cancelled: a value of class [no prototype]",
    "page was cancelled: an object that cannot be read",
  ]);
});

Deno.test("cancelledError carries the task and scope of the cancel", () => {
  const task = {}, scope = {};
  const cancellation = new Cancellation(1, scope);
  const error = cancelledError(new Future(), cancellation, task);
  assertEquals([error.task, error.scope, error.reason], [task, scope, 1]);
});

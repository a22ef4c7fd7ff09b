import { assert, assertEquals } from "@std/assert";
import { Future } from "../../lib/future/future.ts";
import { Settlement } from "../../lib/future/settlement.ts";
import {
  CANCELLED,
  FULFILLED,
  PENDING,
  REJECTED,
} from "../../lib/future/states.ts";
import { Callback, Waiters } from "../../lib/future/waiter.ts";

Deno.test("a Future is a settlement with what users see", () => {
  assert(new Future() instanceof Settlement);
});

Deno.test("while it is pending its value is itself, so that yield* gives it on", () => {
  const future = new Future<number>();
  assertEquals(future._state, PENDING);
  assert(future.value as unknown === future);
});

Deno.test("one waiter stands alone, several in a list", () => {
  const future = new Future<number>();
  const wait = () => future._wait(new Callback(() => {}, future));
  wait();
  assert(future._link instanceof Callback);
  wait();
  assert(future._link instanceof Waiters);
});

Deno.test("settling forgets the waiters and who is told of a cancel", () => {
  const future = new Future<number>({ onCancel: () => {} });
  future.addDoneCallback(() => {});
  future.setResult(1);
  assertEquals([future._state, future._link], [FULFILLED, undefined]);
  assertEquals(future.value, 1);
});

Deno.test("a waiter that leaves last has the canceller told, an earlier one not", () => {
  const told: unknown[] = [];
  const future = new Future<number>({ onCancel: (why) => told.push(why) });
  const [a, b] = [0, 1].map(() => new Callback(() => {}, future));
  future._wait(a!);
  future._wait(b!);
  assertEquals(future._leave(a!, "first"), false);
  assertEquals(told, []);
  assertEquals(future._leave(b!, "last"), true);
  assertEquals([told, future._state], [["last"], CANCELLED]);
});

Deno.test("a rejection keeps the path it is given, and none where it is told so", () => {
  const future = new Future<number>();
  future._settle(new Error("no path"), REJECTED, null);
  future.error();
  assertEquals(future._hops, undefined);
});

import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { BadYieldError, CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Deferred, succeed } from "../../lib/deferred/mod.ts";
import { toDeferred } from "../../lib/interop/mod.ts";
import { caught, errorOf, NONE, resultOf } from "../deferred/_kit.ts";
import { handLoop, reports, rest } from "../_support.ts";

Deno.test("a Deferred comes back as it is", () => {
  const deferred = new Deferred<void>();
  assertStrictEquals(toDeferred(deferred), deferred);
});

Deno.test("a settled Future fires it at once", () => { // P5
  assertEquals(resultOf(toDeferred(Future.resolve(1))), 1);
  assertEquals(errorOf(toDeferred(Future.reject("e"))), "e");
});

Deno.test("a pending Future fires it from the loop, not inside setResult", async () => { // P5
  const future = new Future<number>(), end = caught(toDeferred(future));
  future.setResult(1);
  assertEquals(end(), NONE);
  await rest();
  assertEquals(end(), 1);
});

Deno.test("a Future that holds a Deferred gives what that gives", async () => {
  const future = new Future<unknown>(), end = caught(toDeferred(future));
  future.setResult(succeed(1));
  await rest();
  assertEquals(end(), 1);
});

Deno.test("cancelling the Future fails the Deferred with CancelledError", async () => { // P5
  const future = new Future<void>(), end = caught(toDeferred(future));
  future.cancel("why");
  await rest();
  const error = end();
  assertInstanceOf(error, CancelledError);
  assertEquals(error.reason, "why");
});

Deno.test("cancelling the Deferred cancels the Future, also where others wait for it", async () => { // P5
  const future = new Future<void>(), deferred = toDeferred(future);
  const other = future.catch((error: Error) => error.name);
  const end = caught(deferred);
  deferred.cancel("why");
  assertEquals(future.state, "cancelled");
  await rest();
  assertEquals((end() as CancelledError).reason, "why");
  assertEquals(await other, "CancelledError");
});

Deno.test("a Task that is cancelled so cleans up before the Deferred fails", async () => {
  const { loop, clock } = handLoop();
  const task = loop._within(() =>
    spawn(function* () {
      try {
        yield* sleep(1000);
      } finally {
        yield* sleep(5);
      }
    })
  );
  const deferred = loop._within(() => toDeferred(task)), end = caught(deferred);
  loop._within(() => deferred.cancel());
  deferred.cancel("again");
  await clock.advance(4);
  assertEquals(end(), NONE);
  await clock.advance(1);
  assertInstanceOf(end(), CancelledError);
});

Deno.test("the error of a Future whose Deferred was fired by somebody else is reported", async () => {
  using told = reports();
  const future = new Future<number>(), deferred = toDeferred(future);
  deferred.callback(1);
  const boom = new Error("boom");
  future.setError(boom);
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [boom]);
  const second = new Future<number>(), fired = toDeferred(second);
  fired.callback(1);
  second.setResult(2);
  await rest();
  assertEquals([resultOf(fired), told.unobserved.length], [1, 1]);
});

Deno.test("a promise, a generator or an array becomes one too", async () => {
  function* work() {
    return yield* Future.resolve(1);
  }
  const ends = [
    toDeferred(Promise.resolve(1)),
    toDeferred(work()),
    toDeferred<unknown>([Promise.resolve(1)]),
  ].map((deferred) => caught(deferred as Deferred<unknown>));
  await rest();
  assertEquals(ends.map((end) => end()), [1, 1, [1]]);
});

Deno.test("it prints as a Deferred, and refuses what cannot be waited for", () => {
  const text = String(toDeferred(new Future<void>()));
  assertEquals(text, "Deferred (not fired)");
  assertThrows(() => toDeferred<unknown>(42), BadYieldError);
});

Deno.test("the path of an error comes along, also of one that is no object", async () => {
  for (const error of [new Error("boom"), "text"]) {
    const inner = function* () {
      yield* sleep(0);
      throw error;
    };
    const task = spawn(function* outer(): Generator {
      yield inner();
    });
    let text = "";
    toDeferred(task).addErrback((failure) => void (text = failure.traceback()));
    await task.catch(() => {});
    await rest();
    assertMatch(text, /at async outer/);
  }
});

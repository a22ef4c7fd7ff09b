import {
  assert,
  assertEquals,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { runInNewContext } from "node:vm";
import { BadYieldError, type CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  Deferred,
  fail,
  Failure,
  inlineCallbacks,
  succeed,
} from "../../lib/deferred/mod.ts";
import { toFuture } from "../../lib/interop/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { resultOf } from "../deferred/_kit.ts";
import { handLoop, reports, rest } from "../_support.ts";

Deno.test("a Future comes back as it is", () => {
  const future = new Future();
  assertStrictEquals(toFuture(future), future);
});

Deno.test("a Deferred's result is taken away: it holds undefined then", () => { // P4
  const deferred = new Deferred<number>(), future = toFuture(deferred);
  deferred.callback(1);
  assertEquals([future.result(), resultOf(deferred)], [1, undefined]);
});

Deno.test("a fired Deferred gives its value or error without a turn", () => {
  const boom = new Error("boom");
  assertEquals(toFuture(succeed(1)).result(), 1);
  assertStrictEquals(toFuture(fail(boom)).error(), boom);
});

Deno.test("cancelling it runs the canceller with the reason, and ends it as cancelled", async () => { // P4
  const log: unknown[] = [];
  const deferred = new Deferred<void>((_, reason) => log.push(reason));
  const future = toFuture(deferred);
  future.cancel("why");
  assertEquals([future.state, log], ["cancelled", ["why"]]);
  const error = await caught(future);
  assertEquals((error as CancelledError).reason, "why");
});

Deno.test("a canceller that succeeds is ignored", () => { // P4
  const future = toFuture(new Deferred<number>((own) => own.callback(1)));
  future.cancel();
  assertEquals(future.state, "cancelled");
});

Deno.test("an error of the canceller is the Future's: it is not lost", () => {
  const boom = new Error("boom");
  const future = toFuture(new Deferred<void>((own) => own.errback(boom)));
  future.cancel();
  assertStrictEquals(future.error(), boom);
});

Deno.test("inline callbacks that clean up are waited for, and their value is dropped", async () => {
  const { loop, clock } = handLoop();
  const work = inlineCallbacks(function* () {
    try {
      yield* new Deferred<void>();
    } catch {
      yield* sleep(5);
    }
    return "swallowed";
  });
  const future = loop._within(() => toFuture(work()));
  loop._within(() => future.cancel("why"));
  await clock.advance(4);
  assertEquals(future.done, false);
  await clock.advance(1);
  assertEquals(future.state, "cancelled");
});

Deno.test("a paused Deferred is left by a cancel, and what it holds later is not lost", async () => {
  using told = reports();
  const boom = new Error("boom");
  for (const [result, lost] of [[1, 0], [new Failure(boom), 1]] as const) {
    const held = new Deferred<number>();
    held.pause();
    held.callback(result);
    const future = toFuture(held);
    future.cancel();
    assertEquals(future.state, "cancelled");
    held.unpause();
    await rest();
    assertEquals(told.unobserved.length, lost);
  }
  assertStrictEquals(told.unobserved[0]!.error, boom);
});

Deno.test("the error of a Deferred is reported once where nobody looks, as the Future's", async () => {
  using told = reports();
  const future = toFuture(fail(new Error("boom")));
  await rest();
  assertEquals(told.unobserved.map(({ source }) => source), [future]);
});

Deno.test("a thenable that answers twice, and throws after, counts once", async () => {
  using told = reports();
  const calls = {
    then(ok: (v: unknown) => void, no: (e: unknown) => void) {
      ok(1);
      no(new Error("second"));
      throw new Error("third");
    },
  };
  assertEquals(await toFuture<unknown>(calls), 1);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("a thenable that never calls stays pending, until it is cancelled", () => {
  const future = toFuture({ then() {} });
  assertEquals(future.state, "pending");
  future.cancel();
  assertEquals(future.state, "cancelled");
});

Deno.test("a promise of another realm is followed, with its very error", async () => {
  assertEquals(await toFuture(runInNewContext("Promise.resolve(1)")), 1);
  const theirs = runInNewContext("new TypeError('theirs')");
  const promise = runInNewContext("(e) => Promise.reject(e)")(theirs);
  assertStrictEquals(await caught(toFuture(promise)), theirs);
});

Deno.test("a generator is started, an array or record is waited for", async () => {
  function* work() {
    yield* sleep(0);
    return 1;
  }
  assertEquals(await toFuture(work()), 1);
  const all: Future<unknown> = toFuture([work(), { deferred: succeed(2) }]);
  assertEquals(await all, [1, { deferred: 2 }]);
});

Deno.test("what cannot be waited for is refused, whatever it throws when looked at", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const bad of [42, "text", new Map(), () => 1, proxy]) {
    assertThrows(() => toFuture<unknown>(bad), BadYieldError);
  }
});

Deno.test("types: a Deferred and a promise give their own", async () => {
  const number: number = await toFuture(succeed(1));
  const text: string = await toFuture(Promise.resolve("a"));
  const task = spawn(function* () {
    const both: [number, string] = yield* toFuture(
      [Future.resolve(1), Promise.resolve("b")] as const,
    );
    return both;
  });
  assert(number === 1 && text === "a");
  assertEquals(await task, [1, "b"]);
});

Deno.test("the path of an error comes along", async () => {
  const inner = new Deferred<void>(), boom = new Error("boom");
  const outer = inlineCallbacks(function* outer(): Generator {
    yield inner;
  });
  const task = spawn(function* waits(): Generator {
    yield toFuture(outer());
  });
  inner.errback(boom);
  await caught(task);
  assertMatch(boom.stack!, /at async outer .*\n.*at async waits/);
});

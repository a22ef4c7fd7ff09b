import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStrictEquals,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Deferred, ensureDeferred, Failure } from "../../lib/deferred/mod.ts";
import { succeed } from "../../lib/deferred/mod.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";
import { caught, errorOf, NONE, resultOf } from "./_kit.ts";

// ── promises

Deno.test("a promise's value fires the Deferred, in the context of who waits", async () => {
  const name = new ContextVar<string>("name"), log: unknown[] = [];
  name.run(
    "here",
    () =>
      ensureDeferred(Promise.resolve(1)).addCallback((n) =>
        log.push(n, name.get())
      ),
  );
  await rest();
  assertEquals(log, [1, "here"]);
});

Deno.test("a promise's error fires the Deferred, the very object", async () => {
  const error = new Error("e");
  const end = caught(ensureDeferred(Promise.reject(error)));
  await rest();
  assertStrictEquals(end(), error);
});

Deno.test("only the first answer of a thenable counts", () => {
  const liar = {
    then(yes: (n: number) => void, no: (error: unknown) => void) {
      yes(1);
      yes(2);
      no("e");
      throw "late";
    },
  };
  assertEquals(resultOf(ensureDeferred(liar as PromiseLike<number>)), 1);
});

Deno.test("a then that throws is the error", () => {
  const broken = {
    then() {
      throw "broken";
    },
  };
  assertEquals(errorOf(ensureDeferred(broken as never)), "broken");
});

Deno.test("what a thenable gives is waited for: a thenable, a Deferred", () => {
  const gives = (value: unknown) => ({
    then: (yes: (value: unknown) => void) => yes(value),
  } as PromiseLike<unknown>);
  const late = new Deferred<string>();
  const end = caught(ensureDeferred(gives(gives(late))));
  assertEquals(end(), NONE);
  late.callback("late");
  assertEquals(end(), "late");
});

Deno.test("a value whose then cannot be read is the error", () => {
  const hostile = Object.defineProperty({}, "then", {
    get() {
      throw "hostile";
    },
  });
  const gives = { then: (yes: (value: unknown) => void) => yes(hostile) };
  assertEquals(errorOf(ensureDeferred(gives as never)), "hostile");
});

Deno.test("a promise that is cancelled is left, and its late error reported", async () => {
  const { loop } = handLoop(), error = new Error("after all");
  using told = reports(loop);
  const late = Promise.withResolvers<void>();
  const deferred = loop._within(() => ensureDeferred(late.promise));
  deferred.cancel("why");
  assertEquals((errorOf(deferred) as CancelledError).reason, "why");
  late.reject(error);
  await rest();
  assertEquals(told.unobserved, [
    { error, source: late.promise, name: "a promise that was left" },
  ]);
});

Deno.test("a late value of a promise that was left is nobody's", async () => {
  const late = Promise.withResolvers<number>();
  const deferred = ensureDeferred(late.promise);
  deferred.cancel();
  resultOf(deferred);
  late.resolve(1);
  await rest();
  assertEquals(resultOf(deferred), undefined);
});

// ── futures

Deno.test("a settled Future costs no turn", () => {
  assertEquals(resultOf(ensureDeferred(Future.resolve(1))), 1);
  assertEquals(errorOf(ensureDeferred(Future.reject("e"))), "e");
});

Deno.test("a Future that has a Deferred as its result gives what that gives", () => {
  const future = new Future<unknown>();
  future.setResult(succeed(1));
  assertEquals(resultOf(ensureDeferred(future)), 1);
});

Deno.test("a pending Future fires the Deferred when it is settled", async () => {
  const future = new Future<number>(), failing = new Future<number>();
  const ends = [future, failing].map((one) => caught(ensureDeferred(one)));
  assertEquals(ends[0]!(), NONE);
  future.setResult(1);
  failing.setError("e");
  await turns(1);
  assertEquals(ends.map((end) => end()), [1, "e"]);
});

Deno.test("a task's error brings its path along, a primitive too", async () => {
  for (const error of [new Error("e"), "e"]) {
    let text = "";
    ensureDeferred(spawn(function* reads() {
      yield* sleep(0);
      yield* Future.reject(error);
    })).addErrback((failure) => void (text = failure.traceback()));
    await sleep(1);
    assertMatch(text, /\n {4}at async reads /);
  }
});

Deno.test("cancelling gives up the place with a Future, and tells it if nobody else waits", async () => {
  const log: unknown[] = [];
  const future = new Future<void>({ onCancel: (reason) => log.push(reason) });
  const deferred = ensureDeferred(future), end = caught(deferred);
  deferred.cancel("why");
  await turns(1);
  assertEquals([log, future.cancelled], [["why"], true]);
  assertInstanceOf(end(), CancelledError);
});

Deno.test("cancelling leaves a Future alone that others wait for", async () => {
  const future = new Future<number>(), others = future.then();
  const deferred = ensureDeferred(future), end = caught(deferred);
  deferred.cancel("why");
  assertEquals((end() as CancelledError).reason, "why");
  future.setResult(1);
  assertEquals(await others, 1);
});

Deno.test("cancelling cancels a task, and waits for its cleanup", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const deferred = loop._within(() =>
    ensureDeferred(spawn(function* () {
      try {
        yield* sleep(1000);
      } finally {
        yield* sleep(5);
        log.push("clean");
      }
    }))
  );
  const end = caught(deferred.addBoth((result) => {
    log.push("fired");
    return result;
  }));
  loop._within(() => deferred.cancel("why"));
  await clock.advance(5);
  assertEquals(log, ["clean", "fired"]);
  assertInstanceOf(end(), CancelledError);
});

Deno.test("cancelling takes what a task makes of its cancel", async () => {
  const deferred = ensureDeferred(spawn(function* () {
    try {
      return yield* new Future<string>();
    } catch {
      return "saved";
    }
  }));
  const end = caught(deferred);
  deferred.cancel();
  await turns(3);
  assertEquals(end(), "saved");
});

Deno.test("a Future's error that comes after somebody else fired is reported", async () => {
  const { loop } = handLoop(), future = new Future<number>();
  using told = reports(loop);
  const deferred = loop._within(() => ensureDeferred(future));
  deferred.callback(1);
  loop._within(() => future.setError("late"));
  await rest();
  assertEquals(told.unobserved, [
    { error: "late", source: future, name: "a Future that was left" },
  ]);
});

// ── signals

Deno.test("a signal fires the Deferred with its reason, before or after", () => {
  const late = new AbortController();
  const end = caught(ensureDeferred([late.signal]));
  late.abort("late");
  assertEquals(end(), ["late"]);
  assertEquals(resultOf(ensureDeferred(AbortSignal.abort("now"))), "now");
});

Deno.test("cancelling leaves no listener on a signal", () => {
  const { signal } = new AbortController(), log: string[] = [];
  const { removeEventListener } = signal;
  signal.removeEventListener = function (type: string, ...rest: never[]) {
    log.push(type);
    return removeEventListener.call(this, type, ...rest as [never]);
  };
  const deferred = ensureDeferred(signal);
  deferred.cancel();
  assertInstanceOf(resultOf(deferred), Failure);
  assertEquals(log, ["abort"]);
});

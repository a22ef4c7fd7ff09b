import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { succeed } from "../../lib/deferred/mod.ts";
import { toPromise } from "../../lib/interop/mod.ts";
import { caught, hasNoWaiter } from "../coroutine/_kit.ts";
import { watchedSignal } from "../scopes/_kit.ts";
import { handLoop, reports, rest } from "../_support.ts";

Deno.test("it gives a native promise of any yieldable", async () => {
  const promise = toPromise(Future.resolve(1));
  assertInstanceOf(promise, Promise);
  const number: number = await promise;
  function* work() {
    yield* sleep(0);
    return "done";
  }
  assertEquals([number, await toPromise(work())], [1, "done"]);
  assertEquals(await toPromise<unknown>([succeed(1)]), [1]);
});

Deno.test("it rejects with the very error, also a falsy one", async () => {
  for (const error of [new Error("boom"), undefined, 0]) {
    assertStrictEquals(await caught(toPromise(Future.reject(error))), error);
  }
});

Deno.test("what cannot be waited for, or a signal that is none, rejects: it never throws", async () => {
  await assertRejects(() => toPromise<unknown>(42), BadYieldError);
  await assertRejects(
    () => toPromise(Future.resolve(1), { signal: {} as AbortSignal }),
    TypeError,
    "addEventListener",
  );
});

Deno.test("an abort cancels the work, and rejects with the reason itself after the cleanup", async () => {
  const { loop, clock } = handLoop(), { signal, abort } = watchedSignal();
  const log: unknown[] = [], reason = { why: "enough" };
  const promise = loop._within(() =>
    toPromise(
      function* () {
        try {
          yield* sleep(1000);
        } finally {
          yield* sleep(5);
          log.push("cleaned up");
        }
      }(),
      { signal },
    )
  );
  promise.catch((error) => log.push(error));
  abort(reason);
  await clock.advance(4);
  assertEquals(log, []);
  await clock.advance(1);
  assertEquals(log, ["cleaned up", reason]);
  assertStrictEquals(log[1], reason);
});

Deno.test("a value or an error that comes out of the stopped work wins", async () => {
  const broken = new Error("cleanup");
  for (
    const [end, expected] of [[() => 42, 42], [() => {
      throw broken;
    }, broken]] as const
  ) {
    const controller = new AbortController();
    const promise = toPromise(
      function* () {
        try {
          yield* new Future<void>();
        } catch {
          return end();
        }
      }(),
      controller,
    );
    controller.abort();
    assertEquals(await promise.catch((error) => error), expected);
  }
});

Deno.test("work that others wait for goes on, and the promise rejects at once", async () => {
  const shared = new Future<number>(), controller = new AbortController();
  const other = shared.then((n) => n + 1);
  const promise = toPromise(shared, controller);
  controller.abort("why");
  assertEquals(await caught(promise), "why");
  shared.setResult(1);
  assertEquals(await other, 2);
});

Deno.test("what is there when the abort comes is delivered, and so is what was there before", async () => {
  const controller = new AbortController(), future = new Future<number>();
  const promise = toPromise(future, controller);
  future.setResult(1);
  controller.abort();
  assertEquals(await promise, 1);
  const done = toPromise(Future.resolve(2), { signal: AbortSignal.abort() });
  assertEquals(await done, 2);
});

Deno.test("a signal that is aborted before cancels what runs and starts no generator", async () => {
  const signal = AbortSignal.abort("before"), log: string[] = [];
  function* body() {
    log.push("started");
    yield* sleep(0);
  }
  assertEquals(await caught(toPromise(body(), { signal })), "before");
  assertEquals(log, []);
  const running = spawn(function* () {
    yield* sleep(60_000);
  });
  assertEquals(await caught(toPromise(running, { signal })), "before");
  assertEquals(running.state, "cancelled");
});

Deno.test("a cancel by somebody else is a CancelledError, also after an abort of nothing", async () => {
  const { signal } = new AbortController(), future = new Future<void>();
  const promise = toPromise(future, { signal });
  future.cancel();
  assertEquals((await caught(promise) as Error).name, "CancelledError");
});

Deno.test("the listener is taken away however it ends", async () => {
  const watched = watchedSignal(), { signal } = watched;
  const value = new Future<number>(), error = new Future<number>();
  const cancelled = new Future<number>();
  const all = [value, error, cancelled].map((one) =>
    toPromise(one, { signal }).catch(() => {})
  );
  assertEquals(watched.listeners, 3);
  value.setResult(1);
  error.setError(1);
  cancelled.cancel();
  await Promise.all(all);
  assertEquals(watched.listeners, 0);
  await toPromise(Future.resolve(1), { signal });
  const pending = new Future<void>();
  const last = toPromise(pending, { signal }).catch(() => {});
  watched.abort();
  await last;
  assertEquals([watched.listeners, hasNoWaiter(pending)], [0, true]);
  assertEquals(watched.added, 4);
});

Deno.test("the late error of a promise that an abort left is reported, once", async () => {
  using told = reports();
  const { promise, reject } = Promise.withResolvers<void>();
  const controller = new AbortController();
  const left = toPromise(promise, controller);
  controller.abort("why");
  assertEquals(await caught(left), "why");
  const boom = new Error("boom");
  reject(boom);
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [boom]);
});

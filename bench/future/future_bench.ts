/**
 * Futures beside promises: callbacks, and each waiting for the other.
 */

import { moment, spawn } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { register, type Scenario } from "../_scenario.ts";

// S5: many futures with one callback, then few with many.

const count: { calls: number } = { calls: 0 };
const counts = () => {
  count.calls++;
};

async function callsBackNative(futures: number, each: number): Promise<void> {
  for (let i = 0; i < futures; i++) {
    let resolve!: (value: number) => void;
    const promise = new Promise<number>((r) => resolve = r);
    for (let j = 0; j < each; j++) void promise.then(counts);
    resolve(1);
  }
  await null;
  await null;
}

function* callsBack(futures: number, each: number): Generator<unknown, void> {
  for (let i = 0; i < futures; i++) {
    const future = new Future<number>();
    for (let j = 0; j < each; j++) future.addDoneCallback(counts);
    future.setResult(1);
  }
  yield* moment;
}

// S7a: a coroutine waits for promises.

const promise = Promise.resolve(1);

async function awaitsPromise(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await promise;
  return sum;
}

function* yieldsPromise(n: number): Generator<unknown, number, number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield promise;
  return sum;
}

function* delegatesPromise(n: number): Generator<unknown, number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* Future.from(promise);
  return sum;
}

// S7b: an async function waits for a future that is done.

const ready = Future.resolve(1);

/** The least that `await` takes: three microtasks, as specified. */
const thenable: PromiseLike<number> = {
  then: (fulfil) => fulfil!(1) as never,
};

async function awaitsThenable(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await thenable;
  return sum;
}

async function awaitsReady(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await ready;
  return sum;
}

async function awaitsReadyPromise(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await ready.promise();
  return sum;
}

// S7c: an async function waits for a future that is pending.

async function awaitsPendingNative(n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    let resolve!: (value: number) => void;
    const promise = new Promise<number>((r) => resolve = r);
    queueMicrotask(() => resolve(1));
    await promise;
  }
}

async function awaitsPending(n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    const future = new Future<number>();
    queueMicrotask(() => future.setResult(1));
    await future;
  }
}

async function awaitsPendingPromise(n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    const future = new Future<number>();
    queueMicrotask(() => future.setResult(1));
    await future.promise();
  }
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "S5",
    what: "a callback, 1 a future",
    ops: 50_000,
    ways: [
      { name: "then", run: () => callsBackNative(50_000, 1) },
      { name: "addDoneCallback", run: () => spawn(callsBack(50_000, 1)) },
    ],
  },
  {
    id: "S5 many",
    what: "a callback, 1,000 a future",
    ops: 200_000,
    ways: [
      { name: "then", run: () => callsBackNative(200, 1000) },
      { name: "addDoneCallback", run: () => spawn(callsBack(200, 1000)) },
    ],
  },
  {
    id: "S7a",
    what: "a coroutine's wait for a promise",
    ops: 100_000,
    ways: [
      { name: "await", run: () => awaitsPromise(100_000) },
      { name: "yield", run: () => spawn(yieldsPromise(100_000)) },
      { name: "yield*", run: () => spawn(delegatesPromise(100_000)) },
    ],
  },
  {
    id: "S7b",
    what: "an async function's wait for what is done",
    ops: 100_000,
    ways: [
      { name: "a promise", run: () => awaitsPromise(100_000) },
      { name: "a Future", run: () => awaitsReady(100_000) },
      { name: "its promise()", run: () => awaitsReadyPromise(100_000) },
    ],
  },
  {
    id: "S7b thenable",
    what: "an async function's wait for what is done",
    ops: 100_000,
    ways: [
      { name: "the least thenable", run: () => awaitsThenable(100_000) },
      { name: "a Future", run: () => awaitsReady(100_000) },
    ],
  },
  {
    id: "S7c",
    what: "an async function's wait for what is pending",
    ops: 50_000,
    ways: [
      { name: "a promise", run: () => awaitsPendingNative(50_000) },
      { name: "a Future", run: () => awaitsPending(50_000) },
      { name: "its promise()", run: () => awaitsPendingPromise(50_000) },
    ],
  },
];

register(scenarios);

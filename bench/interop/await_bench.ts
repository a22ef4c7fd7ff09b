/**
 * Crossings beside what is native. A plain `yield` of a promise and a plain
 * `await` of a Future are S7 in `bench/future/future_bench.ts`.
 */

import { Future } from "@twister/async/future";
import { spawn } from "@twister/async/coroutine";
import { asyncCoroutine, toFuture, toPromise } from "@twister/async/interop";
import { fromCallback } from "@twister/async/interop";
import { register, type Scenario } from "../_scenario.ts";

const N = 50_000;

async function nativeCall(n: number): Promise<number> {
  return await n;
}

const ownCall = asyncCoroutine(
  // deno-lint-ignore require-yield -- nothing but the call is measured
  function* ownCall(n: number): Generator<unknown, number> {
    return n;
  },
);

async function calls(call: (n: number) => Promise<number>): Promise<void> {
  for (let i = 0; i < N; i++) await call(i);
}

async function awaits(signal?: AbortSignal): Promise<void> {
  for (let i = 0; i < N; i++) {
    const future = new Future<number>();
    const promise = toPromise(future, { signal });
    future.setResult(i);
    await promise;
  }
}

async function awaitsNative(): Promise<void> {
  for (let i = 0; i < N; i++) {
    const { promise, resolve } = Promise.withResolvers<number>();
    resolve(i);
    await promise;
  }
}

function* waits(): Generator<unknown, void> {
  for (let i = 0; i < N; i++) yield* toFuture(Promise.resolve(i));
}

function* waitsForCallbacks(): Generator<unknown, void> {
  for (let i = 0; i < N; i++) {
    yield* fromCallback<[number]>((done) => done(null, i));
  }
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "interop call",
    what: "a call from async code",
    ops: N,
    ways: [
      { name: "async function", run: () => calls(nativeCall) },
      { name: "asyncCoroutine", run: () => calls(ownCall) },
    ],
  },
  {
    id: "interop promise",
    what: "an await of what is settled meanwhile",
    ops: N,
    ways: [
      { name: "a promise", run: awaitsNative },
      { name: "toPromise", run: () => awaits() },
      {
        name: "toPromise with a signal",
        run: () => awaits(new AbortController().signal),
      },
    ],
  },
  {
    id: "interop future",
    what: "a coroutine's wait for what is no Future",
    ops: N,
    ways: [
      { name: "await of a promise", run: awaitsNative },
      { name: "toFuture of a promise", run: () => spawn(waits()) },
      { name: "fromCallback", run: () => spawn(waitsForCallbacks()) },
    ],
  },
];

register(scenarios);

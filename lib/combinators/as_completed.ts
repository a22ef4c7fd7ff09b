import { checkTime } from "../errors/check.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { Future } from "../future/future.ts";
import { REJECTED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import type { Handle } from "../loop/handle.ts";
import { Finishing } from "./finishing.ts";
import { startAll } from "./members.ts";
import { tooLate } from "./in_time.ts";

/** Options of {@linkcode asCompleted}. */
export interface AsCompletedOptions {
  /** Milliseconds for all of them together. */
  timeout?: number;
}

/** Futures in the order in which they end. */
export interface Completions<T> extends AsyncIterable<Future<T>> {
  /** For coroutines: each Future here gives the next one that has ended. */
  [Symbol.iterator](): Iterator<Future<Future<T>>, void, unknown>;
}

/**
 * Gives several futures in the order in which they end: the very objects that
 * went in, each once, settled, so that `result()` gives or throws. Those that
 * are never asked for run on. After asyncio's `as_completed`.
 *
 * @typeParam Y What is waited for.
 * @param members The yieldables.
 * @param options `timeout`: when it is over, {@linkcode TimeoutError} is thrown
 * in place of the next one, and the rest is left alive.
 * @returns An iterable for `for` in a coroutine and `for await` elsewhere.
 * @throws {RangeError} If the timeout is NaN.
 *
 * @example
 * ```ts
 * import { asCompleted } from "@twister/async/combinators";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const after = (ms: number) =>
 *   spawn(function* () {
 *     yield* sleep(ms);
 *     return ms;
 *   });
 * const log: number[] = [];
 * await spawn(function* () {
 *   for (const next of asCompleted([after(4), after(1)])) {
 *     const ended = yield* next;
 *     log.push(ended.result());
 *   }
 * });
 * assertEquals(log, [1, 4]);
 * ```
 */
export function asCompleted<Y>(
  members: Iterable<Y>,
  options: AsCompletedOptions = {},
): Completions<Yielded<Y>> {
  const { timeout = Infinity } = options;
  checkTime(timeout, "asCompleted(members, { timeout })");
  const { cells } = startAll(members, "wait for each of");
  const finishing = new Finishing(cells);
  const loop = currentLoop(), deadline = loop.time() + timeout;
  let alarm: Handle | undefined;
  const next = () => {
    const future = finishing.next();
    if (future.done || timeout === Infinity) return future;
    const timer = alarm = loop.callAt(deadline, () => {
      finishing.forget(future);
      if (!future.done) future._settle(tooLate(timeout, undefined), REJECTED);
    });
    future.addDoneCallback(() => timer.cancel());
    return future;
  };
  const stop = () => {
    alarm?.cancel();
    finishing.drop();
  };
  return {
    *[Symbol.iterator]() {
      let broken = true;
      try {
        while (finishing.unasked > 0) yield next() as never;
        broken = false;
      } finally {
        if (broken) stop();
      }
    },
    // No async generator: its `yield` would follow the Future it gives.
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve, reject) => {
          if (finishing.unasked === 0) {
            resolve({ done: true, value: undefined });
          } else {
            next().addDoneCallback((ended) => {
              if (ended.state !== "fulfilled") reject(ended.error());
              else resolve({ done: false, value: ended.value as never });
            });
          }
        }),
      return: () => {
        stop();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}

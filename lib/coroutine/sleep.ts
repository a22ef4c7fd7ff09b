import { checkTime } from "../errors/check.ts";
import { Future } from "../future/future.ts";
import { currentLoop } from "../future/waiter.ts";

/**
 * A Future that is fulfilled after a time on the loop's clock. When it is
 * cancelled, or the last who waits for it is, the timer is freed at once.
 *
 * @param ms Milliseconds; zero or less is over in the next turn, `Infinity`
 * never.
 * @returns The Future, of nothing.
 * @throws {TypeError} If `ms` is no number.
 * @throws {RangeError} If `ms` is NaN.
 *
 * @example
 * ```ts
 * import { sleep } from "@twister/async/coroutine";
 * import { IOLoop } from "@twister/async/loop";
 * import { assert } from "@std/assert";
 *
 * const before = IOLoop.current().time();
 * await sleep(5);
 * assert(IOLoop.current().time() - before >= 5);
 * ```
 */
export function sleep(ms: number): Future<void> {
  checkTime(ms, "sleep(ms)");
  const future = new Future<void>();
  if (ms === Infinity) return future;
  const loop = currentLoop(), now = loop.time();
  // The bucket is told of a cancel: it is the Future's canceller.
  future.value = loop._at(now + Math.max(0, ms), future, now) as never;
  return future;
}

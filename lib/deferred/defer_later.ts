import { checkFunction, checkTime } from "../errors/check.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { Deferred } from "./deferred.ts";
import { type Outcome, start } from "./work.ts";

/**
 * Calls a function after a time on the loop's clock, and gives a Deferred of
 * what it gives. Without a function it only waits. After Twisted.
 *
 * Cancelling it before that time frees the timer, and the function is not
 * called; after it, what the function gave is cancelled.
 *
 * @param ms Milliseconds; zero or less means the next turn.
 * @param fn The function.
 * @param args Its arguments.
 * @returns The Deferred.
 * @throws {TypeError} If `ms` is no number or `fn` no function.
 * @throws {RangeError} If `ms` is NaN.
 *
 * @example
 * ```ts
 * import { deferLater } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const sum = await new Promise((done) =>
 *   deferLater(1, (a: number, b: number) => a + b, 1, 2).addCallback(done)
 * );
 * assertEquals(sum, 3);
 * ```
 */
export function deferLater(ms: number): Deferred<void>;
/**
 * The same with a function.
 *
 * @param ms Milliseconds; zero or less means the next turn.
 * @param fn The function.
 * @param args Its arguments.
 * @returns The Deferred of what it gives.
 */
export function deferLater<A extends unknown[], R>(
  ms: number,
  fn: (...args: A) => R,
  ...args: A
): Deferred<Outcome<R>>;
export function deferLater(
  ms: number,
  fn: (...args: unknown[]) => unknown = nothing,
  ...args: unknown[]
): Deferred<unknown> {
  checkTime(ms, "deferLater(ms, fn)");
  checkFunction(fn, "deferLater(ms, fn)");
  const deferred = new Deferred<void>(() => void timer.cancel());
  const timer = IOLoop.current().callLater(
    ms,
    () => deferred.callback(undefined),
  );
  return deferred.addCallback(() => start(() => fn(...args)));
}

function nothing(): void {}

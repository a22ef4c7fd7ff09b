import { checkFunction } from "../errors/check.ts";
import type { Deferred } from "./deferred.ts";
import { type Outcome, start } from "./work.ts";

export type { Outcome };

/**
 * Calls a function, and gives a Deferred of its work whatever kind it is of:
 * one that returns or throws at once, gives a {@linkcode Failure}, a Deferred,
 * a promise or Future, or is a generator function.
 *
 * @param fn The function.
 * @param args Its arguments.
 * @returns The function's own Deferred, or one that follows its work.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { Deferred, maybeDeferred } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: number[] = [], slow = new Deferred<number>();
 * maybeDeferred(() => 1).addCallback((n) => log.push(n));
 * maybeDeferred(() => slow).addCallback((n) => log.push(n));
 * slow.callback(2);
 * assertEquals(log, [1, 2]);
 * ```
 */
export function maybeDeferred<A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
): Deferred<Outcome<R>> {
  checkFunction(fn, "maybeDeferred(fn)");
  return start(() => fn(...args)) as Deferred<never>;
}

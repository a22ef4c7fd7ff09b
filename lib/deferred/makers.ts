import { checkFunction } from "../errors/check.ts";
import { refuseDeferred } from "./chain.ts";
import { Deferred } from "./deferred.ts";
import type { Failure } from "./failure.ts";

/** A Deferred that is fired with nothing already. */
export function succeed(): Deferred<void>;
/**
 * A Deferred that is fired with a value already.
 *
 * @param value The value.
 * @returns The Deferred.
 * @throws {TypeError} If the value is a Deferred.
 *
 * @example
 * ```ts
 * import { succeed } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: number[] = [];
 * succeed(1).addCallback((n) => log.push(n));
 * assertEquals(log, [1]);
 * ```
 */
export function succeed<T>(value: T): Deferred<Exclude<T, Failure>>;
export function succeed(value?: unknown): Deferred<unknown> {
  refuseDeferred(value, "make succeed(value)");
  const deferred = new Deferred<unknown>();
  deferred.callback(value);
  return deferred;
}

/**
 * A Deferred that is fired with an error already.
 *
 * @param error The error, any value, or a Failure of one.
 * @returns The Deferred.
 * @throws {TypeError} If the error is a Deferred.
 *
 * @example
 * ```ts
 * import { fail } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * fail("no luck").addErrback((failure) => log.push(failure.value));
 * assertEquals(log, ["no luck"]);
 * ```
 */
export function fail<T = never>(error?: unknown): Deferred<T> {
  refuseDeferred(error, "make fail(error)");
  const deferred = new Deferred<T>();
  deferred.errback(error);
  return deferred;
}

/**
 * Calls a function that is done when it returns, and gives a Deferred of what
 * it returned or threw.
 *
 * @param fn The function.
 * @param args Its arguments.
 * @returns The Deferred, which is fired.
 * @throws {TypeError} If `fn` is no function, or returned a Deferred: for such
 * a one there is `maybeDeferred`.
 *
 * @example
 * ```ts
 * import { execute } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * execute(JSON.parse, "{").addErrback((failure) => {
 *   log.push(failure.check(SyntaxError));
 * });
 * assertEquals(log, [SyntaxError]);
 * ```
 */
export function execute<A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
): Deferred<Exclude<R, Failure>> {
  checkFunction(fn, "execute(fn)");
  let value: R;
  try {
    value = fn(...args);
  } catch (error) {
    return fail(error);
  }
  refuseDeferred(value, "execute(fn)");
  return succeed(value);
}

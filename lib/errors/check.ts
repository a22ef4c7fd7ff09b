/**
 * Checks arguments at the call, so that a mistake is told where it was made.
 */

import { describe } from "./describe.ts";

/**
 * Insists on a time in milliseconds that is a number and not NaN.
 *
 * @param ms What was given.
 * @param call The call in the user's words, such as `sleep(ms)`.
 * @returns The same number.
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is NaN.
 */
export function checkTime(ms: unknown, call: string): number {
  if (typeof ms !== "number") {
    throw new TypeError(
      `Cannot ${call}: expected milliseconds as a number, got ${describe(ms)}`,
    );
  }
  if (ms !== ms) {
    throw new RangeError(
      `Cannot ${call}: NaN is no time. Look at what it was computed from`,
    );
  }
  return ms;
}

/**
 * Insists on a function.
 *
 * @param fn What was given.
 * @param call The call in the user's words, such as `addCallback(fn)`.
 * @throws {TypeError} If it is none.
 */
export function checkFunction(fn: unknown, call: string): void {
  if (typeof fn !== "function") {
    throw new TypeError(
      `Cannot ${call}: expected a function, got ${describe(fn)}`,
    );
  }
}

/**
 * Insists on something that calls back when it is settled.
 *
 * @param value What was given.
 * @param call The call in the user's words, such as `addFuture(future, fn)`.
 * @throws {TypeError} If it is nothing of that kind.
 */
export function checkFuture(value: unknown, call: string): void {
  let may: unknown;
  try {
    may = (value as { addDoneCallback?: unknown } | null)?.addDoneCallback;
  } catch { /* a proxy that refuses */ }
  if (typeof may === "function") return;
  throw new TypeError(
    `Cannot ${call}: expected a Future, got ${describe(value)}`,
  );
}

import type { Deferred } from "./deferred.ts";
import { startChild } from "./inline.ts";
import { convert } from "./yieldables.ts";

/**
 * The Deferred of whatever may be yielded. A generator is started; a promise,
 * a Future or an array is waited for.
 *
 * Cancelling it cancels what can be cancelled: a generator gets the
 * {@linkcode CancelledError} at its `yield`, a promise is merely left.
 *
 * @param given What may be yielded.
 * @returns A Deferred; one comes back as it is.
 * @throws {BadYieldError} If it cannot be waited for.
 * @throws {InvalidStateError} If it is a generator that is driven already.
 *
 * @example
 * ```ts
 * import { ensureDeferred, succeed } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: number[] = [];
 * function* double(n: number) {
 *   return 2 * (yield* succeed(n));
 * }
 * ensureDeferred(double(21)).addCallback((n) => log.push(n));
 * assertEquals(log, [42]);
 * ```
 */
export function ensureDeferred<T>(
  given:
    | Deferred<T>
    | PromiseLike<T>
    // deno-lint-ignore no-explicit-any -- a plain `yield` has no type
    | Iterator<unknown, T, any>,
): Deferred<T>;
/**
 * The same for other yieldables: arrays and records of them, signals.
 *
 * @param given What may be yielded.
 * @returns A Deferred of what the `yield` would give.
 */
export function ensureDeferred(given: unknown): Deferred<unknown>;
export function ensureDeferred(given: unknown): Deferred<unknown> {
  return convert(given, startChild);
}

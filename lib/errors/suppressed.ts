/**
 * Errors that stand in another's shadow, kept beside it.
 *
 * When several things fail and one error is thrown, the others must not be
 * lost. They are kept in a table beside the thrown error, which itself is not
 * edited: it may be frozen, shared, or compared by its properties. The
 * platform's `SuppressedError` was rejected: it wraps, so the error that the
 * user's `catch` knows by class would be one level down.
 */

const others: WeakMap<object, unknown[]> = new WeakMap();

/**
 * The errors that happened together with this one but were not thrown.
 *
 * @param error An error that was caught.
 * @returns The other errors, oldest first; empty where there are none.
 *
 * @example
 * ```ts
 * import { suppressed } from "@twister/async/errors";
 * import { Future } from "@twister/async/future";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const first = new Error("first"), second = new Error("second");
 * const all = spawn(function* (): Generator {
 *   yield [Future.reject(first), Future.reject(second)];
 * });
 * assertEquals(all.error(), first);
 * assertEquals(suppressed(first), [second]);
 * ```
 */
export function suppressed(error: unknown): readonly unknown[] {
  return isObject(error) ? [...others.get(error) ?? []] : [];
}

/**
 * Keeps `other` beside `error`.
 *
 * @returns `false` where that cannot be, for `error` is no object or the same:
 * then the caller still owes somebody a report of it.
 */
export function suppress(error: unknown, other: unknown): boolean {
  if (!isObject(error)) return false;
  if (Object.is(error, other)) return true;
  const list = others.get(error);
  if (list === undefined) others.set(error, [other]);
  else if (!list.includes(other)) list.push(other);
  return true;
}

function isObject(value: unknown): value is object {
  return value !== null &&
    (typeof value === "object" || typeof value === "function");
}

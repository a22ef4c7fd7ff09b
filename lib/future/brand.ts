/**
 * Tells futures from other values, whichever loaded copy made them.
 */

/** The mark on the prototype of every Future. */
export const BRAND: unique symbol = Symbol.for("twister.future") as never;

/**
 * Whether a value is a Future: of this or another loaded copy of the package.
 *
 * @param value Anything; hostile objects are no Futures.
 * @returns `true` for a Future or Task.
 *
 * @example
 * ```ts
 * import { Future, isFuture } from "@twister/async/future";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isFuture(new Future()), true);
 * assertEquals(isFuture(Promise.resolve()), false);
 * ```
 */
export function isFuture(value: unknown): value is Marked {
  try {
    return value !== null && typeof value === "object" &&
      (value as { [BRAND]?: unknown })[BRAND] === true;
  } catch {
    return false;
  }
}

/** What every copy's Future has. */
export interface Marked extends PromiseLike<unknown> {
  /** Whether it is settled. */
  readonly done: boolean;
  /** Gives its place up. */
  cancel(reason?: unknown): boolean;
}

/**
 * What a coroutine can wait for, as types and as one symbol.
 */

/**
 * An object says by a method under this key how it can be waited for: the
 * method gives anything else that may be yielded. So no registry has to know
 * all kinds, and importing one has no side effects.
 */
export const YIELDABLE: unique symbol = Symbol.for(
  "twister.yieldable",
) as never;

/** An object that says itself how it can be waited for. */
export interface Yieldable {
  /** Gives a Future, promise, or another thing that may be yielded. */
  [YIELDABLE](): unknown;
}

/** The generator of a coroutine that returns an `R`. */
// deno-lint-ignore no-explicit-any -- a plain `yield` has no type of its own
export type Coroutine<R> = Iterator<unknown, R, any>;

/** What a wait for a `Y` gives, as far as its type tells. */
export type Yielded<Y> = Y extends PromiseLike<infer T> ? Awaited<T>
  : Y extends Iterator<unknown, infer R, unknown> ? R
  : Y extends readonly unknown[] ? { -readonly [K in keyof Y]: Yielded<Y[K]> }
  : Y extends Record<string, unknown>
    ? { -readonly [K in keyof Y]: Yielded<Y[K]> }
  // What a `yield*` takes may be yielded plainly as well: a Lazy.
  : Y extends { [Symbol.iterator](): Iterator<unknown, infer R, unknown> } ? R
  : unknown;

/**
 * The filters that every pipe needs; any other is a function `(next) => sink`.
 */

import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Future } from "../future/future.ts";
import type { Body } from "./_failure.ts";
import { pushAll } from "./_push_all.ts";
import { Feed, type PushSource } from "./_feed.ts";
import type { Pushable, Stage, Taken } from "./_sink.ts";
import { stageBefore, stageOf } from "./_stage.ts";

/** A filter that may also be given any sink by hand. */
export type Before<A, B> = (next: Pushable<B>) => Stage<A>;

/**
 * A filter that pushes on what a function makes of each item.
 *
 * @param fn The function.
 * @returns The filter.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { collectInto, map, pipe } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const out: number[] = [];
 * await pipe([1, 2], map((n) => n * n), collectInto(out));
 * assertEquals(out, [1, 4]);
 * ```
 */
export function map<A, B>(fn: (item: A) => B): Before<A, B> {
  checkFunction(fn, "map(fn)");
  return (sink) => {
    const next = stageOf(sink, "map(fn)");
    return stageBefore<A>({ send: (item) => next.send(fn(item)) }, next);
  };
}

/**
 * A filter that pushes on the items that pass a test.
 *
 * @param test Whether an item passes.
 * @returns The filter.
 * @throws {TypeError} If `test` is no function.
 *
 * @example
 * ```ts
 * import { collectInto, filter, pipe } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const out: string[] = [];
 * const grep = filter((line: string) => /python/i.test(line));
 * await pipe(["Python", "Ruby", "CPython"], grep, collectInto(out));
 * assertEquals(out, ["Python", "CPython"]);
 * ```
 */
export function filter<A>(test: (item: A) => unknown): Before<A, A> {
  checkFunction(test, "filter(test)");
  return (sink) => {
    const next = stageOf(sink, "filter(test)");
    const send = (item: A) => test(item) ? next.send(item) : undefined;
    return stageBefore<A>({ send }, next);
  };
}

/**
 * A filter that pushes on so many items, then ends the pipe: with the last of
 * them the source is told to stop. With a count of zero that is the first one.
 *
 * @param count How many; Infinity is all.
 * @returns The filter.
 * @throws {RangeError} If `count` is no whole number from zero on.
 *
 * @example
 * ```ts
 * import { collectInto, pipe, take } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * function* naturals() {
 *   for (let n = 0;; n++) yield n;
 * }
 * const out: number[] = [];
 * await pipe(naturals, take(3), collectInto(out));
 * assertEquals(out, [0, 1, 2]);
 * ```
 */
export function take<A>(count: number): Before<A, A> {
  const whole = Number.isInteger(count) || count === Infinity;
  if (!whole || count < 0) {
    throw new RangeError(
      `Cannot take(count): expected a whole number from zero on, got ${
        describe(count)
      }`,
    );
  }
  return (sink) => {
    const next = stageOf(sink, "take(count)");
    let left = count;
    const send = (item: A) => {
      if (left === 0) return false;
      const sent = next.send(item);
      if (--left > 0) return sent;
      return sent === undefined ? false : lastOf(sent);
    };
    return stageBefore<A>({ send }, next);
  };
}

/** The last item: whatever was said of it, no more is wanted. */
function* lastOf(sent: false | Future<Taken>): Body<false> {
  if (sent !== false) yield* sent;
  return false;
}

/**
 * A filter whose items are sources, and that pushes on the items of each, one
 * source after the other.
 *
 * @returns The filter.
 *
 * @example
 * ```ts
 * import { collectInto, flatten, pipe } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const out: number[] = [];
 * await pipe([[1, 2], [], [3]], flatten(), collectInto(out));
 * assertEquals(out, [1, 2, 3]);
 * ```
 */
export function flatten<B>(): Before<PushSource<B>, B> {
  return (sink) => {
    const next = stageOf(sink, "flatten()");
    const send = (item: PushSource<B>) =>
      pushAll(new Feed(item, "flatten()"), next as Stage<unknown>);
    return stageBefore<PushSource<B>>({ send }, next);
  };
}

import { describe } from "../errors/describe.ts";
import type { Deferred } from "../deferred/deferred.ts";
import { YIELDABLE, type Yielded } from "../coroutine/protocol.ts";
import { isFuture } from "../future/brand.ts";
import { isGenerator } from "../loop/driver.ts";
import { SOURCE } from "./_feed.ts";
import { fromAsyncIterable } from "./from_async_iterable.ts";
import {
  fromReadableStream,
  isReadableStream,
} from "./from_readable_stream.ts";
import type { AsyncSource } from "./source.ts";
import { type Producer, stream } from "./stream.ts";

/** Whatever is a sequence already; a coroutine function makes one. */
export type Sequence<T> =
  | AsyncIterable<T, unknown>
  | ReadableStream<T>
  | Iterable<T>;

/** The type of an item of a sequence. */
export type Item<S> = S extends AsyncIterable<infer T> ? T
  : S extends Iterable<infer T>
    ? T extends PromiseLike<unknown> | Generator<unknown, unknown, unknown>
      ? Yielded<T>
    : T extends Deferred<infer R> ? R
    : T
  : never;

/**
 * The source of any sequence: for `for await` in async functions, for
 * {@linkcode each} in coroutines.
 *
 * A source comes back as it is. Of a coroutine function it is the
 * {@linkcode stream}. Of an array or another plain iterable each item is waited
 * for before the next one is taken, if it is a Future, Deferred, promise or
 * generator, or says itself how it is waited for; other items are given as
 * they are, arrays and records too, as `for await` does.
 *
 * @typeParam T The type of an item.
 * @param producer A coroutine function, as {@linkcode stream} takes it.
 * @returns The source.
 * @throws {TypeError} If it is no sequence.
 *
 * @example
 * ```ts
 * import { toAsyncIterable } from "@twister/async/interop";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * function* slow(n: number) {
 *   yield* sleep(n);
 *   return n;
 * }
 * const log: number[] = [];
 * for await (const n of toAsyncIterable([spawn(slow(3)), 2, slow(1)])) {
 *   log.push(n);
 * }
 * assertEquals(log, [3, 2, 1]);
 * ```
 */
export function toAsyncIterable<T>(producer: Producer<T>): AsyncSource<T>;
/**
 * The same of what is a sequence already.
 *
 * @typeParam S The type of the sequence.
 * @param sequence A source, async iterable, `ReadableStream` or iterable.
 * @returns The source.
 * @throws {TypeError} If it is none of these.
 */
export function toAsyncIterable<S extends Sequence<unknown>>(
  sequence: S,
): AsyncSource<Item<S>>;
export function toAsyncIterable(given: unknown): AsyncSource<unknown> {
  return sourceOf(given);
}

function sourceOf(given: unknown): AsyncSource<unknown> {
  if (typeof given === "function") return stream(given as Producer<unknown>);
  if (given !== null && given !== undefined && !isFuture(given)) {
    if (SOURCE in Object(given)) return given as AsyncSource<unknown>;
    if (isReadableStream(given)) return fromReadableStream(given);
    if (Symbol.asyncIterator in Object(given)) {
      return fromAsyncIterable(given as AsyncIterable<unknown>);
    }
    if (Symbol.iterator in Object(given)) {
      return ofEach(given as Iterable<unknown>);
    }
  }
  throw new TypeError(
    `Cannot go through ${describe(given)}: expected a source, an async ` +
      "iterable, a ReadableStream, an iterable or a coroutine function",
  );
}

/** A coroutine that waits: so a cancel gives the item up and closes `items`. */
function ofEach(items: Iterable<unknown>): AsyncSource<unknown> {
  return stream(function* (emit): Generator<unknown, void, unknown> {
    for (const item of items) {
      yield* emit(isWaited(item) ? yield item : item);
    }
  });
}

function isWaited(item: unknown): boolean {
  if (item === null || typeof item !== "object") return false;
  return isFuture(item) || isGenerator(item) || YIELDABLE in item ||
    typeof (item as { then?: unknown }).then === "function";
}

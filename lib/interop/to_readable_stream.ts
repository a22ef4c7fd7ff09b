import { checkTime } from "../errors/check.ts";
import { newReadableStream } from "./_host.ts";
import { isReadableStream } from "./from_readable_stream.ts";
import type { Producer } from "./stream.ts";
import {
  type Item,
  type Sequence,
  toAsyncIterable,
} from "./to_async_iterable.ts";

/** Options of {@linkcode toReadableStream}. */
export interface ReadableOptions {
  /** How many chunks are made ahead: none. */
  highWaterMark?: number;
}

/**
 * A `ReadableStream` of any sequence: for the body of a response, for a pipe.
 * It is pulled: an item is made when the reader asks for it, or ahead of that
 * up to the `highWaterMark`, which is 0 here and 1 on the platform.
 *
 * An error fails the stream with the same object. Cancelling the stream closes
 * the sequence with the reason and waits for its cleanup.
 *
 * @typeParam T The type of a chunk.
 * @param producer A coroutine function, as {@linkcode stream} takes it.
 * @param options How much is made ahead.
 * @returns The stream.
 * @throws {TypeError} If it is no sequence, or the mark no number.
 * @throws {RangeError} If the mark is negative or NaN.
 *
 * @example
 * ```ts
 * import { toReadableStream } from "@twister/async/interop";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const body = toReadableStream<string>(function* (emit) {
 *   for (const word of ["Hello, ", "World"]) {
 *     yield* sleep(1);
 *     yield* emit(word);
 *   }
 * });
 * const bytes = body.pipeThrough(new TextEncoderStream());
 * assertEquals(await new Response(bytes).text(), "Hello, World");
 * ```
 */
export function toReadableStream<T>(
  producer: Producer<T>,
  options?: ReadableOptions,
): ReadableStream<T>;
/**
 * The same of what is a sequence already.
 *
 * @typeParam S The type of the sequence.
 * @param sequence Anything that {@linkcode toAsyncIterable} takes; a
 * `ReadableStream` comes back as it is.
 * @param options How much is made ahead.
 * @returns The stream.
 */
export function toReadableStream<S extends Sequence<unknown>>(
  sequence: S,
  options?: ReadableOptions,
): ReadableStream<Item<S>>;
export function toReadableStream(
  sequence: Producer<unknown> | Sequence<unknown>,
  options: ReadableOptions = {},
): ReadableStream<unknown> {
  const { highWaterMark = 0 } = options;
  checkTime(highWaterMark, "make toReadableStream(x, { highWaterMark })");
  if (isReadableStream(sequence)) return sequence;
  const source = toAsyncIterable(sequence as Producer<unknown>);
  let cancelled = false;
  return newReadableStream<unknown>({
    async pull(controller) {
      const { done, value } = await source.next().promise();
      if (cancelled) return; // the controller is closed
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel(reason) {
      cancelled = true;
      return source.close(reason).promise();
    },
  }, highWaterMark);
}

import { checkFunction, checkTime } from "../errors/check.ts";
import { snapshot } from "../context/snapshot.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { spawn } from "../coroutine/spawn.ts";
import { newWritableStream } from "./_host.ts";

/** What is done at a step: by a coroutine function, or a plain or async one. */
export type WritableStep<A extends unknown[]> = (
  ...args: A
) => Coroutine<unknown> | unknown;

/** What a stream of {@linkcode toWritableStream} does with what is written. */
export interface WritableSteps<T> {
  /** Takes a chunk; the next one comes when it has ended. */
  write: WritableStep<[chunk: T]>;
  /** All chunks were taken. */
  close?: WritableStep<[]>;
  /** The writer broke it off. */
  abort?: WritableStep<[reason: unknown]>;
}

/** Options of {@linkcode toWritableStream}. */
export interface WritableOptions {
  /** How many chunks may wait before the writer is told to: 1. */
  highWaterMark?: number;
}

/**
 * A `WritableStream` whose chunks are taken by a coroutine, one at a time: for
 * `pipeTo()`. The steps run in the context in which it was made.
 *
 * An error of a step fails the stream with the same object. Aborting the stream
 * cancels the step under way with the reason; `abort` comes when its cleanup
 * has ended.
 *
 * @typeParam T The type of a chunk.
 * @param steps The coroutine function that takes a chunk, or one for each step.
 * @param options How many chunks may wait.
 * @returns The stream.
 * @throws {TypeError} If a step is no function, or the mark no number.
 * @throws {RangeError} If the mark is negative or NaN.
 *
 * @example
 * ```ts
 * import { toReadableStream, toWritableStream } from "@twister/async/interop";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: number[] = [];
 * const slow = toWritableStream<number>(function* (n) {
 *   yield* sleep(1);
 *   log.push(n);
 * });
 * await toReadableStream([1, 2, 3]).pipeTo(slow);
 * assertEquals(log, [1, 2, 3]);
 * ```
 */
export function toWritableStream<T>(
  steps: WritableSteps<T> | WritableSteps<T>["write"],
  options: WritableOptions = {},
): WritableStream<T> {
  const { highWaterMark = 1 } = options;
  checkTime(highWaterMark, "make toWritableStream(steps, { highWaterMark })");
  const { write, close, abort } = typeof steps === "function"
    ? { write: steps }
    : steps;
  for (const step of [write, close ?? write, abort ?? write]) {
    checkFunction(step, "make toWritableStream(steps)");
  }
  const inContext = snapshot();
  const start = (step: () => unknown) =>
    inContext(() => spawn(step as () => Coroutine<unknown>));
  return newWritableStream<T>({
    write(chunk, { signal }) {
      const task = start(() => write(chunk));
      const stop = () => task.cancel(signal.reason);
      signal.addEventListener("abort", stop);
      task.addDoneCallback(() => signal.removeEventListener("abort", stop));
      return task.promise() as Promise<void>;
    },
    ...close && { close: () => start(() => close()).promise() as never },
    ...abort && {
      abort: (reason) => start(() => abort(reason)).promise() as never,
    },
  }, highWaterMark);
}

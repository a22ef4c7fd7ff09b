import { describe } from "../errors/describe.ts";
import { faultOf, Feed } from "./_feed.ts";
import type { AsyncSource } from "./source.ts";

/** The source of a stream of the platform, whose lock it holds. */
class Read<T> extends Feed<T> {
  readonly #reader: ReadableStreamDefaultReader<T>;
  #reading = false;
  readonly #onStep = (step: ReadableStreamReadResult<T>): void =>
    this.loop._within(() => this.#arrived(step));
  readonly #onError = (error: unknown): void =>
    this.loop._within(() => this.#failed(error));

  constructor(reader: ReadableStreamDefaultReader<T>) {
    super();
    this.#reader = reader;
  }

  // One at a time, so that a cancel knows whose chunk is on its way.
  protected override pull(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#reader.read().then(this.#onStep, this.#onError);
  }

  protected override release(reason: unknown): PromiseLike<unknown> {
    const cancelled = this.#reader.cancel(reason);
    // A read that is under way has its answer by now: the lock can go.
    this.#reader.releaseLock();
    return cancelled;
  }

  #arrived(step: ReadableStreamReadResult<T>): void {
    this.#reading = false;
    if (!step.done) this.give(step.value);
    else if (!this.ended) {
      this.end();
      this.#reader.releaseLock();
    }
    if (this.waiting > 0) this.pull();
  }

  #failed(error: unknown): void {
    if (!this.ended) this.#reader.releaseLock();
    this.fail(faultOf(error));
  }
}

/**
 * The source of a `ReadableStream`: a body of a response, a file, a pipe. Its
 * chunks are asked for one at a time, so that back-pressure works. The stream
 * is locked from the call on, until it has ended or is closed.
 *
 * Closing it, or the cancel of who waits for a chunk, cancels the stream with
 * the reason and waits for that within the grace.
 *
 * @typeParam T The type of a chunk.
 * @param stream The stream.
 * @returns The source.
 * @throws {TypeError} If it is no stream, or is locked.
 *
 * @example
 * ```ts
 * import { each, fromReadableStream } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const body = new Response("hello").body!, log: string[] = [];
 * const text = fromReadableStream(body.pipeThrough(new TextDecoderStream()));
 * await spawn(function* () {
 *   yield* each(text, (chunk) => void log.push(chunk));
 * });
 * assertEquals(log.join(""), "hello");
 * ```
 */
export function fromReadableStream<T>(
  stream: ReadableStream<T>,
): AsyncSource<T> {
  if (!isReadableStream(stream)) {
    throw new TypeError(
      `Cannot read from ${describe(stream)}: expected a ReadableStream`,
    );
  }
  if (stream.locked) {
    throw new TypeError(
      "Cannot read from a ReadableStream that is locked: somebody else reads " +
        "it. Release that reader, or divide the stream with tee() before",
    );
  }
  return new Read(stream.getReader());
}

/** Whether a value reads like a stream of the platform, of any realm. */
export function isReadableStream(
  value: unknown,
): value is ReadableStream<unknown> {
  const may = value as Partial<ReadableStream> | null | undefined;
  return typeof may === "object" && may !== null &&
    typeof may.getReader === "function";
}

import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import { Cancellation, type Canceller, type Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { markOurs } from "../traceback/stitch.ts";
import { atLatest } from "../coroutine/patience.ts";
import type { AsyncSink } from "./sink.ts";

/** The sink of a stream of the platform, whose lock it holds. */
class Written<T> implements AsyncSink<T>, Canceller {
  readonly #writer: WritableStreamDefaultWriter<T>;
  readonly #loop: IOLoop = currentLoop();
  /** What is under way and waited for. */
  readonly #pending: Set<Cell> = new Set();
  /** How it ends: by `close()`, or by `abort()` if that came first. */
  #ending: Future<void> | undefined;
  #aborting: Future<void> | undefined;

  constructor(writer: WritableStreamDefaultWriter<T>) {
    this.#writer = writer;
  }

  write(chunk: T): Future<void> {
    if (this.#ending !== undefined) return Future.reject(closed(chunk));
    return this.#enter(this.#writer.write(chunk), "write");
  }

  close(): Future<void> {
    if (this.#ending !== undefined) return this.#ending;
    const { closed } = this.#writer;
    // Of a stream that has failed it is `closed` that has the very error.
    const ended = this.#writer.close().catch((error) => {
      if (this.#aborting !== undefined) throw error;
      return closed;
    });
    const closing = this.#enter(ended, "close");
    closing.addDoneCallback(() => this.#writer.releaseLock());
    return this.#ending = closing;
  }

  abort(reason?: unknown): Future<void> {
    if (this.#aborting !== undefined) return this.#aborting;
    if (this.#ending?.done) return Future.resolve();
    const aborting = this.#aborting = new Future<void>({ name: "abort" });
    this.#ending ??= aborting;
    this.#follow(this.#writer.abort(reason), aborting);
    this.#writer.releaseLock();
    return aborting;
  }

  /**
   * A write is given up. Its chunk cannot be taken back, so the last one aborts
   * the stream; one among others is written all the same.
   *
   * @internal
   */
  _cancelled(cell: Cell, reason: unknown): boolean {
    this.#pending.delete(cell);
    if (this.#pending.size > 0) return false;
    const settle = () => {
      if (!cell.done) cell._settle(new Cancellation(reason), CANCELLED);
    };
    const fail = (error: unknown) => {
      if (!cell.done) cell._settle(error, REJECTED);
      else disownLate(error, this, "a stream that was aborted");
    };
    this.abort(reason).then(settle, fail);
    atLatest(this.#loop.grace, cell, this.#loop, settle);
    return true;
  }

  /** A step whose cancel is heard of. */
  #enter(promise: Promise<void>, name: string): Future<void> {
    const future = new Future<void>({ name });
    future.value = this as never;
    this.#pending.add(future);
    this.#follow(promise, future);
    return future;
  }

  #follow(promise: Promise<void>, future: Future<void>): void {
    const settle = (value: unknown, state: number) => {
      const isWaited = this.#pending.delete(future) ||
        future === this.#aborting;
      // What was given up fails with the abort, of which its waiter hears.
      if (future.done || !isWaited && state === REJECTED) return;
      this.#loop._within(() => future._settle(value, state));
    };
    promise.then(
      () => settle(undefined, FULFILLED),
      (error) => settle(error, REJECTED),
    );
  }
}

function closed(chunk: unknown): ClosedError {
  return markOurs(
    new ClosedError(
      `Cannot write ${describe(chunk)}: the sink was closed or aborted`,
    ),
  );
}

/**
 * The sink of a `WritableStream`, for use in coroutines. The stream is locked
 * from the call on, until the sink is closed or aborted.
 *
 * `yield* sink.write(chunk)` goes on when the stream has taken the chunk, and
 * throws the very error of the stream. Who is cancelled there aborts the stream
 * with the reason, and waits for that within the grace.
 *
 * @typeParam T The type of a chunk.
 * @param stream The stream.
 * @returns The sink.
 * @throws {TypeError} If it is no stream, or is locked.
 *
 * @example
 * ```ts
 * import { fromWritableStream } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const { readable, writable } = new TextEncoderStream();
 * const text = new Response(readable).text();
 * await spawn(function* () {
 *   const sink = fromWritableStream(writable);
 *   for (const word of ["Hello, ", "World"]) yield* sink.write(word);
 *   yield* sink.close();
 * });
 * assertEquals(await text, "Hello, World");
 * ```
 */
export function fromWritableStream<T>(stream: WritableStream<T>): AsyncSink<T> {
  const may = stream as Partial<WritableStream<T>> | null | undefined;
  if (typeof may?.getWriter !== "function") {
    throw new TypeError(
      `Cannot write to ${describe(stream)}: expected a WritableStream`,
    );
  }
  if (stream.locked) {
    throw new TypeError(
      "Cannot write to a WritableStream that is locked: somebody else writes " +
        "it. Close or release that writer before",
    );
  }
  return new Written(stream.getWriter());
}

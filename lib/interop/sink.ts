import type { Future } from "../future/future.ts";

/**
 * What a sequence is written to, chunk by chunk.
 *
 * @typeParam T The type of a chunk.
 *
 * @example
 * ```ts
 * import { type AsyncSink, fromWritableStream } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * function* greet(sink: AsyncSink<string>) {
 *   yield* sink.write("Hello");
 *   yield* sink.close();
 * }
 * const log: string[] = [];
 * await spawn(greet(fromWritableStream(
 *   new WritableStream<string>({ write: (chunk) => void log.push(chunk) }),
 * )));
 * assertEquals(log, ["Hello"]);
 * ```
 */
export interface AsyncSink<T> {
  /**
   * Writes a chunk.
   *
   * @param chunk The chunk.
   * @returns A Future, fulfilled when the chunk was taken: who waits for it
   * honours the back-pressure. The cancel of the last one who waits aborts the
   * sink with the reason.
   */
  write(chunk: T): Future<void>;
  /** Ends it when all is written. A second call gives the same Future. */
  close(): Future<void>;
  /**
   * Breaks it off: what is not written yet never will be.
   *
   * @param reason Why, for what lies behind.
   * @returns A Future of the end of its cleanup.
   */
  abort(reason?: unknown): Future<void>;
}

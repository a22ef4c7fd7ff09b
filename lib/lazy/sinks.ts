/**
 * The ends of a pipe; any other is an object `{ send }`.
 */

import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Sent, Sink } from "./_sink.ts";

/**
 * A sink that appends each item to an array.
 *
 * @param array The array.
 * @returns The sink.
 * @throws {TypeError} If it is no array.
 *
 * @example
 * ```ts
 * import { collectInto, pipe } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const out: string[] = [];
 * await pipe("ab", collectInto(out));
 * assertEquals(out, ["a", "b"]);
 * ```
 */
export function collectInto<T>(array: T[]): Sink<T> {
  if (!Array.isArray(array)) {
    throw new TypeError(
      `Cannot collectInto(array): expected an array, got ${describe(array)}`,
    );
  }
  return { send: (item) => void array.push(item) };
}

/**
 * A sink that writes each item as text.
 *
 * @param write Writes one text, such as `console.log`. A promise that it gives
 * is waited for before the next.
 * @returns The sink.
 * @throws {TypeError} If `write` is no function.
 *
 * @example
 * ```ts
 * import { pipe, printer } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const printed: string[] = [];
 * await pipe([1, 2], printer((text) => void printed.push(text)));
 * assertEquals(printed, ["1", "2"]);
 * ```
 */
export function printer(
  write: (text: string) => unknown,
): Sink<unknown> {
  checkFunction(write, "make a printer(write)");
  return { send: (item) => write(String(item)) as Sent };
}

/** Writes to a stream, whose lock it holds. */
class Written<T> implements Sink<T> {
  readonly #writer: WritableStreamDefaultWriter<T>;
  #failed = false;

  constructor(writer: WritableStreamDefaultWriter<T>) {
    this.#writer = writer;
    // It is looked at on close; until then nobody asks.
    writer.closed.catch(() => {});
  }

  send(item: T): Sent {
    return this.#writer.write(item).catch((error) => {
      this.#failed = true;
      throw error;
    });
  }

  async throw(error: unknown): Promise<never> {
    this.#failed = true;
    await this.#writer.abort(error);
    throw error;
  }

  async close(): Promise<void> {
    const writer = this.#writer;
    try {
      // Of a stream that has failed it is `closed` that has the very error.
      if (!this.#failed) await writer.close().catch(() => writer.closed);
    } finally {
      writer.releaseLock();
    }
  }
}

/**
 * A sink that writes each item to a `WritableStream`: that of a file, a
 * socket, a response. The next item comes when the stream has taken the last.
 * It is closed with the pipe, and aborted when the pipe fails or is cancelled.
 *
 * @param stream The stream, which is locked from now on.
 * @returns The sink.
 * @throws {TypeError} If it is no stream, or is locked.
 *
 * @example
 * ```ts
 * import { pipe, writeTo } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const { readable, writable } = new TextEncoderStream();
 * const text = new Response(readable).text();
 * await pipe(["Hello, ", "World"], writeTo(writable));
 * assertEquals(await text, "Hello, World");
 * ```
 */
export function writeTo<T>(stream: WritableStream<T>): Sink<T> {
  const may = stream as Partial<WritableStream<T>> | null | undefined;
  if (typeof may?.getWriter !== "function") {
    throw new TypeError(
      `Cannot writeTo(stream): expected a WritableStream, got ${
        describe(stream)
      }`,
    );
  }
  if (stream.locked) {
    throw new TypeError(
      "Cannot writeTo(stream): it is locked, for somebody else writes it. " +
        "Close or release that writer before",
    );
  }
  return new Written(stream.getWriter());
}

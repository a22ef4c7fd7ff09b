import { checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Future } from "../future/future.ts";
import { type MemoryStreamOptions, Pipe } from "./_pipe.ts";

export type { MemoryStreamOptions } from "./_pipe.ts";

/**
 * One end of a connection in memory: what is written to it is read at the
 * other end. It lives on the loop on which it was made.
 *
 * @example
 * ```ts
 * import { memoryStreamPair, runVirtual } from "@twister/async/testing";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * await runVirtual(function* () {
 *   const [client, server] = memoryStreamPair({ delay: 50 });
 *   yield* client.write(new Uint8Array([1, 2, 3]));
 *   client.closeWrite();
 *   assertEquals(yield* server.read(), new Uint8Array([1, 2, 3]));
 *   assertEquals(yield* server.read(), undefined);
 *   assertEquals(IOLoop.current().time(), 50);
 * });
 * ```
 */
export class MemoryStream implements Disposable {
  readonly #in: Pipe;
  readonly #out: Pipe;

  /**
   * Made by {@linkcode memoryStreamPair}.
   *
   * @internal
   */
  constructor(input: Pipe, output: Pipe) {
    this.#in = input;
    this.#out = output;
    input.onBreak = (error) => output.breakWrites(error);
  }

  /**
   * Reads what has arrived. Cancelling the wait loses no bytes.
   *
   * @returns A Future of at least one byte, or of `undefined` when the other
   * end has closed its writing side and all is read. It fails with the error of
   * a reset.
   * @throws {ClosedError} If this end was closed.
   */
  read(): Future<Uint8Array | undefined> {
    return this.#in.read();
  }

  /**
   * Writes a copy of some bytes. They are on their way at once; cancelling the
   * wait does not call them back.
   *
   * @param bytes The bytes.
   * @returns A Future that is fulfilled when more may be written. It fails with
   * the error of a reset that has arrived here.
   * @throws {TypeError} If they are no `Uint8Array`.
   * @throws {ClosedError} If this end, or its writing side, was closed.
   */
  write(bytes: Uint8Array): Future<void> {
    if (!(bytes instanceof Uint8Array)) {
      throw new TypeError(
        `Cannot write ${describe(bytes)} to a MemoryStream: expected a ` +
          "Uint8Array. For text use new TextEncoder().encode(text)",
      );
    }
    return this.#out.write(bytes);
  }

  /** Says that no more will be written. Reading goes on. */
  closeWrite(): void {
    this.#out.end("its writing side was closed");
  }

  /**
   * Closes both directions. The other end reads what is under way and then the
   * end; what it still writes goes to nowhere.
   */
  close(): void {
    this.#out.end("it was closed");
    this.#in.deafen();
  }

  /**
   * Breaks the connection: the other end's reads and writes fail when this has
   * arrived there, and what it has not read by then is lost. This end is
   * closed.
   *
   * @param error What they fail with.
   */
  reset(error: unknown = new Error("The other end reset the stream")): void {
    this.#out.break(error);
    this.close();
  }

  /** The same as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Makes the two ends of a connection in memory, with the troubles of a real
 * one: delay on the loop's clock, small chunks, lost writes, resets, and a
 * writer that must wait. After trio's `memory_stream_pair` and
 * `lockstep_stream_pair`.
 *
 * @param options How bytes travel in both directions.
 * @param back How they travel from the second end to the first, if otherwise.
 * @returns The two ends.
 * @throws {TypeError} If a number is none.
 * @throws {RangeError} If one is NaN, or `chunk` is below 1.
 *
 * @example
 * ```ts
 * import { memoryStreamPair, runVirtual } from "@twister/async/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await runVirtual(function* () {
 *   const [a, b] = memoryStreamPair({ chunk: 2 });
 *   yield* a.write(new Uint8Array([1, 2, 3]));
 *   assertEquals(yield* b.read(), new Uint8Array([1, 2]));
 *   assertEquals(yield* b.read(), new Uint8Array([3]));
 * });
 * ```
 */
export function memoryStreamPair(
  options: MemoryStreamOptions = {},
  back: MemoryStreamOptions = options,
): [MemoryStream, MemoryStream] {
  const there = new Pipe(checked(options)), here = new Pipe(checked(back));
  return [new MemoryStream(here, there), new MemoryStream(there, here)];
}

function checked(options: MemoryStreamOptions): MemoryStreamOptions {
  const { delay = 0, chunk = 1, capacity = 0 } = options;
  if (typeof delay !== "function") checkTime(delay, "delay a MemoryStream");
  for (const [name, value] of Object.entries({ chunk, capacity })) {
    const least = name === "chunk" ? 1 : 0;
    if (typeof value === "number" && value >= least) continue;
    const Wrong = typeof value === "number" ? RangeError : TypeError;
    throw new Wrong(
      `Cannot make a MemoryStream with ${name} ${describe(value)}: expected ` +
        `a number of bytes from ${least} on`,
    );
  }
  return options;
}

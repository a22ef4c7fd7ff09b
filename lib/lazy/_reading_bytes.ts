/**
 * The bytes of a file or connection.
 */

import { sleep } from "../coroutine/sleep.ts";
import { checkFunction } from "../errors/check.ts";
import { type Asked, Awaiting } from "./_awaiting.ts";
import { checkCount } from "./_count.ts";
import { Flattening } from "./_flattening.ts";
import { Fused } from "./_fused.ts";
import { Indexing } from "./_iterating.ts";
import { mapping } from "./_links.ts";
import type { Opener } from "./_opening.ts";

/** A file or connection that is read: one of Deno's, for instance. */
export interface ByteReader {
  /**
   * Reads bytes.
   *
   * @param into Where to put them.
   * @returns How many there were; `null` at the end.
   */
  read(into: Uint8Array): PromiseLike<number | null>;
  /** Frees it. */
  close?(): unknown;
}

/**
 * Opens something late and reads it.
 *
 * @throws {TypeError} If `open` is no function.
 * @throws {RangeError} If the size is no whole number above zero.
 */
export function bytesOf(
  open: () => unknown,
  size: number = 16_384,
  every: number | undefined,
): Opener {
  checkFunction(open, "read the bytes of open()");
  checkCount(size, 1, "read with { size }", 2 ** 30);
  const begin = (reader: unknown) =>
    new Awaiting(() => bytesAsked(reader as ByteReader, size, every));
  const stages = [mapping(() => open()), mapping(begin)];
  return () => new Flattening(new Fused(new Indexing([0]), stages));
}

/**
 * Reads piece by piece.
 *
 * @param reader What is read; it is closed at the end.
 * @param size The most bytes of a piece.
 * @param every Milliseconds after which the end is looked at again, if it is
 * to be waited for.
 */
function bytesAsked(
  reader: ByteReader,
  size: number,
  every: number | undefined,
): Asked {
  let closed = false;
  const close = () => {
    closed = true;
    return reader.close?.();
  };
  // A read that is under way when all is closed fails by that.
  const failed = (error: unknown) => {
    if (!closed) throw error;
    return null;
  };
  function* next(): Generator<unknown, IteratorResult<unknown>, unknown> {
    for (;;) {
      const bytes = new Uint8Array(size);
      const count = yield Promise.resolve(reader.read(bytes)).catch(failed);
      if (typeof count === "number" && count > 0) {
        return { done: false, value: bytes.subarray(0, count) };
      }
      if (count === null && every === undefined) {
        return { done: true, value: undefined };
      }
      yield count === null ? sleep(every!) : undefined;
    }
  }
  return { next, close, end: close, closesAtOnce: true };
}

/**
 * What a byte stream insists on, in words for who gave something else.
 */

import { describe } from "../errors/describe.ts";
import type { Future } from "../future/future.ts";
import { StreamBufferFullError } from "./iostream_errors.ts";

/** Of a write that failed `onClose` tells. */
export function look(future: Future<unknown>): void {
  if (!future.cancelled) future.error();
}

/** More came than a read may gather. */
export function fullError(call: string, maxBufferSize: number): Error {
  return new StreamBufferFullError(
    `Cannot ${call}: more than ${maxBufferSize} bytes came. Give a larger ` +
      "maxBufferSize if that is right",
  );
}

/** Insists on bytes, or a text in UTF-8. */
export function toBytes(data: unknown, call: string): Uint8Array {
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (data instanceof Uint8Array) return data;
  throw new TypeError(
    `Cannot ${call} with ${describe(data)}: expected a string or a Uint8Array`,
  );
}

/** Insists on a number of bytes above zero. */
export function checkSize(size: unknown, name: string): number {
  if (typeof size === "number" && size > 0) return size;
  throw new RangeError(
    `Cannot use ${name} ${describe(size)}: expected a number of bytes above 0`,
  );
}

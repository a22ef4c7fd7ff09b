/** A part of a file: both ends are in it. */
export interface ByteRange {
  /** The first byte. */
  readonly start: number;
  /** The last byte. */
  readonly end: number;
}

/**
 * Reads a `Range` header. What is no single range of bytes is ignored, as is
 * one that is the whole; several ranges are answered with the whole, which RFC
 * 9110 allows, for a reply of many parts is mostly used to exhaust servers.
 *
 * @param header The header.
 * @param size How many bytes there are.
 * @returns The range; `undefined` for the whole; `"unsatisfiable"` if it has no
 * byte of it, which is a 416.
 *
 * @example
 * ```ts
 * import { parseByteRange } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseByteRange("bytes=5-", 11), { start: 5, end: 10 });
 * assertEquals(parseByteRange("bytes=-4", 11), { start: 7, end: 10 });
 * assertEquals(parseByteRange("bytes=0-", 11), undefined);
 * assertEquals(parseByteRange("bytes=20-", 11), "unsatisfiable");
 * ```
 */
export function parseByteRange(
  header: string,
  size: number,
): ByteRange | "unsatisfiable" | undefined {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header);
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  const fromEnd = first === "", most = size - 1;
  if (fromEnd && Number(last) === 0) return "unsatisfiable";
  const start = fromEnd ? Math.max(0, size - Number(last)) : Number(first);
  const end = fromEnd || last === "" ? most : Math.min(most, Number(last));
  if (start === 0 && end === most && (fromEnd || size > 0)) return undefined;
  return start > end ? "unsatisfiable" : { start, end };
}

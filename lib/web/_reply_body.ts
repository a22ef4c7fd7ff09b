/**
 * Bodies of replies: their sizes, and what they are made from.
 */

import { describe } from "../errors/describe.ts";

const encoder = new TextEncoder();

/** A body as bytes. */
export function toBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? encoder.encode(body) : body;
}

/** What a reply without body says nothing of. */
export const ENTITY: readonly string[] = [
  "Allow",
  "Content-Encoding",
  "Content-Language",
  "Content-Length",
  "Content-Range",
  "Content-Type",
  "Last-Modified",
];

/** The size that a body would have; unknown for one that comes in pieces. */
export function sizeOf(
  body: string | Uint8Array | ReadableStream | null,
): number | undefined {
  if (body === null || body instanceof ReadableStream) return undefined;
  return typeof body === "string" ? toBytes(body).byteLength : body.byteLength;
}

/**
 * A record as JSON.
 *
 * @throws {TypeError} If it is none.
 */
export function jsonText(chunk: unknown): string {
  const kind = chunk !== null && typeof chunk === "object" &&
    Object.getPrototypeOf(chunk);
  if (kind !== Object.prototype && kind !== null) {
    throw new TypeError(
      `Cannot write ${describe(chunk)}: expected a text, bytes, or a plain ` +
        "record. Put what is in an array into a record: write({ items })",
    );
  }
  // A page that holds it in a script must not end the script there.
  return JSON.stringify(chunk).replaceAll("</", "<\\/");
}

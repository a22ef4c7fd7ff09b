/**
 * The body of a request, piece by piece, within limits.
 */

import { HTTPError } from "../errors/http_error.ts";

/**
 * Insists on a body that is not announced as too large.
 *
 * @param request The request.
 * @param most Bytes.
 * @returns Whether it has a body at all.
 * @throws {HTTPError} A 413.
 */
export function checkAnnounced(request: Request, most: number): boolean {
  if (request.body === null) return false;
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > most) throw tooLarge(most);
  return true;
}

/**
 * Hands the pieces of a body on, one after the other: the next is read when what
 * the last one led to is done. What is counted are the bytes that came, whatever
 * was announced.
 *
 * @param body The body.
 * @param most Bytes.
 * @param take Gets each piece; what it gives is waited for, and `false` ends
 * the reading.
 * @returns To be used with `yield*`.
 * @throws {HTTPError} A 413 if more comes; a 400 if it ends before its end.
 */
export function* eachPiece(
  body: ReadableStream<Uint8Array>,
  most: number,
  take: (piece: Uint8Array) => unknown,
): Generator<unknown, void, unknown> {
  const reader = body.getReader();
  let read = 0, over = false;
  try {
    for (;;) {
      const { value, done } = (yield pieceOf(reader)) as Piece;
      if (done || value === undefined) {
        over = true;
        return;
      }
      read += value.byteLength;
      if (read > most) throw tooLarge(most);
      const taken = take(value);
      if (taken === false) return;
      if (taken !== undefined && taken !== null && taken !== true) yield taken;
    }
  } finally {
    if (over) reader.releaseLock();
    // Whoever sends it may be gone: there is nobody to tell.
    else reader.cancel().catch(() => {});
  }
}

type Piece = { value?: Uint8Array; done: boolean };

async function pieceOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Piece> {
  try {
    return await reader.read() as Piece;
  } catch (error) {
    throw new HTTPError(400, "the body was cut short", { cause: error });
  }
}

/** Bytes in one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.byteLength;
  }
  return all;
}

function tooLarge(most: number): HTTPError {
  return new HTTPError(413, `the body is larger than ${most} bytes`);
}

/**
 * The lines of a text that comes in pieces.
 */

import { describe } from "../errors/describe.ts";
import { Flattening } from "./_flattening.ts";
import { Fused } from "./_fused.ts";
import { newTextDecoder } from "./_host.ts";
import { Indexing } from "./_iterating.ts";
import { mapping } from "./_links.ts";
import type { Pull } from "./_pull.ts";

/** The lines of a stream of pieces. */
export function inLines(pieces: Pull): Pull {
  const split = splitter();
  const lines = mapping((piece) => new Indexing(split(piece)));
  const all = new Flattening(new Indexing([pieces, new Indexing([undefined])]));
  return new Flattening(Fused.over(all, lines));
}

/**
 * Splits the pieces of one text: for each piece the lines that it completes,
 * and for `undefined`, the end, what is left.
 */
function splitter(): (piece: unknown) => string[] {
  const decoder = newTextDecoder();
  let rest = "";
  return (piece) => {
    if (piece === undefined) {
      const last = rest + decoder.decode();
      rest = "";
      return last === "" ? [] : [last.replace(/\r$/, "")];
    }
    const text = typeof piece === "string"
      ? piece
      : decoder.decode(bytes(piece), { stream: true });
    // Only the piece is searched: a long line in short pieces stays cheap.
    const lines = text.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    return lines.map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  };
}

function bytes(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError(
    `Cannot split ${describe(piece)} into lines: expected texts or bytes`,
  );
}

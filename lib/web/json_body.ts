/**
 * JSON as a client sent it.
 */

import { HTTPError } from "../errors/http_error.ts";

/**
 * Reads JSON.
 *
 * @param bytes The text, in UTF-8.
 * @param deepest How deep arrays and records may nest: who walks the value by
 * recursion shall not run out of stack.
 * @returns The value.
 * @throws {HTTPError} A 400, if it is none or nests deeper.
 */
export function parseJson(bytes: Uint8Array, deepest: number = 100): unknown {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (depthOf(text) > deepest) throw new RangeError("it nests too deep");
    value = JSON.parse(text);
  } catch (error) {
    throw new HTTPError(400, "the body is no JSON that is accepted", {
      cause: error,
    });
  }
  return value;
}

function depthOf(text: string): number {
  let depth = 0, deepest = 0, inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++; // the sign behind a backslash ends nothing
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      deepest = Math.max(deepest, ++depth);
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}

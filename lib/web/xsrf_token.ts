/**
 * Tokens that show a form to come from a page of this site.
 *
 * A page holds the user's token under a mask that is new each time: compressed
 * replies of one user then have nothing in common that could be guessed piece by
 * piece. The format is Tornado's second.
 */

import { fromHex, toHex } from "./signed_value.ts";

const LENGTH = 16;

/** A new token, as bytes. */
export function newToken(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(LENGTH));
}

/**
 * A token under a new mask.
 *
 * @param token The token.
 * @param now Milliseconds since 1970.
 * @returns A text for a cookie, a field or a header.
 */
export function maskToken(token: Uint8Array, now: number): string {
  const mask = crypto.getRandomValues(new Uint8Array(4));
  const time = Math.floor(now / 1000);
  return `2|${toHex(mask)}|${toHex(masked(token, mask))}|${time}`;
}

/**
 * The token of a text.
 *
 * @param text What a client sent.
 * @returns The token; `undefined` if the text is none.
 */
export function unmaskToken(text: string): Uint8Array | undefined {
  if (text.length > 100) return undefined;
  const [version, mask = "", token = "", time = "", ...more] = text.split("|");
  if (version !== "2" || more.length > 0 || !/^\d+$/.test(time)) return;
  const key = fromHex(mask), bytes = fromHex(token);
  if (key?.length !== 4 || bytes?.length !== LENGTH) return undefined;
  return masked(bytes, key);
}

/**
 * Whether two tokens are one, told in a time that does not depend on where they
 * differ.
 */
export function sameToken(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

function masked(bytes: Uint8Array, mask: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => byte ^ mask[i % mask.length]!);
}

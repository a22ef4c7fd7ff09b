/**
 * Names as they can be shown: users choose them, so they may hold anything.
 */

import { describe } from "../errors/describe.ts";
import type { Settlers } from "../future/settlers.ts";

const LONGEST = 80;

/** Whatever would move the cursor, end the line or turn the text round. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The name of a task, Future or primitive, on one line. Never fails. */
export function nameFrom(read: () => unknown): string {
  try {
    const name = read();
    return shown(typeof name === "string" ? name : describe(name));
  } catch {
    return "a name that cannot be read";
  }
}

/** A text on one line, with what cannot be seen written out. */
export function shown(text: string, longest: number = LONGEST): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return short.replace(
    UNSEEN,
    (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
}

/** A primitive by kind and name: `Lock "printer"`. */
export function primitiveName(
  { kind, name }: Pick<Settlers, "kind" | "name">,
): string {
  const known = name === undefined || name === kind;
  return known ? shown(kind) : `${shown(kind)} "${nameFrom(() => name)}"`;
}

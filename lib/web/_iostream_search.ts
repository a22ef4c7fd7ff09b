/**
 * Where each kind of read ends.
 */

import { describe } from "../errors/describe.ts";
import { toBytes } from "./_iostream_checks.ts";
import { UnsatisfiableReadError } from "./iostream_errors.ts";

/** What a read waits for. */
export interface Search {
  /** The read in words, for messages. */
  readonly call: string;
  /** Whether the end of the stream ends it as well. */
  readonly untilClose?: boolean;
  /**
   * Where it ends in what has arrived; asked again, with more, until it is
   * there.
   *
   * @throws {UnsatisfiableReadError} If it cannot end within its limit.
   */
  find(bytes: Uint8Array): number | undefined;
}

/** At least one byte and at most so many, or exactly so many. */
export function ofBytes(
  count: number,
  partial: boolean,
  maxBufferSize: number,
): Search {
  const most = partial ? Number.MAX_SAFE_INTEGER : maxBufferSize;
  if (!(Number.isInteger(count) && count >= 0 && count <= most)) {
    throw new RangeError(
      `Cannot readBytes(${describe(count)}): expected a whole number from ` +
        `0 to ${most}. Read a large body in pieces, or with partial`,
    );
  }
  const least = partial ? Math.min(1, count) : count;
  return {
    call: `readBytes(${count}${partial ? ", { partial: true }" : ""})`,
    find: ({ length }) => length < least ? undefined : Math.min(length, count),
  };
}

/** Up to and with a delimiter. */
export function ofDelimiter(
  given: string | Uint8Array,
  maxBytes: number,
): Search {
  const delimiter = toBytes(given, "readUntil(delimiter)");
  if (delimiter.length === 0) {
    throw new RangeError(
      "Cannot readUntil(delimiter): an empty delimiter is everywhere. For " +
        "whatever has arrived use readBytes(n, { partial: true })",
    );
  }
  const text = describe(String.fromCharCode(...delimiter.subarray(0, 32)));
  const call = `readUntil(${text})`, { length } = delimiter;
  // What was looked at is not looked at again: else a sender of single bytes
  // would make the search quadratic.
  let from = 0;
  return {
    call,
    find(bytes) {
      const at = indexOf(bytes, delimiter, from);
      from = Math.max(0, bytes.length - length + 1);
      // Not found yet: it ends one byte further at the earliest.
      checkWithin(at < 0 ? bytes.length + 1 : at + length, maxBytes, call);
      return at < 0 ? undefined : at + length;
    },
  };
}

/** Up to and with the first match in what has arrived. */
export function ofPattern(pattern: RegExp, maxBytes: number): Search {
  if (!(pattern instanceof RegExp)) {
    throw new TypeError(
      `Cannot readUntilRegex(${describe(pattern)}): expected a RegExp. For ` +
        "a text use readUntil(delimiter)",
    );
  }
  const call = `readUntilRegex(${pattern})`;
  // A position in the text is to be one in the bytes: so a character a byte,
  // and neither `g` nor `y`, which keep a position of their own.
  const once = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  let text = "";
  return {
    call,
    find(bytes) {
      text += latin1(bytes.subarray(text.length));
      const match = once.exec(text);
      const end = match === null ? undefined : match.index + match[0].length;
      checkWithin(end ?? bytes.length + 1, maxBytes, call);
      return end;
    },
  };
}

/** Everything until the stream ends. */
export const UNTIL_CLOSE: Search = {
  call: "readUntilClose()",
  untilClose: true,
  find: () => undefined,
};

function checkWithin(end: number, maxBytes: number, call: string): void {
  if (end <= maxBytes) return;
  throw new UnsatisfiableReadError(
    `Cannot ${call}: not found within ${maxBytes} bytes. Give a larger ` +
      "maxBytes if that much may come",
  );
}

/** A character a byte, in pieces that fit on the stack. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first] = wanted, last = bytes.length - wanted.length;
  for (;;) {
    const at = bytes.indexOf(first!, from);
    if (at < 0 || at > last) return -1;
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++;
    if (i === wanted.length) return at;
    from = at + 1;
  }
}

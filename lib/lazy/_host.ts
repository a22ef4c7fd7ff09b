/**
 * What the host reads texts with.
 */

/** A new reader of UTF-8. */
export function newTextDecoder(): TextDecoder {
  return new TextDecoder();
}

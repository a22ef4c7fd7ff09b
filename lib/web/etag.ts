/**
 * Tags that say whether a body is the one that the client has.
 */

/**
 * The tag of a body: weak, for what is compared is the page, not how it was
 * packed on the way.
 *
 * @param body The body.
 * @returns The value for the `ETag` header.
 */
export function etagOf(body: string | Uint8Array): string {
  // Two lanes of FNV-1a with different primes: SHA would have to be waited for.
  let a = 0x811c9dc5, b = 0x5bd1e995;
  const isText = typeof body === "string", { length } = body;
  for (let i = 0; i < length; i++) {
    const unit = isText ? body.charCodeAt(i) : body[i]!;
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 15;
  }
  const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, "0");
  return `W/"${length.toString(16)}-${hex(a)}${hex(b)}"`;
}

/**
 * Whether an `If-None-Match` header names a tag, by the weak comparison.
 *
 * @param header The header.
 * @param tag The tag of what would be sent.
 * @returns Whether the client has it.
 */
export function matchesEtag(header: string, tag: string): boolean {
  if (header.trim() === "*") return true;
  const bare = (text: string) => text.replace(/^W\//, "");
  const known = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return known.some((each) => bare(each) === bare(tag));
}

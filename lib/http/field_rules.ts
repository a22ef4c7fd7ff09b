/**
 * What a name or a value of a header field may hold, after RFC 9110.
 */

import { describe } from "../errors/describe.ts";

const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

// deno-lint-ignore no-control-regex -- these are what it looks for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

// deno-lint-ignore no-control-regex -- these are what it looks for
const WIDE = /[^\x00-\xff]/;

/**
 * Insists on a name: letters, digits and a few signs. A space, a colon or a
 * line break in it could end the field and begin another.
 *
 * @param name What was given.
 * @returns The same name.
 * @throws {TypeError} If it is no name.
 */
export function checkFieldName(name: unknown): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  throw new TypeError(
    `Cannot use ${describe(name)} as the name of a header: expected letters, ` +
      "digits and hyphens, such as X-Request-Id",
  );
}

/**
 * Insists on a value without control characters, which `Headers` of the
 * platform lets through but for CR, LF and NUL.
 *
 * @param name The header it is for.
 * @param value What was given.
 * @returns The value without blanks around it.
 * @throws {TypeError} If it is no string, or holds what cannot be sent.
 */
export function checkFieldValue(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(
      `Cannot set the header ${name} to ${describe(value)}: expected a string`,
    );
  }
  if (CONTROL.test(value)) {
    throw new TypeError(
      `Cannot set the header ${name} to ${describe(value)}: it has a control ` +
        "character, such as a line break. Take it out, or encode the value",
    );
  }
  if (WIDE.test(value)) {
    throw new TypeError(
      `Cannot set the header ${name} to ${describe(value)}: a header has ` +
        "characters up to U+00FF. Use encodeURIComponent(value)",
    );
  }
  return trimmed(value);
}

/** Blanks and tabs only: `trim` would take more than HTTP does. */
function trimmed(value: string): string {
  let start = 0, end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/**
 * The few functions of Node that the assertions use, for browsers.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- wanted in the browser only
import { dequal } from "npm:dequal@2.0.3";
import { stringify } from "fast-check";

export { dequal as isDeepStrictEqual, stringify as inspect };

export function stripVTControlCharacters(text: string): string {
  return text;
}

export function deepStrictEqual(actual: unknown, expected: unknown): void {
  if (dequal(actual, expected)) return;
  throw new Error(`${stringify(actual)}\nis not\n${stringify(expected)}`);
}

/**
 * Checks how many of something are asked for.
 */

import { describe } from "../errors/describe.ts";

/**
 * Insists on a whole number, or `Infinity` where that has a meaning.
 *
 * @param call The call in the user's words, such as `take(count)`.
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is out of range.
 */
export function checkCount(
  count: unknown,
  least: number,
  call: string,
  most: number = Infinity,
): void {
  const whole = Number.isInteger(count) || count === Infinity;
  if (whole && count as number >= least && count as number <= most) return;
  const orMore = most < Infinity ? "" : ", or Infinity";
  const text = `Cannot ${call} with ${describe(count)}: expected a whole ` +
    `number from ${least}${orMore}`;
  throw typeof count === "number" ? new RangeError(text) : new TypeError(text);
}

/**
 * What a primitive is made with, looked at before it is made.
 */

import { describe } from "../errors/describe.ts";

export type { WaitOptions } from "./wait_options.ts";

/** Options of every primitive. */
export interface NameOptions {
  /** A name for messages, dumps and deadlock reports. */
  name?: string | undefined;
}

/**
 * Insists on options, and reads the name.
 *
 * @param call The call in the user's words, such as `new Lock(options)`.
 * @throws {TypeError} If they are no object, or the name is no string.
 */
export function nameIn(options: NameOptions, call: string): string | undefined {
  if (options === null || typeof options !== "object") {
    throw new TypeError(
      `Cannot ${call}: expected options such as { name }, got ` +
        describe(options),
    );
  }
  const { name } = options;
  if (name === undefined || typeof name === "string") return name;
  throw new TypeError(
    `Cannot ${call}: expected the name as a string, got ${describe(name)}`,
  );
}

/**
 * Insists on a number that counts something.
 *
 * @param count What was given.
 * @param least The least that makes sense.
 * @param call The call in the user's words, such as `new Semaphore(permits)`.
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is not whole, or too small.
 */
export function checkCount(count: unknown, least: number, call: string): void {
  if (typeof count !== "number") {
    throw new TypeError(
      `Cannot ${call}: expected a number, got ${describe(count)}`,
    );
  }
  if (Number.isInteger(count) && count >= least) return;
  throw new RangeError(
    `Cannot ${call}: expected a whole number of ${least} or more, got ${count}`,
  );
}

/**
 * Insists on a size: a number of zero or more, which may be infinite.
 *
 * @param size What was given.
 * @param call The call in the user's words, such as `new Queue({ maxsize })`.
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is negative or NaN.
 */
export function checkSize(size: unknown, call: string): void {
  if (typeof size !== "number") {
    throw new TypeError(
      `Cannot ${call}: expected a number, got ${describe(size)}`,
    );
  }
  if (size >= 0) return;
  throw new RangeError(
    `Cannot ${call}: expected a number of zero or more, got ${size}`,
  );
}

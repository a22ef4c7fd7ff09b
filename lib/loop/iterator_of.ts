/**
 * Takes the iterator of whatever can be iterated.
 */

import { describe } from "../errors/describe.ts";

/** What gives items one by one, now or later. */
export type ItemIterator<T> = Iterator<T> | AsyncIterator<T>;

/**
 * The asynchronous iterator where there is one, else the other.
 *
 * @param items What was given.
 * @param call The call in the user's words, such as `map`.
 * @throws {TypeError} If it can be iterated neither way.
 */
export function iteratorOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  call: string,
): ItemIterator<T> {
  const given = items as Partial<Iterable<T> & AsyncIterable<T>> | null;
  const make = given?.[Symbol.asyncIterator] ?? given?.[Symbol.iterator];
  if (typeof make !== "function") {
    throw new TypeError(
      `Cannot ${call} ${describe(items)}: expected an iterable or async ` +
        "iterable",
    );
  }
  return (make as (this: unknown) => ItemIterator<T>).call(items);
}

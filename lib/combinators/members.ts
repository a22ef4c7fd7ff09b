/**
 * What a combinator is given: an array, another iterable, or a record.
 */

import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { prepareAll } from "../coroutine/convert.ts";
import { YIELDABLE, type Yielded } from "../coroutine/protocol.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Cell } from "../future/cell.ts";
import { isRecord, shapeAs, thenOf } from "../loop/kinds.ts";

/** Several yieldables: a tuple or array, or a record of them. */
export type Members =
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** What waiting for all of several gives: a tuple, array or record. */
export type Results<M> = { -readonly [K in keyof M]: Yielded<M[K]> };

/** What waiting for one of several gives. */
export type Result<M> = M extends Iterable<infer Y> ? Yielded<Y>
  : Yielded<M[keyof M]>;

/** The members, started, and how their results are put together. */
export interface Started {
  /** One for each place; the same one where the same thing stands twice. */
  readonly cells: readonly Cell[];
  /** The name of each place. */
  readonly keys: readonly (string | number)[];
  /** Makes the value from the results in order. */
  readonly shape: (values: unknown[]) => unknown;
}

/**
 * Starts what is to be combined; nothing of it, if one cannot be waited for.
 *
 * @param given What the user passed.
 * @param call The call in the user's words.
 * @throws {TypeError} If it is neither iterable nor a record.
 * @throws {BadYieldError} If a member cannot be waited for.
 */
export function startAll(given: unknown, call: string): Started {
  if (!isSeveral(given)) {
    throw new TypeError(
      `Cannot ${call} ${describe(given)}: expected an array, another ` +
        "iterable, or a record of what may be yielded",
    );
  }
  const start = (generator: Iterator<unknown, unknown, unknown>) =>
    spawn(generator);
  if (Symbol.iterator in given) {
    checkFunction(given[Symbol.iterator], `${call} an iterable`);
    const all = [...given as Iterable<unknown>];
    const cells = prepareAll(all, [])(start);
    return { cells, keys: [...all.keys()], shape: (values) => values };
  }
  const keys = Object.keys(given);
  const cells = prepareAll(Object.values(given), [])(start);
  return { cells, keys, shape: (values) => shapeAs(keys, values) };
}

/** One Future is an iterable too, but would never end: it is refused. */
function isSeveral(given: unknown): given is object {
  if (given === null || typeof given !== "object") return false;
  if (thenOf(given) !== undefined || YIELDABLE in given) return false;
  return Symbol.iterator in given || isRecord(given);
}

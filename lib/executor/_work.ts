/**
 * What running a job means, in whichever thread.
 */

import { isFuture } from "../future/brand.ts";
import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";
import { shield } from "../scopes/shield.ts";
import { checkCancelled } from "./check_cancelled.ts";

/** A result whose items are to be had one by one. */
export class Sequence {
  readonly items: AsyncIterable<unknown>;

  constructor(items: AsyncIterable<unknown>) {
    this.items = items;
  }
}

/** Calls the function, or calls it for each of the arguments. */
export function* work(
  fn: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  each: boolean,
): Generator<unknown, unknown, unknown> {
  if (!each) return yield* resultOf(fn(...args));
  const results: unknown[] = [];
  for (const arg of args) {
    if (results.length > 0) checkCancelled();
    const result = yield* resultOf(fn(arg));
    if (result instanceof Sequence) throw noSequence();
    results.push(result);
  }
  return results;
}

function* resultOf(made: unknown): Generator<unknown, unknown, unknown> {
  if (isAsyncIterable(made)) return new Sequence(made);
  if (isGenerator(made)) return yield* made as Generator;
  if (thenOf(made) === undefined) return made;
  // A task is cancelled with the job; an async function runs on in any case,
  // and the job with it.
  return yield* resultOf(yield isFuture(made) ? made : shield(made));
}

function isAsyncIterable(made: unknown): made is AsyncIterable<unknown> {
  return made !== null && typeof made === "object" &&
    typeof (made as AsyncIterable<unknown>)[Symbol.asyncIterator] ===
      "function";
}

function noSequence(): TypeError {
  return new TypeError(
    "Cannot map with a function that gives an async iterable: its items " +
      "cannot be told from the results. Collect them, or submit it",
  );
}

/**
 * What the tests of coroutines share beyond the loop's own helpers.
 *
 * @module
 */
import type { IOLoop } from "../../lib/loop/mod.ts";
import type { Future } from "../../lib/future/mod.ts";

/** A coroutine whose plain `yield` gives whatever the test says it gives. */
// deno-lint-ignore no-explicit-any
export type Co<R = any> = Generator<unknown, R, any>;

/** Runs a function as if from a callback of a loop. */
export function within<R>(loop: IOLoop, fn: () => R): R {
  return loop._within(fn);
}

/** What something fails with; it is a mistake if it does not fail. */
export async function caught(of: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await of;
  } catch (error) {
    return error;
  }
  throw new Error(`Expected a failure, got ${Deno.inspect(value)}`);
}

/** Whether nothing waits for a Future: its text names its waiters. */
export function hasNoWaiter(future: Future<unknown>): boolean {
  return !String(future).includes("waited for");
}

/** The milliseconds that a piece of work takes, at best of three. */
export async function fastest(
  work: () => Promise<unknown> | void,
): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    await work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/**
 * Follows the work of a function of any kind.
 */

import type { Chained, Deferred } from "./deferred.ts";
import { startChild } from "./inline.ts";
import { fail, succeed } from "./makers.ts";
import { ofOne } from "./yieldables.ts";

/** What a function's work comes to: a waitable gives its value. */
// deno-lint-ignore no-explicit-any -- a plain `yield` has no type
export type Outcome<R> = R extends Generator<any, infer V, any> ? V
  : R extends Deferred<unknown> ? Chained<R>
  : Chained<Awaited<R>>;

/** The Deferred of a call, or of what it returned. */
export function start(call: () => unknown): Deferred<unknown> {
  try {
    const made = call();
    const converter = ofOne(made);
    return converter === undefined ? succeed(made) : converter(startChild);
  } catch (error) {
    return fail(error);
  }
}

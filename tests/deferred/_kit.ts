/**
 * What the tests of Deferreds share.
 *
 * @module
 */
import type { Deferred } from "../../lib/deferred/mod.ts";
import { Failure } from "../../lib/deferred/mod.ts";
import { handLoop, type Reports, reports, rest } from "../_support.ts";

/** What stands for a result that is not there. */
export const NONE = "no result";

/** The result of a Deferred, which is taken: a value or a Failure. */
export function resultOf(deferred: Deferred<unknown>): unknown {
  let result: unknown = NONE;
  deferred.addBoth((given) => void (result = given));
  return result;
}

/** The error of a Deferred, which is taken. */
export function errorOf(deferred: Deferred<unknown>): unknown {
  const result = resultOf(deferred);
  if (!(result instanceof Failure)) throw new Error(`No failure: ${result}`);
  return result.value;
}

/** Catches what comes of a Deferred, now or later. */
export function caught(deferred: Deferred<unknown>): () => unknown {
  let result: unknown = NONE;
  deferred.addBoth((given) => void (result = given));
  return () => result instanceof Failure ? result.value : result;
}

/** Notes each result that passes; a failure as its error in an array. */
export function watched<T>(deferred: Deferred<T>, log: unknown[]): Deferred<T> {
  return deferred.addBoth((given) => {
    log.push(given instanceof Failure ? [given.value] : given);
    return given;
  }) as Deferred<T>;
}

/** What a loop is told while a function runs on it and all comes to rest. */
export async function toldOf(fn: () => unknown): Promise<Reports> {
  const { loop, clock } = handLoop(), told = reports(loop);
  loop._within(fn);
  await clock.advance(100);
  await rest();
  return told;
}

/** Runs a function with the debug of the current loop switched on. */
export function debugged<R>(fn: () => R): R {
  const { loop } = handLoop({ debug: true });
  try {
    return loop._within(fn);
  } finally {
    loop.debug = false;
  }
}

/** How deep the stack is. */
export function depth(): number {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const { length } = new Error().stack!.split("\n");
  Error.stackTraceLimit = stackTraceLimit;
  return length;
}

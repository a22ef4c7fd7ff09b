/**
 * What is known of a thrown value beside the value itself.
 */

import type { Hop } from "./hops.ts";

/** The knowledge. */
export interface Trace {
  /** The path by which it came to its latest catcher. */
  hops: Hop | undefined;
  /** Whether all frames are to be shown. */
  debug: boolean;
  /** Whether we made it, so that its own frames tell nothing of the user. */
  ours: boolean;
  /** The text of its own `stack`. */
  text: (() => unknown) | undefined;
}

// A table beside the errors: they may be frozen, shared or compared.
const traces: WeakMap<object, Trace> = new WeakMap();

/**
 * The latest thrown value that cannot be a key: a primitive is thrown and
 * arrives within one turn, so one place is enough for it.
 */
const latest: { value: unknown; trace: Trace } = {
  value: undefined,
  trace: blank(),
};

/** What is known of a thrown value, if anything. */
export function traceOf(error: unknown): Trace | undefined {
  if (isKey(error)) return traces.get(error);
  return Object.is(latest.value, error) ? latest.trace : undefined;
}

/** The same; made where nothing was known. */
export function traceFor(error: unknown): Trace {
  const known = traceOf(error);
  if (known !== undefined) return known;
  const trace = blank();
  if (isKey(error)) traces.set(error, trace);
  else {
    latest.value = error;
    latest.trace = trace;
  }
  return trace;
}

/** Whether a value can have properties. */
export function isKey(value: unknown): value is object {
  return value !== null &&
    (typeof value === "object" || typeof value === "function");
}

function blank(): Trace {
  return { hops: undefined, debug: false, ours: false, text: undefined };
}

/**
 * Lets the host record more frames while coroutines run.
 *
 * V8 keeps ten by default, and each level of a generator takes two, so a throw
 * six generators deep would lose its outermost frames, which no hop tells. The
 * limit is lifted for a flush of the loop, not for a step: that costs some 20 ns
 * a flush. Lifting it for good was rejected: it belongs to the program.
 */

const host = Error as unknown as { stackTraceLimit?: number };

/** Frames that are kept while the loop runs. */
const LIFTED = 40;

/** Lifts the limit; gives what it was, or nothing if it was higher or none. */
export function liftLimit(): number | undefined {
  const limit = host.stackTraceLimit;
  if (limit === undefined || !(limit > 0 && limit < LIFTED)) return undefined;
  host.stackTraceLimit = LIFTED;
  return limit;
}

/** Puts the limit back, unless somebody else has set it meanwhile. */
export function lowerLimit(limit: number | undefined): void {
  if (limit === undefined || host.stackTraceLimit !== LIFTED) return;
  host.stackTraceLimit = limit;
}

/**
 * Makes an error of ours without frames: they would tell nothing of the user,
 * and a capture is most of what an error costs.
 */
export function withoutFrames<E>(make: () => E): E {
  const limit = host.stackTraceLimit;
  if (limit === undefined) return make();
  host.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    host.stackTraceLimit = limit;
  }
}

/**
 * Runs a coroutine with what must be given back after it.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { suppress } from "../errors/suppressed.ts";
import { disownLate } from "../future/reaction.ts";
import type { Steps } from "./_steps.ts";

/**
 * A cleanup. What it gives are errors that had happened before it, and that
 * nobody had asked for yet: who closes knows whether there is an error that
 * they can stand beside.
 */
export type Closing = Steps<readonly unknown[] | void>;

/**
 * The cleanup runs exactly once, however the body ends. Its error goes beside
 * that of the body; a cancel gives way to it, so that no error is lost.
 *
 * @param body What may fail or be cancelled.
 * @param cleanup Gives what has to be waited for, if anything.
 */
export function* withCleanup<R>(
  body: Steps<R>,
  cleanup: () => Closing | undefined,
): Steps<R> {
  let value: R | undefined, error: unknown, good = false;
  try {
    value = yield* body;
    good = true;
  } catch (thrown) {
    error = thrown;
  }
  try {
    const rest = cleanup();
    const left = rest === undefined ? undefined : yield* rest;
    if (good) disownAll(left);
    else for (const other of left ?? []) keepBeside(error, other);
  } catch (late) {
    if (good || error instanceof CancelledError) throw late;
    keepBeside(error, late);
  }
  if (!good) throw error;
  return value as R;
}

/**
 * Closes several, each of them whatever becomes of the others.
 *
 * @param left Errors that were not asked for.
 */
export function* closeAll(
  all: Iterable<() => Closing | undefined>,
  left: unknown[] = [],
): Closing {
  let failed: { readonly error: unknown } | undefined;
  for (const close of all) {
    try {
      const rest = close();
      if (rest !== undefined) left.push(...(yield* rest) ?? []);
    } catch (error) {
      if (failed !== undefined) left.push(error);
      failed ??= { error };
    }
  }
  if (failed === undefined) return left;
  for (const other of left) keepBeside(failed.error, other);
  throw failed.error;
}

/** Reports errors of what nobody waits for any more. */
export function disownAll(left: readonly unknown[] | void): void {
  // Several readers of one source hold the same error.
  for (const error of new Set(left ?? [])) {
    disownLate(error, undefined, "a stream that was closed");
  }
}

/** Keeps a later error beside the first, or has it reported. */
function keepBeside(first: unknown, other: unknown): void {
  if (other instanceof CancelledError) return;
  // A cancel is quiet, and what hangs on it would be lost.
  const lost = first instanceof CancelledError || !suppress(first, other);
  if (lost) disownLate(other, undefined, "lazy");
}

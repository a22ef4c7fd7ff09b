/**
 * Runs a stream to its end.
 */

import { withCleanup } from "./_cleanup.ts";
import { Fused } from "./_fused.ts";
import type { Opener } from "./_opening.ts";
import { END, LATER, PATIENCE, type Pull } from "./_pull.ts";
import { isWaitable, settled, type Steps } from "./_steps.ts";

/**
 * Gives each item to a function and closes the stream, however that ends.
 *
 * @param open Begins the run, within the task.
 * @param each What it gives is waited for before the next item is asked for.
 * @param result Gives what the whole gives.
 */
export function* drain<R>(
  open: Opener,
  each: (item: unknown) => unknown,
  result: () => R,
): Steps<R> {
  const pull = open();
  const body = pull instanceof Fused ? pull.drain(each) : all(pull, each);
  yield* withCleanup(body, () => pull.close());
  return result();
}

function* all(pull: Pull, each: (item: unknown) => unknown): Steps {
  for (let left = PATIENCE;; left--) {
    let item = pull.next();
    if (item === LATER) item = yield* pull.pending;
    if (item === END) return;
    const made = each(item);
    if (isWaitable(made)) yield* settled(made);
    if (left === 0) {
      left = PATIENCE;
      yield; // a stream that never waits must not starve the loop
    }
  }
}

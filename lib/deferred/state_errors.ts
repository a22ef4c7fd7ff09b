/**
 * The errors for asking of a Deferred what its state does not allow.
 */

import { running } from "../context/running.ts";
import { AlreadyCalledError } from "../errors/already_called_error.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { framesAbove } from "../traceback/frames.ts";
import { made, type Places, settledFirst } from "../traceback/places.ts";
import { markOurs } from "../traceback/stitch.ts";

/** A Deferred was fired for the second time. */
export function alreadyCalled(deferred: object): AlreadyCalledError {
  const places = told("It was made", made, deferred) +
    told("It was fired first", settledFirst, deferred);
  return new AlreadyCalledError(
    "Cannot fire a Deferred twice: callback, errback or cancel was called on " +
      "it before" +
      (places === ""
        ? ". Fire it in one place; loop.debug tells where it was fired first"
        : `.${places}`),
  );
}

/** One recorded stack, with a line that says of what. */
function told(what: string, places: Places, deferred: object): string {
  const stack = places.of(deferred)?.stack;
  const frames = typeof stack === "string" ? framesAbove(stack) : [];
  return frames.length === 0 ? "" : ["", what, ...frames].join("\n");
}

/** An unpause without its pause. */
export function notPaused(): InvalidStateError {
  return new InvalidStateError(
    "Cannot unpause a Deferred that is not paused: each unpause() takes back " +
      "one pause()",
  );
}

/** What a cancelled Deferred fails with. */
export function cancelledError(label: string, reason: unknown): CancelledError {
  const by = running.by as { cancelRequested?: unknown; name?: string };
  const cause = running.debug && new Error("cancel() was called here");
  const why = reason === undefined ? "" : `: ${describe(reason)}`;
  return markOurs(
    new CancelledError(`${label} was cancelled${why}`, {
      reason,
      // Only a task has this property.
      by: by.cancelRequested === undefined ? undefined : by.name,
      ...cause && { cause },
    }),
  );
}

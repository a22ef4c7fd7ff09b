/**
 * The errors for asking of a Future what its state does not allow.
 */

import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { settledFirst } from "../traceback/places.ts";
import type { Cell } from "./cell.ts";
import { CANCELLED, STATE_NAMES } from "./states.ts";

/** Something was asked of a pending cell that only a settled one has. */
export function pending(what: string, cell: Cell): InvalidStateError {
  return new InvalidStateError(
    `Cannot read ${what} of ${cell._label()}: it is still pending. ` +
      "Wait for it with yield* or await, or look at `done` first",
  );
}

/** A settled cell was to be settled again; a cancelled one lets that pass. */
export function tooLate(cell: Cell, call: string): false {
  if (cell._state === CANCELLED) return false;
  const place = settledFirst.describe(cell);
  throw new InvalidStateError(
    `Cannot call ${call} on ${cell._label()}: it is already ` +
      `${STATE_NAMES[cell._state]}` +
      (place === undefined
        ? ". Use trySetResult or trySetError where that may happen; " +
          "loop.debug tells where it was settled first"
        : `. It was settled first ${place}`),
  );
}

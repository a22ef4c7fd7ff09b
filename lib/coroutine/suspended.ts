/**
 * Finds the line at which a suspended coroutine stands, only when asked.
 *
 * A generator that waits in a `yield*` is asked for a step, with a mark that
 * says it must not go on: the host calls `next` of the awaited Future, through
 * all generators in between, and the frames of all of them stand on the stack.
 * The Future answers that it still waits, so no code of the user's is run and
 * the coroutine stays where it is. A plain `yield` has no such door: there
 * only the place where the awaited thing was made is known, in debug.
 */

import { running } from "../context/running.ts";
import { type Cell, isCell, OWN } from "../future/cell.ts";
import { AGAIN, Future } from "../future/future.ts";
import { framesAbove } from "../traceback/frames.ts";
import { type Capture, captureBelow } from "../traceback/hops.ts";
import { made } from "../traceback/places.ts";
import { PLAIN, UNSTARTED } from "./modes.ts";
import { Task } from "./task.ts";

/**
 * The user's frames at which a task is suspended, innermost first.
 *
 * @param task A task that is not running.
 * @returns Frame lines as a stack has them; none if they cannot be known.
 */
export function suspendedAt(task: Task<unknown>): string[] {
  const awaits = task._awaits;
  if (!isCell(awaits) || (task._mode & UNSTARTED) !== 0) return [];
  const plain = (task._mode & PLAIN) !== 0;
  const capture = plain ? made.of(awaits) : probe(task);
  const { stack } = capture ?? {};
  return typeof stack === "string" ? framesAbove(stack) : [];
}

/** Asks the generator for a step that its awaited Future refuses. */
function probe(task: Task<unknown>): Capture | undefined {
  const { by, budget } = running, wanted = AGAIN.value;
  let capture: Capture | undefined;
  running.by = {
    _context: task._context,
    // The Future looks at this mark before it gives its step.
    get [OWN](): boolean {
      capture = captureBelow(Future.prototype.next);
      return true;
    },
  } as typeof by;
  running.budget = 0;
  try {
    task._body?.next();
  } catch {
    return undefined; // it runs just now
  } finally {
    running.by = by;
    running.budget = budget;
    AGAIN.value = wanted;
  }
  return capture;
}

/** Where a pending thing stands or was made, as one frame, if it is known. */
export function siteOf(cell: Cell): string | undefined {
  const line = cell instanceof Task
    ? suspendedAt(cell)[0]
    : made.describe(cell);
  return line?.trim().replace(/^at (?:async )?/, "");
}

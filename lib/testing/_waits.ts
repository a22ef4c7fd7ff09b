/**
 * Says what the tasks of a test wait for, and in which line.
 */

import { NAMELESS } from "../coroutine/body.ts";
import { Pump } from "../coroutine/pump.ts";
import type { Task } from "../coroutine/task.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { PENDING } from "../future/states.ts";
import { framesAbove } from "../traceback/frames.ts";
import { made } from "../traceback/places.ts";

/** Lines that a reader still reads. */
const MOST_WAITS = 20;

/** One task that waits. */
export interface Wait {
  readonly task: Task<unknown>;
  /** What for, in words. */
  readonly what: string;
  /** Where that was made, in debug. */
  readonly from: string | undefined;
}

/** What tasks wait for at the moment. */
export function waitsOf(tasks: readonly Task<unknown>[]): Wait[] {
  return tasks.filter(({ done }) => !done).map((task) => {
    const awaits = task._awaits;
    if (awaits instanceof Pump) {
      return { task, what: "a native promise", from: undefined };
    }
    const waits = awaits !== undefined && awaits._state === PENDING;
    return {
      task,
      what: waits ? awaits._label() : "its turn",
      from: waits ? made.describe(awaits) : undefined,
    };
  });
}

/**
 * One line for each wait. The place is exact for a task that was cancelled
 * since and waited with `yield*`: the error has passed there. For others it is
 * where that was made for which they wait.
 */
export function tellWaits(waits: readonly Wait[]): string {
  const more = waits.length - MOST_WAITS;
  const lines = waits.slice(0, MOST_WAITS).map(tellWait).join("");
  return more > 0 ? `${lines}\n  ... and ${more} more tasks` : lines;
}

function tellWait({ task, what, from }: Wait): string {
  const at = passedAt(task);
  const place = at ?? from ?? made.describe(task);
  const kind = at !== undefined
    ? ""
    : from !== undefined
    ? " made"
    : ", started";
  const name = task.name === NAMELESS ? "a task" : task.name;
  return `\n  ${name} waits for ${what}` +
    (place === undefined ? "" : `${kind} ${place}`);
}

/** The line at which a cancel came out of a task. */
function passedAt(task: Task<unknown>): string | undefined {
  if (!task.cancelled) return undefined;
  const error = task._error();
  if (!(error instanceof CancelledError)) return undefined;
  // A plain `yield` leaves no place, only a name.
  const frame = framesAbove(String(error.stack)).find((line) =>
    /:\d+:\d+\)?$/.test(line)
  );
  return frame?.trim().replace(/^at async /, "at ");
}

/**
 * What a pending thing waits for, read off the objects when it is asked.
 */

import { type Cell, isCell } from "../future/cell.ts";
import { PENDING } from "../future/states.ts";
import { pendingOf, type Settlers, settlersOf } from "../future/settlers.ts";
import { UNSTARTED } from "./modes.ts";
import { Task } from "./task.ts";
import type { Enclosing } from "./task_record.ts";

/** An arrow of the graph, or several from one place. */
export interface Wait {
  /** Those that would have to settle: none of them is settled. */
  readonly who: readonly Cell[];
  /** Whether one of them is enough. */
  readonly any: boolean;
  /** The primitive between them; a task waits for another without one. */
  readonly via: Settlers | undefined;
}

/**
 * Who keeps a pending thing from going on.
 *
 * @returns `undefined` if it is ready, or may be ended from elsewhere: by a
 * timer, a promise, a signal, or whoever holds a plain Future.
 */
export function waitOf(cell: Cell): Wait | undefined {
  if (cell._state !== PENDING) return undefined;
  if (cell instanceof Task) return waitOfTask(cell);
  const via = settlersOf(cell);
  if (via === undefined) return undefined;
  const who = pendingOf(via);
  // One that is settled has its news on the way, and so has a stranger.
  const known = via.any ? who.length === via.who.length : who.length > 0;
  return known && who.length > 0 ? { who, any: via.any, via } : undefined;
}

function waitOfTask(task: Task<unknown>): Wait | undefined {
  const awaits = task._awaits;
  const ready = !isCell(awaits) || awaits._state !== PENDING ||
    (task._mode & UNSTARTED) !== 0;
  if (ready || mayBeCancelled(task)) return undefined;
  return { who: [awaits], any: false, via: undefined };
}

/** Whether a deadline or signal around a task may still end its wait. */
function mayBeCancelled(task: Task<unknown>): boolean {
  const record = task._record;
  if (typeof record === "string") return false;
  const { delivery } = record;
  if (delivery?.timer !== undefined && !delivery.past) return true;
  let scope: Enclosing | undefined = record.scope;
  for (; scope !== undefined; scope = scope._outer) {
    if (scope._timed) return true;
    if (scope._shield) return false;
  }
  return false;
}

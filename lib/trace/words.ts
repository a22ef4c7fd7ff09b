/**
 * Says in words what a task waits for.
 */

import { Pump } from "../coroutine/pump.ts";
import { Task } from "../coroutine/task.ts";
import type { Cell } from "../future/cell.ts";
import { Bucket } from "../loop/timers.ts";
import { Wait } from "../sync/wait_list.ts";
import { nameFrom, primitiveName } from "./names.ts";
import { awaitedBy, isUnstarted } from "./standing.ts";
import { type Between, between } from "./waits.ts";

/** Names that a reader still reads. */
const MOST_NAMES = 3;

/**
 * What a task waits for; nothing, if it runs or is to run.
 *
 * @param now The time, to say how long a sleep still takes.
 */
export function waitWords(
  task: Task<unknown>,
  now?: number,
): string | undefined {
  const awaited = awaitedBy(task);
  if (awaited instanceof Pump) return "a native promise";
  if (awaited !== undefined) return cellWords(awaited, now);
  return isUnstarted(task) ? "its first step" : undefined;
}

/**
 * What a pending Future stands for.
 *
 * @param now The time, to say how long a sleep still takes.
 */
export function cellWords(cell: Cell, now?: number): string {
  const name = nameFrom(() => cell._label());
  if (cell instanceof Task) return `the end of ${name}`;
  if ((cell.value as unknown) instanceof Bucket) {
    if (now === undefined) return "sleep";
    const left = (cell.value as Bucket).time - now;
    return `sleep, ${Math.max(0, Math.round(left))} ms left`;
  }
  const via = between(cell);
  if (cell instanceof Wait) return name + (via ? heldBy(via) : "");
  if (via === undefined) {
    return name === "Future" ? "a Future" : `Future "${name}"`;
  }
  const names = namesOf(via.pending);
  switch (via.kind) {
    case "TaskGroup":
      return `the end of ${primitiveName(via)}: ${names}`;
    case "then":
    case "shield":
      return `${via.kind} of ${names}`;
    default:
      return via.name === undefined
        ? `${primitiveName(via)} of ${names}`
        : primitiveName(via) + heldBy(via);
  }
}

function heldBy({ pending }: Between): string {
  return pending.length === 0 ? "" : `, held by ${namesOf(pending)}`;
}

/** The names of several, the first ones of many. */
export function namesOf(cells: readonly Cell[]): string {
  const names = cells.slice(0, MOST_NAMES).map(cellName);
  const more = cells.length - names.length;
  return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** The name of a task or Future; for one without, what it is made of. */
export function cellName(cell: Cell): string {
  const name = nameFrom(() => cell._label());
  if (name !== "Future") return name;
  const via = between(cell);
  return via === undefined ? "a Future" : primitiveName(via);
}

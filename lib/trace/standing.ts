/**
 * How a task stands at the moment of a look.
 */

import { running } from "../context/running.ts";
import { CANCELLING, UNSTARTED } from "../coroutine/modes.ts";
import { Pump } from "../coroutine/pump.ts";
import type { Task } from "../coroutine/task.ts";
import { underWay } from "../coroutine/task_record.ts";
import { type Cell, isCell } from "../future/cell.ts";
import { dispatching, Waiters } from "../future/waiter.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { isPending } from "./waits.ts";

/**
 * How a task stands: it takes a step just now, or is to take one, or waits.
 * Two more tell what a cancel has come to: `cancelling`, it was asked for and
 * is thrown in at the next wait, or at each; `cleaning up`, it was thrown in
 * and the task has not ended.
 */
export type TaskState =
  | "running"
  | "ready"
  | "waiting"
  | "cancelling"
  | "cleaning up";

/** The pending thing that a task waits for. */
export function awaitedBy(task: Task<unknown>): Cell | Pump | undefined {
  const { _awaits: awaits } = task;
  if (awaits instanceof Pump) return awaits;
  return isCell(awaits) && isPending(awaits) ? awaits : undefined;
}

/** Whether a task has not taken its first step. */
export function isUnstarted(task: Task<unknown>): boolean {
  return (task._mode & UNSTARTED) !== 0;
}

/** Tells how tasks stand; it looks through the ready queue once. */
export class Standings {
  readonly #ready: Set<unknown> = new Set();

  constructor(loop: IOLoop) {
    for (const entry of loop._queued()) this.#add(entry);
    this.#add(dispatching.list);
  }

  #add(entry: unknown): void {
    if (!(entry instanceof Waiters)) this.#ready.add(entry);
    else for (const waiter of entry.list) this.#ready.add(waiter);
  }

  /** How one stands that has not ended. */
  of(task: Task<unknown>): TaskState {
    if (running.by === task) return "running";
    const record = task._record;
    const delivery = typeof record === "string" ? undefined : underWay(record);
    if ((task._mode & CANCELLING) !== 0) return "cancelling";
    if (delivery?.thrown && !delivery.over) return "cleaning up";
    if (awaitedBy(task) !== undefined) return "waiting";
    if (this.#ready.has(task)) return "ready";
    // A child of a full group is in no queue; else it started who runs now.
    return isUnstarted(task) ? "waiting" : "running";
  }
}

/**
 * Finds the tasks that can be reached from what is held anyway.
 */

import { running } from "../context/running.ts";
import { liveTasks } from "../coroutine/live.ts";
import { Task } from "../coroutine/task.ts";
import type { Enclosing } from "../coroutine/task_record.ts";
import { type Cell, isCell } from "../future/cell.ts";
import { loopOf, Waiters } from "../future/waiter.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { WaitList } from "../sync/wait_list.ts";
import { between, isPending } from "./waits.ts";

/** Where a look at the tasks begins. */
export interface TraceOptions {
  /** The loop whose tasks are meant; the current one by default. */
  readonly loop?: IOLoop;
  /** Where else to begin: tasks, Futures, primitives, groups. */
  readonly roots?: Iterable<object>;
  /**
   * Of tasks with the same name that wait for the same: for how many to look
   * up the line. That takes the host up to a tenth of a millisecond each.
   *
   * @default {100}
   */
  readonly places?: number;
}

/** The tasks of a loop, as far as they are known. */
export interface Known {
  readonly loop: IOLoop;
  /** In the order in which they were found. */
  readonly tasks: readonly Task<unknown>[];
  /** Whether these are all that were made on the loop and live. */
  readonly complete: boolean;
}

/** Names under which our own objects hold each other, as plain fields. */
const HOLDING = [
  "target", // of a waiter that settles another Future: `then`, the crowds
  "task", // what a group keeps of a child
  "scope", // of a group
  "_permits", // of a lock or semaphore
  "line", // of those
  "_waits", // of an event, condition or barrier
  "_getters", // of a queue
  "_putters",
  "_joiners",
  "_hub", // of an end of a channel
  "senders",
  "receivers",
] as const;

/** The same, for several. */
const HOLDING_MANY = [
  "_members", // the tasks of a group's scope
  "_list", // the line in which a wait stands
] as const;

/** Finds the tasks, from the mains on, both ways along who waits for whom. */
export function knownTasks(options: TraceOptions = {}): Known {
  const loop = options.loop ?? IOLoop.current();
  const search = new Search();
  for (const root of options.roots ?? []) search.from(root);
  for (const { main } of loop._rest.mains) search.from(main);
  search.from(running.by);
  for (const entry of loop._queued()) search.from(entry);
  for (const entry of loop._timed()) search.from(entry);
  const here = (task: object) => loopOf(task as Task<unknown>) === loop;
  for (const task of liveTasks().filter(here)) search.from(task);
  return { loop, tasks: search.tasks, complete: loop.debug };
}

class Search {
  readonly tasks: Task<unknown>[] = [];
  readonly #seen: Set<unknown> = new Set();
  /** The wave that goes out from one start, nearest first. */
  #open: unknown[] = [];

  /** Finds all that can be reached from one object. */
  from(start: unknown): void {
    this.#open = [start];
    for (let i = 0; i < this.#open.length; i++) {
      const object = this.#open[i];
      if (object === null || typeof object !== "object") continue;
      if (this.#seen.has(object)) continue;
      this.#seen.add(object);
      try {
        this.#look(object);
      } catch { /* a root that refuses to be looked at */ }
    }
  }

  #look(object: object): void {
    if (object instanceof Waiters) this.#add(object.list);
    else if (isCell(object)) {
      if (isPending(object)) this.#cell(object);
    } else this.#held(object);
  }

  #cell(cell: Cell): void {
    if (cell instanceof Task) {
      this.tasks.push(cell);
      this.#open.push(cell._awaits);
      const record = cell._record;
      if (typeof record !== "string") this.#scopes(record.scope);
    } else {
      this.#add(between(cell)?.pending);
      this.#held(cell);
    }
    this.#open.push((cell as { _link?: unknown })._link);
  }

  #scopes(innermost: Enclosing | undefined): void {
    let scope = innermost;
    for (; scope && !this.#seen.has(scope); scope = scope._outer) {
      this.#seen.add(scope);
      this.#held(scope);
    }
  }

  #held(object: object): void {
    if (object instanceof WaitList) this.#add(object);
    for (const key of HOLDING) this.#open.push(own(object, key));
    for (const key of HOLDING_MANY) {
      this.#add(own(object, key) as Iterable<unknown> | undefined);
    }
  }

  #add(objects: Iterable<unknown> | undefined): void {
    for (const object of objects ?? []) this.#open.push(object);
  }
}

/** Reads a plain field: a root is anybody's, and its code is not run. */
function own(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/**
 * Names the entries of one run, so that two of one name can be told apart.
 */

import { Kick } from "../coroutine/kick.ts";
import { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { Waiters } from "../future/waiter.ts";
import type { Runnable } from "../loop/runnable.ts";

/** Gives each task of a name its number, in the order of asking. */
export class ScheduleNames {
  readonly #names: WeakMap<Runnable, string> = new WeakMap();
  readonly #counts: Map<string, number> = new Map();

  /** The name of an entry, from when it was asked for first. */
  of(entry: Runnable): string {
    let name = this.#names.get(entry);
    if (name === undefined) {
      name = entry instanceof Task
        ? this.#numbered(entry.name)
        : this.#plain(entry);
      this.#names.set(entry, name);
    }
    return name;
  }

  #numbered(name: string): string {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  }

  #plain(entry: Runnable): string {
    if (entry instanceof Kick) return `cancel of ${entry._label()}`;
    if (entry instanceof Waiters) return "all who wait for one Future";
    if (!(entry instanceof Future)) return entry._label();
    const waiter = entry._link;
    return waiter instanceof Task ? `timer of ${this.of(waiter)}` : "timer";
  }
}

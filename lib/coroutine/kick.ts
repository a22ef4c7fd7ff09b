/**
 * Has the loop carry out a cancel: `cancel()` itself runs no user code.
 */

import type { Runnable } from "../loop/runnable.ts";

/** The task, as seen from here. */
interface Kicked {
  _kick(): void;
  _label(): string;
}

/**
 * The entry. The task itself cannot be queued for it: it may stand in the
 * queue already, and would take two steps for one wait.
 */
export class Kick implements Runnable {
  /** Whose cancel it is: a dump reads it. */
  readonly task: Kicked;

  constructor(task: Kicked) {
    this.task = task;
  }

  _label(): string {
    return this.task._label();
  }

  _run(): void {
    this.task._kick();
  }
}

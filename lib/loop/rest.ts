/**
 * Notices that a loop can never go on by itself: the hang that would be silent.
 */

import type { DeadlockError } from "../errors/deadlock_error.ts";
import { later } from "./_host.ts";
import type { MainRun } from "./main_run.ts";

/** What to do about a deadlock of a main. */
export type DeadlockMode = "reject" | "report" | "off";

/**
 * Finds the deadlock in which something hangs: the coroutine layer fills this
 * in, for the loop lies below it.
 */
export const search: {
  deadlockOf: ((main: unknown) => DeadlockError | undefined) | undefined;
} = { deadlockOf: undefined };

/** The loop, as seen from here. */
interface Resting {
  /** Whether nothing is ready and no timer is set. */
  readonly _idle: boolean;
  readonly deadlock: DeadlockMode;
  _deadlocked(error: DeadlockError, main: unknown): void;
}

/**
 * The mains of a loop, and how many waits are ended from outside of it.
 *
 * While a foreign wait is open, a promise say, its end may release whatever
 * others wait for: then nothing is searched. One that was forgotten while it
 * pends counts as open for ever; so a deadlock is missed at worst, never made
 * up.
 *
 * @internal
 */
export class Rest {
  /** How many foreign waits are open. */
  foreign = 0;
  readonly #mains: Set<MainRun<unknown>> = new Set();
  readonly #reported: WeakSet<MainRun<unknown>> = new WeakSet();
  readonly #loop: Resting;
  #planned = false;

  constructor(loop: Resting) {
    this.#loop = loop;
  }

  /** The mains under way. */
  get mains(): Iterable<MainRun<unknown>> {
    return this.#mains;
  }

  add<T>(run: MainRun<T>): void {
    this.#mains.add(run as MainRun<unknown>);
    this.look();
  }

  remove<T>(run: MainRun<T>): void {
    this.#mains.delete(run as MainRun<unknown>);
  }

  /**
   * The loop has come to rest: looks whether that is for ever. One macrotask
   * later, for what the loop knows nothing of often comes by then.
   */
  look(): void {
    if (this.#planned || this.#mains.size === 0 || !this.#still) return;
    this.#planned = true;
    later(() => {
      this.#planned = false;
      if (this.#still) { for (const run of this.#mains) this.#judge(run); }
    });
  }

  get #still(): boolean {
    const { _idle, deadlock } = this.#loop;
    return _idle && this.foreign === 0 && deadlock !== "off";
  }

  #judge(run: MainRun<unknown>): void {
    const error = search.deadlockOf?.(run.main);
    if (error === undefined) return;
    if (this.#loop.deadlock === "reject") run.breakOff(error);
    else if (!this.#reported.has(run)) {
      this.#reported.add(run);
      this.#loop._deadlocked(error, run.main);
    }
  }
}

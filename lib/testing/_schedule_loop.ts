/**
 * The loop of one explored run, whose time passes only when nothing can run.
 */

import type { Clock } from "../loop/clock.ts";
import { IOLoop } from "../loop/io_loop.ts";
import type { Ready } from "../loop/ring.ts";
import type { Runnable } from "../loop/runnable.ts";

/** A clock that goes from timer to timer. */
export class ScheduleClock implements Clock {
  readonly grain = 0;
  #now = 0;
  #next: number | undefined;
  #ring: () => void = () => {};

  now(): number {
    return this.#now;
  }

  alarm(time: number | undefined, ring: () => void): void {
    this.#next = time;
    this.#ring = ring;
  }

  /** Goes to the next timer and runs what is due; `false` without one. */
  jump(): boolean {
    if (this.#next === undefined) return false;
    this.#now = Math.max(this.#now, this.#next);
    this.#next = undefined;
    this.#ring();
    return true;
  }
}

/**
 * The loop. Whether a failure was looked at is asked when nothing can run: an
 * order of steps in which somebody looks a little later is no failure.
 */
export class ScheduleLoop extends IOLoop {
  readonly #checks: Runnable[] = [];

  constructor(clock: Clock, ready: Ready, debug: boolean) {
    super({ clock, debug }, ready);
  }

  /** @internal */
  override _afterTurn(entry: Runnable): void {
    this.#checks.push(entry);
  }

  /** Reports the failures that nobody has looked at. */
  runChecks(): void {
    for (const check of this.#checks.splice(0)) check._run();
  }
}

/**
 * What a recorder puts under a loop: a queue that tells of each step, and a
 * clock that stands still in it.
 */

import type { Clock } from "../loop/clock.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { type Ready, Ring } from "../loop/ring.ts";
import type { Runnable, Timed } from "../loop/runnable.ts";

/** The order of the plain loop, told step by step, those of timers as well. */
export class InTurn implements Ready {
  readonly #queue = new Ring();
  readonly #began: (entry: Runnable) => void;
  readonly #ended: () => void;

  /**
   * @param began Told of each entry before it runs.
   * @param ended Told when some have run.
   */
  constructor(began: (entry: Runnable) => void, ended: () => void = () => {}) {
    this.#began = began;
    this.#ended = ended;
  }

  get size(): number {
    this.#ended();
    return this.#queue.size;
  }

  push(entry: Runnable): void {
    this.#queue.push(entry);
  }

  shift(): Runnable {
    const entry = this.#queue.shift();
    this.#began(entry);
    return entry;
  }

  due(timers: Timed[]): Timed[] {
    // They run at once, one after the other; each is told when its turn comes.
    return timers.map((timer) => new Told(timer, this.#began));
  }

  [Symbol.iterator](): Iterator<Runnable> {
    return this.#queue[Symbol.iterator]();
  }
}

/**
 * A clock that stands still while a step runs, so that a replay, which knows
 * when each began, gives the program the very same times.
 */
export class SteppedClock implements Clock {
  readonly grain: number;
  readonly #clock: Clock;
  /** The time that was read first: the program began. */
  start: number | undefined;
  #stands: number | undefined;

  constructor(clock: Clock = new LoopClock()) {
    this.#clock = clock;
    this.grain = clock.grain;
  }

  now(): number {
    if (this.start === undefined) this.#stands = this.start = this.#clock.now();
    return this.#stands ?? this.#clock.now();
  }

  alarm(time: number | undefined, ring: () => void): void {
    this.#clock.alarm(time, ring);
  }

  /** A step begins. */
  stand(): void {
    this.#stands = this.#clock.now();
  }

  /** No step runs. */
  go(): void {
    this.#stands = undefined;
  }
}

/** The host's clock, as a plain loop has it. */
class LoopClock implements Clock {
  readonly grain = 1;
  readonly #loop = new IOLoop();
  #timer: Disposable | undefined;

  now(): number {
    return this.#loop.time();
  }

  alarm(time: number | undefined, ring: () => void): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = time === undefined
      ? undefined
      : this.#loop.callAt(time, ring);
  }
}

/** A due timer that tells when it runs. */
class Told implements Timed {
  readonly #timer: Timed;
  readonly #began: (entry: Runnable) => void;

  constructor(timer: Timed, began: (entry: Runnable) => void) {
    this.#timer = timer;
    this.#began = began;
  }

  get done(): boolean {
    return this.#timer.done;
  }

  _run(): void {
    this.#began(this.#timer);
    this.#timer._run();
  }

  _label(): string {
    return this.#timer._label();
  }
}

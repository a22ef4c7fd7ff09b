/**
 * What the tests of the core share: a clock that is moved by hand, a collector
 * of a loop's reports, and waits that take no time.
 *
 * @module
 */
import {
  type Clock,
  type ErrorReport,
  IOLoop,
  type IOLoopOptions,
  type SlowReport,
} from "../lib/loop/mod.ts";

/** A clock that stands still until `advance` moves it. */
export class HandClock implements Clock {
  readonly grain: number;
  /** How often the alarm was set, moved or cleared. */
  calls = 0;
  #now: number;
  #alarm: { time: number; ring: () => void } | undefined;

  constructor(now = 1000, grain = 0) {
    this.#now = now;
    this.grain = grain;
  }

  now(): number {
    return this.#now;
  }

  /** When it will ring. */
  get alarmAt(): number | undefined {
    return this.#alarm?.time;
  }

  alarm(time: number | undefined, ring: () => void): void {
    this.calls++;
    this.#alarm = time === undefined ? undefined : { time, ring };
  }

  /** Moves the time without ringing: as a callback that takes long does. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** Moves on from alarm to alarm, and lets the loop come to rest at each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await rest();
    while (this.#alarm !== undefined && this.#alarm.time <= end) {
      const { time, ring } = this.#alarm;
      this.#alarm = undefined;
      this.#now = Math.max(this.#now, time);
      ring();
      await rest();
    }
    this.#now = Math.max(this.#now, end);
  }
}

/** A loop whose clock stands at 1000 and is moved by hand. */
export function handLoop(
  options: IOLoopOptions & { clock?: HandClock } = {},
): { loop: IOLoop; clock: HandClock } {
  const clock = options.clock ?? new HandClock();
  return { loop: new IOLoop({ ...options, clock }), clock };
}

/** Everything that a loop's hooks were told, in the order of telling. */
export interface Reports extends Disposable {
  readonly errors: ErrorReport[];
  readonly unobserved: ErrorReport[];
  readonly late: ErrorReport[];
  readonly slow: SlowReport[];
}

/** Listens on the hooks of a loop until it is disposed: `using told = …`. */
export function reports(loop: IOLoop = IOLoop.current()): Reports {
  const { onError, onUnobserved, onObservedLate, onSlowCallback } = loop;
  const told = {
    errors: [] as ErrorReport[],
    unobserved: [] as ErrorReport[],
    late: [] as ErrorReport[],
    slow: [] as SlowReport[],
    [Symbol.dispose]: () =>
      void Object.assign(loop, {
        onError,
        onUnobserved,
        onObservedLate,
        onSlowCallback,
      }),
  };
  loop.onError = (report) => told.errors.push(report);
  loop.onUnobserved = (report) => told.unobserved.push(report);
  loop.onObservedLate = (report) => told.late.push(report);
  loop.onSlowCallback = (report) => told.slow.push(report);
  return told;
}

/** Lets so many turns of a loop pass. */
export function turns(n = 1, loop: IOLoop = IOLoop.current()): Promise<void> {
  return new Promise((done) => {
    const step = (left: number): unknown =>
      left === 0 ? done() : loop.addCallback(step, left - 1);
    step(n);
  });
}

/** Lets everything that is ready run, also the reports of what went wrong. */
export async function rest(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise<void>(hostTurn);
}

function hostTurn(done: () => void): void {
  setImmediate(done);
}

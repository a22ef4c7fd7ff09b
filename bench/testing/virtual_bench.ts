/**
 * A virtual hour in which many tasks try again every second.
 *
 * Nothing else offers the same, so the baseline is what the loop needs for as
 * many timers on a clock that is moved by hand: what is above it is the price
 * of deciding that nothing else can run.
 *
 * `deno run -A bench/testing/virtual_bench.ts 10000` prints one whole hour.
 */

import { sleep, spawn, type Task } from "@twister/async/coroutine";
import { type Clock, IOLoop } from "@twister/async/loop";
import { runVirtual } from "@twister/async/testing";
import { register, type Scenario } from "../_scenario.ts";

const HOUR = 3600;

function* retries(tries: number): Generator<unknown, void> {
  for (let i = 0; i < tries; i++) yield* sleep(1000);
}

function* all(tasks: number): Generator<unknown, void> {
  const running: Task<void>[] = [];
  for (let i = 0; i < tasks; i++) running.push(spawn(() => retries(HOUR)));
  for (const task of running) yield* task;
}

/** Goes to the next timer whenever the loop gives way. */
class BareClock implements Clock {
  readonly grain = 0;
  #now = 0;

  now(): number {
    return this.#now;
  }

  alarm(time: number | undefined, ring: () => void): void {
    if (time === undefined) return;
    setImmediate(() => {
      this.#now = time;
      ring();
    });
  }
}

function bare(tasks: number): Promise<void> {
  return new IOLoop({ clock: new BareClock() }).run(() => all(tasks));
}

function virtual(tasks: number, debug: boolean): Promise<void> {
  return runVirtual(() => all(tasks), { debug, realTimeout: Infinity });
}

/** The scenarios of this file, as `targets.ts` runs them. */
export const scenarios: readonly Scenario[] = [
  {
    id: "V1",
    what: "a try in a virtual hour of 100 tasks",
    ops: 100 * HOUR,
    ways: [
      { name: "bare clock", run: () => bare(100) },
      { name: "runVirtual", run: () => virtual(100, false) },
      // Debug records where each sleep was made, which is its price by far.
      {
        name: "runVirtual, debug",
        run: () => virtual(10, true),
        ops: 10 * HOUR,
      },
    ],
    rounds: 5,
    n: 3,
  },
];

if (import.meta.main && Deno.args.length > 0) {
  const tasks = Number(Deno.args[0]), before = performance.now();
  await virtual(tasks, false);
  const took = Math.round(performance.now() - before);
  console.log(
    `${tasks} tasks, ${HOUR} tries each: ${took} ms of real time, ` +
      `${Math.round(took * 1e6 / tasks / HOUR)} ns a try`,
  );
} else register(scenarios);

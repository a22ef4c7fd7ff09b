/**
 * Many sleeps at once beside as many host timers.
 *
 * The time of a sleep is mostly waiting, so `targets.ts` compares what the
 * processor did; `deno bench` can only show how long all took.
 */

import { coroutine, sleep, spawn, type Task } from "@twister/async/coroutine";
import { register, type Scenario } from "../_scenario.ts";

/** Whole milliseconds from 1 to 200 in an order that is always the same. */
const mixed: readonly number[] = Array.from(
  { length: 100_000 },
  (_, i) => 1 + (Math.imul(i + 1, 2654435761) >>> 8) % 200,
);
const equal: readonly number[] = mixed.map(() => 50);

async function sleepsNative(ms: number): Promise<void> {
  await new Promise<void>((done) => setTimeout(done, ms));
}

function allNative(times: readonly number[]): Promise<unknown> {
  return Promise.all(times.map(sleepsNative));
}

const sleeps = coroutine(function* sleeps(ms: number): Generator<unknown> {
  yield* sleep(ms);
});

function* all(times: readonly number[]): Generator<unknown, void> {
  const tasks: Task<unknown>[] = [];
  for (const ms of times) tasks.push(sleeps(ms));
  for (const task of tasks) yield* task;
}

function scenario(
  id: string,
  what: string,
  times: readonly number[],
): Scenario {
  return {
    id,
    what,
    ops: times.length,
    ways: [
      { name: "setTimeout", run: () => allNative(times) },
      { name: "sleep", run: () => spawn(all(times)) },
    ],
    measure: "cpu",
    rounds: 7,
    n: 3,
  };
}

/** The scenarios of this file, as `targets.ts` runs them. */
export const scenarios: readonly Scenario[] = [
  scenario("S8", "a sleep of 1 to 200 ms", mixed),
  scenario("S8 equal", "a sleep of 50 ms", equal),
  {
    id: "S8 time",
    what: "100,000 sleeps of 1 to 200 ms",
    ops: 1,
    ways: [
      { name: "one of 200 ms", run: () => sleepsNative(200) },
      { name: "all", run: () => spawn(all(mixed)) },
    ],
    rounds: 7,
    n: 3,
  },
];

register([
  scenario("S8", "a sleep of 1 to 200 ms", mixed.slice(0, 10_000)),
  scenario("S8 equal", "a sleep of 50 ms", equal.slice(0, 10_000)),
]);

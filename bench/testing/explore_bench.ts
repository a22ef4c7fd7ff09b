/**
 * Schedules a second, by strategy, of a small program: three tasks that take
 * four steps each, and one timer.
 */

import { moment, sleep, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { explore, type StrategyName } from "@twister/async/testing";

/** Schedules in one iteration. */
const RUNS = 100;

function* steps() {
  for (let i = 0; i < 4; i++) yield* moment;
}

function* program() {
  yield* multi([spawn(steps), spawn(steps), spawn(steps)]);
  yield* sleep(1);
}

const STRATEGIES: readonly StrategyName[] = [
  "plain",
  "random",
  "pct",
  "delay-bounded",
  "exhaustive",
];

for (const strategy of STRATEGIES) {
  Deno.bench(`${RUNS} schedules, ${strategy}`, {
    group: "explore",
    baseline: strategy === "plain",
  }, async () => void await explore(program, { strategy, runs: RUNS }));
}

Deno.bench(`${RUNS} schedules, random with cancels`, {
  group: "explore",
}, async () => void await explore(program, { cancelAt: true, runs: RUNS }));

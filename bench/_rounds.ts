/**
 * Compares the ways of a scenario round by round.
 *
 * A shared machine changes its speed by half within minutes, so a time alone
 * says little. Each round runs every way once, in rotated order, and only
 * ratios within one round are taken.
 */

import process from "node:process";
import type { Scenario, Way } from "./_scenario.ts";

/** The middle of some figures, and their ends. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** How one way compares with the baseline. */
export interface Comparison {
  readonly way: string;
  /** Nanoseconds for one operation. */
  readonly time: Spread;
  /** The baseline's time by this one's, per round: above 1 is faster. */
  readonly ratio: Spread;
}

const { gc } = globalThis as { gc?: () => void };

const ROUNDS = 21;
const WARM_UP = 3;

/** The middle and the ends of at least one figure. */
export function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  return {
    min: sorted[0]!,
    median: sorted[sorted.length >> 1]!,
    max: sorted.at(-1)!,
  };
}

/** Runs all rounds of a scenario. */
export async function compare(
  scenario: Scenario,
  rounds: number = scenario.rounds ?? ROUNDS,
): Promise<Comparison[]> {
  const { ways } = scenario;
  const times: number[][] = ways.map(() => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (let k = 0; k < ways.length; k++) {
      const at = (k + round + WARM_UP) % ways.length;
      const time = await measure(scenario, ways[at]!);
      if (round >= 0) times[at]!.push(time);
    }
  }
  const base = times[0]!;
  return ways.map(({ name }, at) => ({
    way: name,
    time: spread(times[at]!),
    ratio: spread(times[at]!.map((time, round) => base[round]! / time)),
  }));
}

/** Nanoseconds for one operation of one run. */
async function measure(scenario: Scenario, way: Way): Promise<number> {
  const clock = scenario.measure === "cpu" ? cpuTime : wallTime;
  // Where the collector can be called, each run follows on a collection, as in
  // a program that was idle.
  gc?.();
  // What the run before left behind is not this one's.
  await new Promise((done) => setTimeout(done, 0));
  const before = clock();
  await way.run();
  return (clock() - before) / (way.ops ?? scenario.ops);
}

function wallTime(): number {
  return performance.now() * 1e6;
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}

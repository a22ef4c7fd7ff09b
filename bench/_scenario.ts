/**
 * A scenario: the same work done in several ways, the first being the baseline.
 *
 * `deno bench` prints the times of each way; `targets.ts` runs them in turn and
 * compares them round by round. Bodies stand at module level: a generator
 * function made anew for each run has a new prototype and throws away optimised
 * code, which no real program does.
 */

/** One way to do the work. */
export interface Way {
  readonly name: string;
  /** Does it; what it returns is awaited. */
  readonly run: () => unknown;
  /** Operations in one run, if not as many as the scenario says. */
  readonly ops?: number;
}

/** The same work in several ways. */
export interface Scenario {
  /** The number by which `targets.ts` knows it, such as `S1`. */
  readonly id: string;
  /** What one operation is. */
  readonly what: string;
  /** Operations in one run. */
  readonly ops: number;
  /** The ways; the first is what the others are compared with. */
  readonly ways: readonly [Way, ...Way[]];
  /** What is compared: time, unless waiting is part of the work. */
  readonly measure?: "time" | "cpu";
  /** Rounds in `targets.ts`, where not the usual number. */
  readonly rounds?: number;
  /** Runs in `deno bench`, where not the usual number. */
  readonly n?: number;
}

const RUNS = 12;
const WARM_UP = 4;

/** Hands scenarios to `deno bench`; under `deno run` this does nothing. */
export function register(scenarios: readonly Scenario[]): void {
  for (const { id, what, ops, ways, n = RUNS } of scenarios) {
    ways.forEach((way, index) => {
      const times = (way.ops ?? ops).toLocaleString("en");
      Deno.bench({
        name: `${way.name}, ${times} times`,
        group: `${id} ${what}`,
        baseline: index === 0,
        n,
        warmup: Math.min(n, WARM_UP),
        fn: async () => void await way.run(),
      });
    });
  }
}

/**
 * What an adapter stands on while it runs one scenario.
 *
 * @module
 */
import type { Need, Scenario } from "./vocabulary.ts";

/** Where a scenario is played. */
export interface Stage {
  /** Notes a line. */
  log(line: string): void;
  /** Gives up, as the library has no word for this. */
  unsaid(reason: string): never;
  /** Aborts when the scenario says so. */
  readonly signal: AbortSignal;
  /** Milliseconds of the clock for one of the scenario. */
  readonly unit: number;
}

/** A main task that was started. */
export interface Started {
  cancel(reason: string | undefined): void;
  /** Tells, once, how it ended: in the words of `outcome.ts`. */
  ended(tell: (outcome: string) => void): void;
  /** What an async function would await. */
  promise(): PromiseLike<unknown>;
  settle(name: string, value: unknown): void;
  fail(name: string, error: Error): void;
}

/** A library, and how scenarios are said in it. */
export interface Adapter {
  readonly name: string;
  readonly version: string;
  /** How the scenarios' text is run. */
  readonly way: string;
  /** Why it does not have what some scenarios need. */
  readonly lacks: Partial<Record<Need, string>>;
  start(main: Scenario["main"], stage: Stage): Started;
}

/** What became of one scenario in one library. */
export type Cell =
  | { readonly kind: "passes" }
  | { readonly kind: "differs" | "hangs"; readonly saw: readonly string[] }
  | { readonly kind: "unsaid"; readonly reason: string };

/** Compares what was logged with what must be. */
export function judge(scenario: Scenario, saw: readonly string[]): Cell {
  const { sees } = scenario;
  const same = saw.length === sees.length &&
    saw.every((line, i) => line === sees[i]);
  return same ? { kind: "passes" } : { kind: "differs", saw };
}

import type { FailureKind } from "./_explore_run.ts";
import type { Explored } from "./_explore_found.ts";
import { framesAbove } from "../traceback/frames.ts";
import { formatTraceback } from "../traceback/stitch.ts";
import type { DecisionKind } from "./choices.ts";
import { ScheduleError } from "./explore_error.ts";
import { printTrace, traceOf, type TraceStep } from "./explore_trace.ts";
import { writeSeed } from "./replay_seed.ts";

export type { DecisionKind } from "./choices.ts";
export type { FailureKind } from "./_explore_run.ts";
export { ScheduleError } from "./explore_error.ts";
export type { TraceStep } from "./explore_trace.ts";

/** A decision of the failing schedule that is not the plain loop's. */
export interface Choice {
  /** Which decision of the run it is, from 0. */
  readonly at: number;
  /** What about. */
  readonly kind: DecisionKind;
  /** The answer; 0 would be the plain loop's. */
  readonly chosen: number;
  /** How many answers there were. */
  readonly of: number;
}

const SAYS: Readonly<Record<FailureKind, string>> = {
  error: "the program throws",
  unobserved: "an error that nobody looks at",
  callback: "a callback throws",
  invariant: "an invariant does not hold",
  end: "what must hold at the end does not",
  hang: "the program hangs",
  endless: "the program does not end",
  uncontrolled: "the same choices give another run",
};

/**
 * What {@linkcode explore} found. Printed as text it tells the failing
 * schedule step by step.
 *
 * @example
 * ```ts
 * import { explore } from "@twister/async/testing";
 * import { moment } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const report = await explore(function* () {
 *   yield* moment;
 * }, { strategy: "exhaustive" });
 * assertEquals(report.failed, false);
 * assertEquals(report.distinct, 1);
 * report.check(); // throws, had it failed
 * ```
 */
export class ExploreReport {
  /** Whether a schedule was found under which the program fails. */
  readonly failed: boolean;
  /** What kind of failure, if it failed. */
  readonly kind: FailureKind | undefined;
  /** What the program failed with. */
  readonly error: unknown;
  /** For {@linkcode replay}; `undefined` if it did not fail. */
  readonly seed: string | undefined;
  /** The decisions that make it fail, after shrinking. */
  readonly choices: readonly Choice[];
  /** How many there were before. */
  readonly choicesBefore: number;
  /** How many runs it took to find it, or were made in all. */
  readonly runs: number;
  /** How many runs shrinking took. */
  readonly shrinkRuns: number;
  /** How many different schedules these runs were. */
  readonly distinct: number;
  /** How many runs were broken off since they could show nothing new. */
  readonly pruned: number;
  /** Whether all schedules were tried that the strategy knows. */
  readonly complete: boolean;
  /** A number for the schedule of each run, in order. */
  readonly hashes: readonly number[];
  /** The failing schedule, step by step. */
  readonly trace: readonly TraceStep[];
  readonly #what: string;
  readonly #prelude: readonly string[];

  /**
   * Made by `explore`.
   *
   * @internal
   */
  constructor(explored: Explored) {
    const { found, hashes, complete, pruned, what } = explored;
    const decisions = found?.run.log.decisions ?? [];
    this.#what = what;
    this.#prelude = found?.run.log.prelude ?? [];
    this.failed = found !== undefined;
    this.kind = found?.kind;
    this.error = found?.error;
    this.seed = found && writeSeed({
      seed: found.run.seed,
      cancels: found.cancels,
      answers: decisions.map(({ chosen }) => chosen),
    });
    this.choices = decisions.map((decision, at) => ({ at, ...decision }))
      .filter(({ chosen }) => chosen > 0);
    this.choicesBefore = found?.choicesBefore ?? 0;
    this.runs = hashes.length;
    this.shrinkRuns = found?.shrinkRuns ?? 0;
    this.distinct = new Set(hashes).size;
    this.pruned = pruned;
    this.complete = complete;
    this.hashes = hashes;
    this.trace = found ? traceOf(found.run) : [];
  }

  /**
   * Fails the test that asks, if a failing schedule was found.
   *
   * @returns This report.
   * @throws {ScheduleError} With the whole report as its message and the
   * program's own error as its `cause`.
   */
  check(): this {
    if (!this.failed) return this;
    throw new ScheduleError(`${this}`, { cause: this.error });
  }

  /**
   * The report as text.
   *
   * @returns Some lines: what fails, the schedule, how to replay it.
   */
  toString(): string {
    const { runs, distinct, pruned, complete } = this;
    const all = complete ? ", which are all there are" : "";
    const off = pruned > 0 ? `, ${pruned} broken off` : "";
    const counts = `${this.#what}: ${runs} runs${off}, ${distinct} distinct ` +
      `schedules${all}`;
    if (this.kind === undefined) return `No schedule fails. ${counts}`;
    const { choices, choicesBefore, shrinkRuns } = this;
    const error = formatTraceback(this.error).split("\n").filter(isUsers);
    return [
      `A schedule fails: ${SAYS[this.kind]}`,
      ...error.map((line) => `  ${line}`),
      `${counts}; shrunk from ${choicesBefore} to ${choices.length} choices ` +
      `in ${shrinkRuns} runs`,
      printTrace(this.trace, this.#prelude),
      `Replay it with: replay(program, "${this.seed}")`,
    ].join("\n");
  }
}

/** Whether a line of a stack is no frame, or one of the user's. */
function isUsers(line: string): boolean {
  // Cancels are explored in debug, which shows all frames.
  return !/^\s+at /.test(line) || framesAbove(line).length > 0;
}

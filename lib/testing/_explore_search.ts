/**
 * One exploration: from the first run to the shrunk failure.
 */

import { ListedChoices } from "./choices.ts";
import type { Strategy } from "./_choices_strategy.ts";
import { divergence } from "./_explore_divergence.ts";
import {
  type Program,
  type Run,
  runOnce,
  type RunSettings,
} from "./_explore_run.ts";
import type { Explored, Found } from "./_explore_found.ts";
import { ExploreReport } from "./explore_report.ts";
import { shrink } from "./_shrink.ts";

/** Real milliseconds in which a hang may turn out to wait for the outside. */
const PATIENCE = 25;

/** How an exploration goes. */
export interface ExplorationSettings
  extends Omit<RunSettings, "explain" | "patience"> {
  /** For the report. */
  readonly what: string;
  readonly strategy: Strategy;
  readonly runs: number;
  readonly shrinkRuns: number;
}

/** The exploration. */
export class Exploration {
  readonly #program: Program;
  readonly #settings: ExplorationSettings;
  readonly #hashes: number[] = [];
  #pruned = 0;
  #complete = false;

  constructor(program: Program, settings: ExplorationSettings) {
    this.#program = program;
    this.#settings = settings;
  }

  /** Tries schedules until one fails or all are tried. */
  async search(): Promise<ExploreReport> {
    // Leave the step of whoever called.
    await undefined;
    const { strategy, runs } = this.#settings;
    while (this.#hashes.length < runs) {
      const attempt = strategy.next();
      if (attempt === undefined) {
        this.#complete = true;
        break;
      }
      const first = this.#hashes.length === 0;
      const run = await runOnce(this.#program, attempt, {
        ...this.#settings,
        explain: false,
        patience: first ? PATIENCE : 0,
      });
      strategy.ended(run.log.decisions);
      if (run.redundant) this.#pruned++;
      else this.#hashes.push(run.log.hash);
      if (run.failure !== undefined) return this.#report(await this.#look(run));
      // A program that always fails is caught above, one that differs here.
      const found = first ? await this.#confirm(run) : undefined;
      if (found !== undefined) return this.#report(found);
    }
    return this.#report(undefined);
  }

  /** Tells one run again, from its decisions. */
  async again(
    seed: number,
    answers: readonly number[],
  ): Promise<ExploreReport> {
    await undefined;
    const run = await this.#play(seed, answers, { patience: PATIENCE });
    this.#hashes.push(run.log.hash);
    if (run.failure === undefined) {
      return this.#report(await this.#confirm(run));
    }
    return this.#report(await this.#look(run));
  }

  #report(found: Found | undefined): ExploreReport {
    const explored: Explored = {
      what: this.#settings.what,
      hashes: this.#hashes,
      complete: this.#complete,
      pruned: this.#pruned,
      found,
    };
    return new ExploreReport(explored);
  }

  /** Looks closer at a failing run. */
  async #look(run: Run): Promise<Found> {
    const { seed, failure } = run, before = answersOf(run);
    if (failure!.kind === "uncontrolled") return this.#as(run, failure!.error);
    const differs = await this.#confirm(run) ?? await this.#confirm(run);
    if (differs !== undefined) return differs;
    const { answers, runs } = await shrink(before, async (candidate) => {
      const tried = await this.#play(seed, candidate);
      return sameFailure(tried, run) ? answersOf(tried) : undefined;
    }, this.#settings.shrinkRuns);
    const told = await this.#play(seed, answers, { explain: true });
    // Without the places, which change the text of errors.
    const plain = await this.#play(seed, answers);
    const hangs = failure!.kind === "hang";
    const last = (hangs ? told : plain).failure ?? failure!;
    return {
      run: told,
      kind: last.kind,
      error: last.error,
      cancels: this.#settings.cancels,
      choicesBefore: before.filter((answer) => answer !== 0).length,
      shrinkRuns: runs,
    };
  }

  /** Runs it once more; gives what differs as a failure. */
  async #confirm(run: Run): Promise<Found | undefined> {
    // A hang may wait for the outside, which takes time.
    const patience = run.failure?.kind === "hang" ? PATIENCE : 0;
    const again = await this.#play(run.seed, answersOf(run), { patience });
    const error = divergence(run, again);
    return error && this.#as(run, error);
  }

  #as(run: Run, error: unknown): Found {
    return {
      run,
      kind: "uncontrolled",
      error,
      cancels: this.#settings.cancels,
      choicesBefore: 0,
      shrinkRuns: 0,
    };
  }

  #play(
    seed: number,
    answers: readonly number[],
    more: Partial<RunSettings> = {},
  ): Promise<Run> {
    const attempt = { seed, choices: new ListedChoices(answers) };
    return runOnce(this.#program, attempt, {
      ...this.#settings,
      prune: false,
      explain: false,
      patience: 0,
      ...more,
    });
  }
}

function answersOf({ log }: Run): number[] {
  return log.decisions.map(({ chosen }) => chosen);
}

/** Whether two runs fail alike: messages may tell other numbers. */
function sameFailure(a: Run, b: Run): boolean {
  return a.failure?.kind === b.failure?.kind &&
    nameOf(a.failure?.error) === nameOf(b.failure?.error);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

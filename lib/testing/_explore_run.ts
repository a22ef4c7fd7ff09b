/**
 * One run of a program under one schedule.
 */

import { Task } from "../coroutine/task.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { nameOf } from "../errors/describe.ts";
import { Future } from "../future/future.ts";
import { isGenerator, startGenerator } from "../loop/driver.ts";
import type { ErrorReport } from "../loop/reports.ts";
import { takeOver } from "./_ambient.ts";
import type { Attempt } from "./_choices_strategy.ts";
import { hangError, wokenError } from "./_explore_hang.ts";
import { watchCore } from "./_explore_watch.ts";
import { afterReal, hostTurn } from "./_host.ts";
import { Schedule, type ScheduleLimits } from "./_schedule.ts";
import { ScheduleClock, ScheduleLoop } from "./_schedule_loop.ts";
import { ScheduleLog } from "./_schedule_log.ts";
import { World } from "./explore_world.ts";

/** What is explored: a coroutine function, an async function or a plain one. */
export type Program = (world: World) => unknown;

/** How a run went wrong. */
export type FailureKind =
  | "error"
  | "unobserved"
  | "callback"
  | "invariant"
  | "end"
  | "hang"
  | "endless"
  | "uncontrolled";

/** What went wrong in a run. */
export interface Failure {
  readonly kind: FailureKind;
  readonly error: unknown;
}

/** How runs are made. */
export interface RunSettings extends ScheduleLimits {
  readonly prune: boolean;
  /** Whether it is looked where everybody is. */
  readonly explain: boolean;
  /** Real milliseconds to wait for the outside before a hang is one. */
  readonly patience: number;
}

/** What came of a run. */
export interface Run {
  readonly seed: number;
  readonly log: ScheduleLog;
  readonly failure: Failure | undefined;
  /** Whether it was broken off as another has shown the same. */
  readonly redundant: boolean;
}

/** Runs a program once. */
export async function runOnce(
  program: Program,
  attempt: Attempt,
  settings: RunSettings,
): Promise<Run> {
  const run = new Running(program, attempt, settings);
  try {
    // Not awaited: the caller's frames would follow those of each error.
    await new Promise<void>((done, fail) => {
      run.drive().then(() => done(), (error) => fail(error));
    });
    const { log, redundant } = run.schedule;
    return { seed: attempt.seed, log, failure: run.failure, redundant };
  } finally {
    run[Symbol.dispose]();
  }
}

class Running implements Disposable {
  readonly schedule: Schedule;
  failure: Failure | undefined;
  readonly #settings: RunSettings;
  readonly #program: Program;
  readonly #clock = new ScheduleClock();
  readonly #loop: ScheduleLoop;
  readonly #world: World;
  readonly #ends: (() => void)[] = [];
  #main: Future<unknown> | undefined;

  constructor(program: Program, attempt: Attempt, settings: RunSettings) {
    const { prune, explain, cancels } = settings;
    this.#settings = settings;
    this.#program = program;
    const log = new ScheduleLog({
      touches: prune,
      places: explain,
      now: () => this.#clock.now(),
    });
    const schedule = new Schedule(attempt.choices, settings, log);
    this.schedule = schedule;
    // In debug the core tells what is made and settled.
    const debug = prune || explain || cancels > 0;
    this.#loop = new ScheduleLoop(this.#clock, schedule, debug);
    if (debug) this.#ends.push(watchCore(schedule, this.#loop, explain));
    this.#world = new World(this.#loop, schedule, attempt.seed, prune);
    this.#listen();
  }

  /** Runs it to its end, from rest to rest. */
  async drive(): Promise<void> {
    const { schedule } = this;
    this.#takeOverIfAsync();
    this.#main = this.#loop._within(() => this.#begin());
    while (await this.#atRest()) {
      schedule.atRest();
      if (schedule.waiting) continue;
      if (this.#clock.jump()) continue;
      if (await this.#wokenFromOutside()) break;
      this.#fail("hang", hangError(schedule.tasks, this.#main));
    }
    this.#end();
  }

  [Symbol.dispose](): void {
    this.schedule.stopped = true;
    this.#loop.debug = false;
    for (const end of this.#ends) end();
  }

  #listen(): void {
    const { schedule } = this, loop = this.#loop;
    const { _invariants } = this.#world;
    loop.random = () => this.#world.random();
    loop.onError = ({ error }: ErrorReport) => this.#fail("callback", error);
    loop.onUnobserved = ({ error }) => this.#fail("unobserved", error);
    schedule.over = () => this.#main?.done ?? false;
    schedule.afterStep = () => this.#check("invariant", _invariants);
    schedule.endless = () => {
      const { maxSteps } = this.#settings;
      this.#fail("endless", new Error(`no end after ${maxSteps} steps`));
    };
  }

  #takeOverIfAsync(): void {
    const kind = Object.prototype.toString.call(this.#program);
    if (kind === "[object AsyncFunction]") {
      this.#ends.push(takeOver(this.#loop));
    }
  }

  #begin(): Future<unknown> {
    const program = this.#program;
    let made: unknown;
    try {
      made = program(this.#world);
    } catch (error) {
      return Future.reject(error);
    }
    if (isGenerator(made)) {
      made = startGenerator(made, nameOf(program) || "main");
    }
    if (made instanceof Task) this.schedule.tasks.add(made);
    return made instanceof Promise ? followed(made) : Future.resolve(made);
  }

  /** Lets all run that can; `false` when the run is over. */
  async #atRest(): Promise<boolean> {
    const { schedule } = this;
    do {
      // Promises of the host have their say, also those that wake the loop.
      await hostTurn();
    } while (schedule.waiting);
    schedule.endStep();
    if (this.failure !== undefined || schedule.stopped) return false;
    if (this.#main!.done) return false;
    this.#loop.runChecks();
    return this.failure === undefined;
  }

  #end(): void {
    const main = this.#main!;
    if (this.failure !== undefined || this.schedule.stopped) return;
    let error: { error: unknown } | undefined;
    try {
      if (main.done) main.result();
    } catch (thrown) {
      error = { error: thrown };
    }
    this.#loop.runChecks();
    const cancelled = error?.error instanceof CancelledError &&
      this.schedule.log.steps.some(({ cancel }) => cancel);
    if (error !== undefined && !cancelled) this.#fail("error", error.error);
    this.#check("end", this.#world._atEnd);
  }

  /** Whether something goes on after all, which can only come from outside. */
  async #wokenFromOutside(): Promise<boolean> {
    const { patience } = this.#settings, { schedule } = this;
    if (patience === 0) return false;
    const { steps, names } = schedule.log, before = steps.length;
    await new Promise<void>((done) => void afterReal(patience, done));
    if (!schedule.waiting && !this.#main!.done) return false;
    // The loop may have run it by now.
    const first = steps[before]?.entry ?? [...schedule][0];
    this.#fail("uncontrolled", wokenError(first && names.of(first)));
    return true;
  }

  #check(kind: FailureKind, checks: readonly (() => unknown)[]): void {
    for (const check of checks) {
      try {
        check();
      } catch (error) {
        this.#fail(kind, error);
      }
    }
  }

  /** The first failure counts, and ends the run. */
  #fail(kind: FailureKind, error: unknown): void {
    this.failure ??= { kind, error };
    this.schedule.stopped = true;
  }
}

/** The Future of a native promise, whose error is looked at whenever it comes. */
function followed(promise: Promise<unknown>): Future<unknown> {
  const main = new Future<unknown>({ name: "main" });
  promise.then(
    (value) => main.setResult(value),
    (error) => {
      main.setError(error);
      main.error(); // it is looked at, whenever that is
    },
  );
  return main;
}

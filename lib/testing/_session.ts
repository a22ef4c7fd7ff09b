/**
 * Runs one main function on a loop of its own, and sees to it that nothing
 * that went wrong there is missed.
 */

import { type Context, running } from "../context/running.ts";
import { snapshot } from "../context/snapshot.ts";
import "../coroutine/spawn.ts";
import { Task } from "../coroutine/task.ts";
import { DeadlockError } from "../errors/deadlock_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { isGenerator, startGenerator } from "../loop/driver.ts";
import { nameOf } from "../errors/describe.ts";
import type { Handle } from "../loop/handle.ts";
import type { Main } from "../loop/run.ts";
import type { Ready } from "../loop/ring.ts";
import { takeOver } from "./_ambient.ts";
import { liveOn } from "./_census.ts";
import { afterReal, hostTurn } from "./_host.ts";
import { tellWaits, waitsOf } from "./_waits.ts";
import { WatchedLoop } from "./_watched_loop.ts";
import { type ObservedErrors, observeErrors } from "./observe_errors.ts";
import type { VirtualClock } from "./virtual_clock.ts";

/** How a session is run. */
export interface SessionOptions {
  /** In messages. */
  readonly name: string;
  /** None for the host's own time. */
  readonly clock: VirtualClock | undefined;
  readonly timeout: number;
  readonly realTimeout: number;
  readonly debug: boolean;
  readonly ready?: Ready | undefined;
}

/** Real milliseconds that the cleanup after a timeout may take. */
const CLEANUP = 1000;

/** Host turns in which the last reports come. */
const LAST_REPORTS = 6;

/** One run. Closing it stops its records. */
export class Session<T> {
  readonly loop: WatchedLoop;
  readonly #options: SessionOptions;
  readonly #ends: (() => void)[] = [];
  #started: unknown;
  #told: ObservedErrors | undefined;
  /** Calls off the run: the first reason counts. */
  #stop: (error: Error) => void = () => {};
  /** Called when nothing can run any more. */
  #stuck: () => void = () => this.#foundStuck();
  /** The context around, before and after. */
  readonly around: { before: Context; by: { _context: Context } };

  constructor(options: SessionOptions) {
    const { clock, debug, ready } = options;
    this.#options = options;
    this.loop = new WatchedLoop(
      { debug, ...clock && { clock } },
      () => clock?._stir(),
      ready,
    );
    this.around = { before: running.by._context, by: running.by };
  }

  /** The tasks that have not ended; in debug only. */
  get live(): readonly Task<unknown>[] {
    return this.#options.debug ? liveOn(this.loop) : [];
  }

  /**
   * Runs the main function to its end.
   *
   * @returns Its value; and, in order, all errors, of which the first is to be
   * thrown.
   */
  async run(main: Main<T>): Promise<{ value?: T; errors: unknown[] }> {
    const here = snapshot(), { loop } = this;
    // From here on the caller's task, if one called, does not run.
    await undefined;
    const told = this.#told = observeErrors(loop);
    const stopped = new Promise<Error>((stop) => this.#stop = stop);
    this.#watchTime();
    this.#takeOverIfAsync(main);
    const ending = here(() => loop.run(() => this.#started = begin(main)))
      .then((value) => ({ value }), (error: unknown) => ({ error }));
    const end = await Promise.race([ending, stopped]);
    const result = end instanceof Error
      ? { error: await this.#callOff(end, ending) }
      : end;
    await this.#rest();
    const errors = [...told.errors, ...told.unobserved].map(({ error }) =>
      error
    );
    if ("error" in result) return { errors: merged(result.error, errors) };
    return { value: result.value as T, errors: [...new Set(errors)] };
  }

  /** Errors and the places of `debug` are not recorded any more. */
  close(): void {
    this.#told?.[Symbol.dispose]();
    this.loop.debug = false;
  }

  /** Sets the limits, and has the clock go by itself. */
  #watchTime(): void {
    const { name, clock, timeout, realTimeout } = this.#options;
    const late = (ms: number, kind: string) => {
      const text = `${name} did not end within ${ms} ms${kind}`;
      this.#stop(new TimeoutError(text, { deadline: this.loop.time() }));
    };
    const kind = clock === undefined ? "" : " of virtual time";
    const alarm: Handle = this.loop.callLater(timeout, late, timeout, kind);
    this.#ends.push(
      () => alarm.cancel(),
      afterReal(realTimeout, () => late(realTimeout, " of real time")),
    );
    if (clock === undefined) return;
    const { autojump } = clock;
    clock._stuck = () => this.#stuck();
    clock._outside = () => this.#outside;
    clock.autojump = true;
    this.#ends.push(() => {
      clock.autojump = autojump;
      clock._stuck = undefined;
      clock._outside = () => false;
    });
  }

  #takeOverIfAsync(main: Main<T>): void {
    const kind = Object.prototype.toString.call(main);
    if (kind === "[object AsyncFunction]") this.#ends.push(takeOver(this.loop));
  }

  #foundStuck(): void {
    // A promise may still be settled from outside: then the real limit holds.
    if (this.#outside) return;
    this.#stop(
      new DeadlockError(
        `${this.#options.name} can never end: no work is left that could run, ` +
          "and no timer. If something outside of the loop is to end it, hold " +
          "the clock meanwhile: using _ = clock.hold()",
      ),
    );
  }

  /** Whether something is waited for that is not of this loop. */
  get #outside(): boolean {
    return this.loop._rest.foreign > 0;
  }

  /** Cancels all that is left, and says where it waited. */
  async #callOff(error: Error, ending: Promise<unknown>): Promise<Error> {
    const tasks = !this.#options.debug
      ? [this.#started].filter(isTask)
      : this.live;
    const waits = waitsOf(tasks);
    const stuck = new Promise<void>((done) => this.#stuck = done);
    for (const task of [...tasks]) task.cancel(error);
    // The body may catch the cancel and hang again.
    if (tasks.length > 0) {
      let giveUp = () => {};
      const late = new Promise<void>((done) =>
        giveUp = afterReal(CLEANUP, done)
      );
      await Promise.race([
        Promise.all([ending, ...tasks.map(end)]),
        stuck,
        late,
      ]);
      giveUp();
    }
    error.message += tellWaits(waits) || this.#tellMain();
    return withoutStack(error);
  }

  /** What can be said of a main function that is no task. */
  #tellMain(): string {
    const started = this.#started;
    if (isTask(started)) return "";
    return "\n  the main function waits for a native promise, whose line " +
      "nobody can tell. Write it as a coroutine, function*, to see it";
  }

  /**
   * Time stands still from now on; what happened meanwhile is told. A task that
   * never rests must not keep the run from ending, so turns are counted.
   */
  async #rest(): Promise<void> {
    for (const end of this.#ends.reverse()) end();
    for (let i = 0; i < LAST_REPORTS; i++) await hostTurn();
  }
}

/** Starts a main function so that its task is known. */
function begin<T>(main: Main<T>): PromiseLike<T> | T {
  const made = main();
  return isGenerator(made)
    ? startGenerator(made, nameOf(main)) as PromiseLike<T>
    : made as PromiseLike<T> | T;
}

function isTask(value: unknown): value is Task<unknown> {
  return value instanceof Task;
}

/** The end of a task, without looking at its error: that is reported. */
function end(task: Task<unknown>): Promise<unknown> {
  return new Promise((done) => task.addDoneCallback(() => done(undefined)));
}

/** The main function's error first; the same error is not told twice. */
function merged(first: unknown, others: readonly unknown[]): unknown[] {
  return [...new Set([first, ...others])];
}

/** Where the limits are kept tells the user nothing: the message says all. */
function withoutStack(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

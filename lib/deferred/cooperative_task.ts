import { CancelledError } from "../errors/cancelled_error.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Deferred } from "./deferred.ts";
import { Failure, hasFailed } from "./failure.ts";
import { startChild } from "./inline.ts";
import { cancelledError } from "./state_errors.ts";
import { disown } from "./unhandled.ts";
import { ofOne } from "./yieldables.ts";

/**
 * Who gives a {@linkcode CooperativeTask} its steps.
 *
 * @internal
 */
export interface Turns {
  /** The task wants steps. @internal */
  _enter(task: CooperativeTask<unknown>): void;
  /** The task wants none, for now or for ever. @internal */
  _leave(task: CooperativeTask<unknown>, ended: boolean): void;
}

type State = "running" | "done" | "failed" | "stopped";

/**
 * An iterator that is run step by step, in turns with others.
 *
 * It is made by a `Cooperator`. Of what the iterator yields only what can be
 * waited for matters: a Deferred, a promise, a generator; the next step comes
 * when that is done. After Twisted.
 *
 * @typeParam I The type of the iterator.
 *
 * @example
 * ```ts
 * import { cooperate } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: number[] = [];
 * const task = cooperate(function* () {
 *   for (let i = 0; i < 3; i++) yield log.push(i);
 * }());
 * await new Promise((done) => task.whenDone().addCallback(done));
 * assertEquals(log, [0, 1, 2]);
 * ```
 */
export class CooperativeTask<I> {
  readonly #iterator: I & Iterator<unknown>;
  readonly #turns: Turns;
  #state: State = "running";
  #pauses = 0;
  #stepping = false;
  #outcome: unknown;
  #waiting: Deferred<I>[] = [];
  /** A failure that nobody asked for yet: it reports itself. */
  #unasked: Deferred<never> | undefined;
  #awaited: Deferred<unknown> | undefined;

  /** Made by a `Cooperator`. @internal */
  constructor(iterator: I & Iterator<unknown>, turns: Turns) {
    this.#iterator = iterator;
    this.#turns = turns;
  }

  /**
   * A new Deferred of the end, each time.
   *
   * @returns It fires with the iterator when that is exhausted; with what the
   * iterator threw, or what it waited for failed with; or, if the task was
   * stopped, with {@linkcode CancelledError}. Cancelling it cancels nothing
   * else.
   */
  whenDone(): Deferred<I> {
    const deferred = new Deferred<I>();
    if (this.#state === "running") this.#waiting.push(deferred);
    else {
      this.#unasked?.addErrback(() => {});
      deferred._fire(this.#outcome);
    }
    return deferred;
  }

  /**
   * Holds the steps, until each `pause()` is taken back by a `resume()`.
   *
   * @throws {InvalidStateError} If the task has ended.
   */
  pause(): void {
    this.#check("pause");
    if (this.#pauses++ === 0) this.#turns._leave(this, false);
  }

  /**
   * Takes one `pause()` back.
   *
   * @throws {InvalidStateError} If the task has ended or is not paused.
   */
  resume(): void {
    this.#check("resume");
    const own = this.#awaited === undefined ? 0 : 1;
    if (this.#pauses === own) {
      throw new InvalidStateError(
        "Cannot resume a cooperative task that is not paused: each resume() " +
          "takes back one pause()",
      );
    }
    this.#go();
  }

  /**
   * Ends the task: {@linkcode CancelledError} is thrown into the iterator, so
   * that its `finally` runs, and what it waited for is cancelled.
   *
   * @param reason Why; the error carries it.
   * @throws {InvalidStateError} If the task has ended.
   */
  stop(reason?: unknown): void {
    this.#check("stop");
    const error = cancelledError("A cooperative task", reason);
    if (!this.#stepping) this.#end("stopped", this.#close(error));
    // Its own step stops it: the iterator cannot be thrown into until that
    // has returned.
    else this.#outcome = error;
    this.#awaited?.cancel(reason);
  }

  /** One step. @internal */
  _step(): void {
    let step: IteratorResult<unknown>;
    this.#stepping = true;
    try {
      step = this.#iterator.next();
    } catch (error) {
      return this.#end("failed", new Failure(error));
    } finally {
      this.#stepping = false;
    }
    const stop = this.#outcome;
    if (step.done) this.#end("done", this.#iterator);
    else if (stop instanceof CancelledError) {
      this.#end("stopped", this.#close(stop));
    } else this.#await(step.value);
  }

  /** Ends a task that gets no steps any more. @internal */
  _fail(error: unknown): void {
    this.#end("failed", new Failure(error));
  }

  #await(given: unknown): void {
    let deferred: Deferred<unknown> | undefined;
    try {
      deferred = ofOne(given)?.(startChild);
    } catch (error) {
      return this.#end("failed", new Failure(error));
    }
    if (deferred === undefined) return;
    this.#awaited = deferred;
    this.pause();
    deferred.addCallbacks(
      () => {
        this.#awaited = undefined;
        if (this.#state === "running") this.#go();
      },
      (failure) => {
        if (this.#state === "running") {
          this.#end("failed", this.#close(failure.value));
        } else disown(failure, this, "a cooperative task");
      },
    );
  }

  #go(): void {
    if (--this.#pauses === 0) this.#turns._enter(this);
  }

  /** Ends the iterator with an error; gives what comes of it. */
  #close(error: unknown): Failure {
    try {
      this.#iterator.throw?.(error);
    } catch (thrown) {
      return new Failure(thrown);
    }
    return new Failure(error);
  }

  #end(state: State, outcome: unknown): void {
    this.#state = state;
    this.#outcome = outcome;
    this.#turns._leave(this, true);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const deferred of waiting) {
      if (!deferred.called) deferred._fire(outcome);
    }
    if (waiting.length > 0 || !(hasFailed(outcome))) return;
    this.#unasked = new Deferred<never>();
    this.#unasked._fire(outcome);
  }

  #check(call: string): void {
    if (this.#state === "running") return;
    throw new InvalidStateError(
      `Cannot ${call} a cooperative task: it is ${this.#state} already`,
    );
  }
}

import { checkTime } from "../errors/check.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import type { Handle } from "../loop/handle.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { CooperativeTask, type Turns } from "./cooperative_task.ts";
import type { Deferred } from "./deferred.ts";

export { CooperativeTask };

/** Options of a {@linkcode Cooperator}. */
export interface CooperatorOptions {
  /** Milliseconds of steps before the loop's turn: 10. */
  slice?: number;
  /** Whether steps are taken from the beginning: `true` by default. */
  started?: boolean;
}

/**
 * Steps in one turn of the loop, for a clock that stands still. Turns are cheap
 * and follow each other, so this need not be many.
 */
const MOST_STEPS = 64;

/**
 * Runs iterators step by step, in turns, in slices of time: for long work that
 * must not hold the loop. After Twisted.
 *
 * @example
 * ```ts
 * import { Cooperator } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [], cooperator = new Cooperator();
 * function* work(name: string) {
 *   for (let i = 0; i < 2; i++) yield log.push(name);
 * }
 * cooperator.cooperate(work("a"));
 * const last = cooperator.coiterate(work("b"));
 * await new Promise((done) => last.addCallback(done));
 * assertEquals(log, ["a", "b", "a", "b"]);
 * ```
 */
export class Cooperator implements Turns {
  readonly #loop: IOLoop = IOLoop.current();
  readonly #slice: number;
  /** Those that want a step. A set may change while a round goes over it. */
  readonly #ready: Set<CooperativeTask<unknown>> = new Set();
  readonly #all: Set<CooperativeTask<unknown>> = new Set();
  #state: "new" | "running" | "stopped";
  #tick: Handle | undefined;
  #round: Iterator<CooperativeTask<unknown>> = this.#ready.values();

  /**
   * Makes a Cooperator for the current loop.
   *
   * @param options The slice, and whether to start at once.
   * @throws {TypeError} If the slice is no number.
   * @throws {RangeError} If the slice is NaN.
   */
  constructor(options: CooperatorOptions = {}) {
    const { slice = 10, started = true } = options;
    this.#slice = checkTime(slice, "make a Cooperator with slice");
    this.#state = started ? "running" : "new";
  }

  /** Whether steps are taken. */
  get running(): boolean {
    return this.#state === "running";
  }

  /**
   * Adds an iterator to those in turn.
   *
   * @param iterator The iterator, or a generator.
   * @returns Its task. With a stopped Cooperator it has failed with
   * {@linkcode ClosedError}.
   * @throws {TypeError} If it is no iterator.
   */
  cooperate<I extends Iterator<unknown>>(iterator: I): CooperativeTask<I> {
    if (typeof (iterator as Partial<I> | null)?.next !== "function") {
      throw new TypeError(
        `Cannot cooperate with ${describe(iterator)}: expected an iterator. ` +
          "Of an array take array.values(), call a generator function",
      );
    }
    const task = new CooperativeTask(iterator, this);
    this.#all.add(task);
    if (this.#state !== "stopped") this._enter(task);
    else {
      task._fail(
        new ClosedError("Cannot cooperate: the Cooperator was stopped"),
      );
    }
    return task;
  }

  /**
   * Adds an iterator, for those who only want its end.
   *
   * @param iterator The iterator, or a generator.
   * @returns A Deferred that fires with the iterator when it is exhausted.
   * Cancelling it does not stop the iterator: for that there is the task.
   * @throws {TypeError} If it is no iterator.
   */
  coiterate<I extends Iterator<unknown>>(iterator: I): Deferred<I> {
    return this.cooperate(iterator).whenDone();
  }

  /** Begins the steps, or begins them again after `stop()`. */
  start(): void {
    this.#state = "running";
    this.#plan();
  }

  /** Stops all tasks, as their own `stop()` does. */
  stop(): void {
    this.#state = "stopped";
    for (const task of this.#all) task.stop("the Cooperator was stopped");
  }

  /** @internal */
  _enter(task: CooperativeTask<unknown>): void {
    this.#ready.add(task);
    this.#plan();
  }

  /** @internal */
  _leave(task: CooperativeTask<unknown>, ended: boolean): void {
    this.#ready.delete(task);
    if (ended) this.#all.delete(task);
  }

  #plan(): void {
    if (!this.running || this.#ready.size === 0) return;
    this.#tick ??= this.#loop.addCallback(() => this.#run());
  }

  /** The next in turn, round after round. */
  #next(): CooperativeTask<unknown> | undefined {
    const step = this.#round.next();
    if (!step.done) return step.value;
    this.#round = this.#ready.values();
    return this.#round.next().value;
  }

  #run(): void {
    const end = this.#loop.time() + this.#slice;
    let left = MOST_STEPS;
    do {
      const task = this.#next();
      if (task === undefined) break;
      task._step();
    } while (--left > 0 && this.running && this.#loop.time() < end);
    this.#tick = undefined;
    this.#plan();
  }
}

/** The Cooperator of each loop, for those who do not make one. */
const shared: WeakMap<IOLoop, Cooperator> = new WeakMap();

/**
 * Adds an iterator to those that the current loop runs in turns.
 *
 * @param iterator The iterator, or a generator.
 * @returns Its task.
 * @throws {TypeError} If it is no iterator.
 *
 * @example
 * ```ts
 * import { cooperate } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * let sum = 0;
 * const task = cooperate(function* () {
 *   for (let i = 1; i <= 1000; i++) yield sum += i;
 * }());
 * await new Promise((done) => task.whenDone().addCallback(done));
 * assertEquals(sum, 500_500);
 * ```
 */
export function cooperate<I extends Iterator<unknown>>(
  iterator: I,
): CooperativeTask<I> {
  const loop = IOLoop.current();
  let cooperator = shared.get(loop);
  if (cooperator === undefined) {
    cooperator = new Cooperator();
    shared.set(loop, cooperator);
  }
  return cooperator.cooperate(iterator);
}

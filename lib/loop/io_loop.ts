import { checkFunction, checkFuture, checkTime } from "../errors/check.ts";
import { type Holder, rehome, running as slot } from "../context/running.ts";
import type { Clock } from "./clock.ts";
import { Handle } from "./handle.ts";
import { HostClock, localStorageOfWork } from "./_host.ts";
import {
  type ErrorReport,
  ignore,
  reportError,
  reportSlow,
  type SlowReport,
} from "./reports.ts";
import type { DeadlockMode } from "./rest.ts";
import { type Ready, Ring } from "./ring.ts";
import { drive, type Main, type RunOptions } from "./run.ts";
import type { Settles } from "./runnable.ts";
import { Turns } from "./turns.ts";

/** A name of this module: an import is loaded anew at each use. */
const running = slot;

/** Options of an {@linkcode IOLoop}; most are properties too. */
export interface IOLoopOptions {
  /** Where the loop reads the time; the host's monotonic clock by default. */
  clock?: Clock;
  /** Records where things are made, settled and cancelled. Costs time. */
  debug?: boolean;
  /** Milliseconds that a cancelled task has for its cleanup: 1000. */
  grace?: number;
  /** Carries the host's `AsyncLocalStorage` through waits. Costs time. */
  asyncLocals?: boolean;
}

/**
 * One thread, one loop: runs callbacks and timers in turns.
 *
 * A turn runs what was queued before it, then the timers that are due; what
 * they add is for the next turn. Turns follow each other in one microtask, so
 * that a chain of a thousand steps costs the host one event; after 8 ms the
 * loop lets the host's own timers and I/O go first. An idle loop makes no
 * turns at all. After Tornado's IOLoop and asyncio's event loop.
 *
 * @example
 * ```ts
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const loop = IOLoop.current(), log: string[] = [];
 * loop.callLater(1, () => log.push("timer"));
 * loop.addCallback(() => log.push("callback"));
 * await new Promise((done) => loop.callLater(5, done, undefined));
 * assertEquals(log, ["callback", "timer"]);
 * ```
 */
export class IOLoop extends Turns {
  /** Told of a callback, timer, done-callback or `onCancel` that threw. */
  onError: (report: ErrorReport) => void = reportError;
  /** Told of a failed Future or Task that nobody looked at. */
  onUnobserved: (report: ErrorReport) => void = reportError;
  /** Told, with the same report, when such a one is looked at after all. */
  onObservedLate: (report: ErrorReport) => void = ignore;
  /** Told of a step that ran longer than the threshold; warns by default. */
  onSlowCallback: (report: SlowReport) => void = reportSlow;
  /** Milliseconds one step may take unreported; `Infinity` measures none. */
  slowCallbackThreshold: number = Infinity;
  /** Milliseconds that a cancelled task has for its cleanup. */
  grace: number;
  /** Where jitter takes its chance from: numbers from 0, below 1. */
  random: () => number = Math.random;
  /**
   * What happens when the main of a `run` waits in a circle and nothing else
   * can go on: it is rejected, or reported to `onError`, or left to hang.
   */
  deadlock: DeadlockMode = "reject";
  /** The host's values of where they began to be carried. */
  #hostRoot: (<R>(fn: () => R) => R) | undefined;
  #debug = false;

  /**
   * Makes a loop. Most programs use {@linkcode IOLoop.current} instead.
   *
   * @param options Its clock and modes.
   * @param ready Internal: the ready queue. An explorer of schedules brings
   * its own.
   * @throws {RangeError} If `grace` is NaN.
   */
  constructor(options: IOLoopOptions = {}, ready: Ready = new Ring()) {
    super(options.clock ?? new HostClock(), ready);
    this.grace = checkTime(options.grace ?? 1000, "make an IOLoop with grace");
    this.debug = options.debug ?? false;
    this.asyncLocals = options.asyncLocals ?? false;
  }

  /**
   * The loop on which the calling code runs: the realm's own, if nothing said
   * otherwise.
   *
   * @returns The loop.
   */
  static current(): IOLoop {
    return running.by._context.home as IOLoop;
  }

  /** Whether places are recorded and all frames shown. Costs time. */
  get debug(): boolean {
    return this.#debug;
  }

  set debug(on: boolean) {
    this.#debug = on;
    // Ten frames cut a chain of generators off, each level of which takes two.
    if (on && Error.stackTraceLimit < 50) Error.stackTraceLimit = 50;
    if (on) debugged.add(this);
    else debugged.delete(this);
    running.debug = debugged.size > 0;
  }

  /**
   * Whether the host's `AsyncLocalStorage` is carried: all that is handed over
   * from now on sees the values that were current then, and a task its own at
   * each step. Stays `false` where the host has no such storage. What is
   * detached sees the values that were current when this was first set.
   */
  get asyncLocals(): boolean {
    return this._carried.on;
  }

  set asyncLocals(on: boolean) {
    this._carried.on = on && localStorageOfWork() !== undefined;
    if (!this._carried.on) return;
    running.aside = true;
    this.#hostRoot ??= localStorageOfWork()!.snapshot();
  }

  /** @internal */
  _hostContext(root: boolean): (<R>(fn: () => R) => R) | undefined {
    if (!this._carried.on) return undefined;
    return root ? this.#hostRoot : localStorageOfWork()!.snapshot();
  }

  /**
   * The time on the loop's clock.
   *
   * @returns Milliseconds on a scale that never runs backwards.
   */
  time(): number {
    return this._clock.now();
  }

  /**
   * Runs a function in a turn of the loop, never inside this call, in the
   * order of adding and in the context that is current now.
   *
   * @param fn The function.
   * @param args Its arguments.
   * @returns A handle that can take it back.
   * @throws {TypeError} If `fn` is no function.
   */
  addCallback<A extends unknown[]>(
    fn: (...args: A) => unknown,
    ...args: A
  ): Handle {
    checkFunction(fn, "addCallback(fn)");
    const handle = this.#handle(fn, args);
    this._enqueue(handle);
    return handle;
  }

  /**
   * Runs a function on the loop, without the context of the caller: nobody
   * waits for it, so its errors are reported.
   *
   * @param fn The function, or coroutine function.
   * @param args Its arguments.
   * @throws {TypeError} If `fn` is no function.
   */
  spawnCallback<A extends unknown[]>(
    fn: (...args: A) => unknown,
    ...args: A
  ): void {
    checkFunction(fn, "spawnCallback(fn)");
    const make = () => new Handle(fn as never, args, this._root);
    const host = this._hostContext(true);
    this._enqueue(host === undefined ? make() : host(make));
  }

  /**
   * Runs a function after a time, not inside this call.
   *
   * @param ms Milliseconds from now; zero or less means the next turn.
   * @param fn The function.
   * @param args Its arguments.
   * @returns A handle that can take it back.
   * @throws {TypeError} If `ms` is no number or `fn` no function.
   * @throws {RangeError} If `ms` is NaN.
   */
  callLater<A extends unknown[]>(
    ms: number,
    fn: (...args: A) => unknown,
    ...args: A
  ): Handle {
    checkTime(ms, "callLater(ms, fn)");
    checkFunction(fn, "callLater(ms, fn)");
    return this.#schedule(this.time() + Math.max(0, ms), fn, args);
  }

  /**
   * Runs a function at a point on the loop's clock, not inside this call.
   * Equal times run in the order of adding.
   *
   * @param time The point, as `loop.time()` gives it.
   * @param fn The function.
   * @param args Its arguments.
   * @returns A handle that can take it back.
   * @throws {TypeError} If `time` is no number or `fn` no function.
   * @throws {RangeError} If `time` is NaN.
   */
  callAt<A extends unknown[]>(
    time: number,
    fn: (...args: A) => unknown,
    ...args: A
  ): Handle {
    checkTime(time, "callAt(time, fn)");
    checkFunction(fn, "callAt(time, fn)");
    return this.#schedule(time, fn, args);
  }

  /**
   * Calls a function on this loop with a future, once it is settled.
   *
   * @param future A Future or whatever else calls back when settled.
   * @param fn Gets the future as only argument.
   */
  addFuture<F extends Settles<F>>(
    future: F,
    fn: (future: F) => unknown,
  ): void {
    checkFuture(future, "addFuture(future, fn)");
    checkFunction(fn, "addFuture(future, fn)");
    future.addDoneCallback((settled: F) =>
      IOLoop.current() === this ? fn(settled) : this.addCallback(fn, settled)
    );
  }

  /**
   * Drives a main function on this loop to its end: a coroutine function, an
   * async function or a plain one. From Tornado's `run_sync`, which blocks;
   * here the result is a native promise.
   *
   * @param main The function; it is called at once, without arguments.
   * @param options `timeout` in milliseconds: a coroutine is cancelled then
   * and its cleanup waited for.
   * @returns A promise of what `main` returns; it rejects with the very error
   * that `main` throws, or with {@linkcode TimeoutError}.
   * @throws {TypeError} If `main` is no function.
   *
   * @example
   * ```ts
   * import { IOLoop } from "@twister/async/loop";
   * import { sleep } from "@twister/async/coroutine";
   * import { assertEquals } from "@std/assert";
   *
   * const answer = await IOLoop.current().run(function* () {
   *   yield* sleep(1);
   *   return 42;
   * });
   * assertEquals(answer, 42);
   * ```
   */
  run<T>(main: () => PromiseLike<T>, options?: RunOptions): Promise<T>;
  /**
   * The same for a generator function or a plain function.
   *
   * @param main The function.
   * @param options `timeout` in milliseconds.
   * @returns A promise of what `main` returns.
   */
  run<T>(main: Main<T>, options?: RunOptions): Promise<T>;
  run<T>(main: Main<T>, options: RunOptions = {}): Promise<T> {
    checkFunction(main, "loop.run(main)");
    if (options.timeout !== undefined) {
      checkTime(options.timeout, "loop.run(main, { timeout })");
    }
    return this._within(() => drive(this, this._rest, main, options.timeout));
  }

  /**
   * Calls a function as if from a callback of this loop.
   *
   * @internal
   */
  _within<R>(fn: () => R): R {
    const before: Holder = running.by;
    running.by = { _context: rehome(before._context, this) };
    try {
      return fn();
    } finally {
      running.by = before;
    }
  }

  #handle(fn: (...args: never[]) => unknown, args: readonly unknown[]): Handle {
    return new Handle(fn, args, rehome(running.by._context, this));
  }

  #schedule(
    time: number,
    fn: (...args: never[]) => unknown,
    args: readonly unknown[],
  ): Handle {
    const handle = this.#handle(fn, args);
    if (time !== Infinity) handle._bucket = this._at(time, handle);
    return handle;
  }
}

/** The loops whose `debug` is on: places are recorded while there is one. */
const debugged: Set<IOLoop> = new Set();

// The realm's own loop: whatever runs outside of all others runs on it.
running.by._context = new IOLoop()._root;

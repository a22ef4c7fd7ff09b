import { checkFunction, checkFuture, checkTime } from "../errors/check.ts";
import {
  Context,
  type Holder,
  rehome,
  running as slot,
} from "../context/running.ts";
import type { Clock } from "./clock.ts";
import { hopsOf, present } from "../traceback/stitch.ts";
import { Handle } from "./handle.ts";
import { HostClock, later, soon } from "./_host.ts";
import { drive, type Main, type RunOptions } from "./run.ts";
import {
  type ErrorReport,
  ignore,
  reportError,
  reportSlow,
  type SlowReport,
} from "./reports.ts";
import { type Ready, Ring } from "./ring.ts";
import { liftLimit, lowerLimit } from "../traceback/limit.ts";
import type { Runnable, Settles, Timed } from "./runnable.ts";
import { type Bucket, Timers } from "./timers.ts";

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
}

/** A flush gives way to the host's timers and I/O after so many ms. */
const LONGEST_FLUSH = 8;

/** The same, counted in entries. */
const MOST_ENTRIES = 1 << 16;

/** Entries between two looks at the clock, which cost 100 ns each. */
const MOST_BETWEEN_LOOKS = 1024;

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
export class IOLoop {
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
  /**
   * The context without variables.
   *
   * @internal
   */
  readonly _root: Context = new Context(this);
  /** Who runs what has no context of its own. */
  readonly #idle: Holder = { _context: this._root };
  readonly #ring: Ready;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #flush: () => void = () => this.#runTurns();
  readonly #rest: () => void = () => this.#lookBack();
  /** Whether a flush is under way or planned. */
  #awake = false;
  /** Whether a timer is due for certain, so that the clock must be read. */
  #due = false;
  /** How many entries of a turn that was broken off are left. */
  #left = 0;
  #turn = 0;
  #betweenLooks = 16;
  #untilLook = 16;
  /** How many entries this flush may still run. */
  #budget = 0;
  #began: number | undefined;
  #lookedAt: number | undefined;
  #debug = false;
  #resting: { entry: Runnable; turn: number }[] = [];

  /**
   * Makes a loop. Most programs use {@linkcode IOLoop.current} instead.
   *
   * @param options Its clock and modes.
   * @param ready Internal: the ready queue. An explorer of schedules brings
   * its own.
   * @throws {RangeError} If `grace` is NaN.
   */
  constructor(options: IOLoopOptions = {}, ready: Ready = new Ring()) {
    this.#ring = ready;
    this.#clock = options.clock ?? new HostClock();
    this.#timers = new Timers(this.#clock, () => {
      this.#due = true;
      if (!this.#awake) this.#flush();
    });
    this.grace = checkTime(options.grace ?? 1000, "make an IOLoop with grace");
    this.debug = options.debug ?? false;
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
   * The time on the loop's clock.
   *
   * @returns Milliseconds on a scale that never runs backwards.
   */
  time(): number {
    return this.#clock.now();
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
    this._enqueue(new Handle(fn as never, args, this._root));
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
    return this._within(() => drive(this, main, options.timeout));
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

  /**
   * Queues an entry for the next turn.
   *
   * @internal
   */
  _enqueue(entry: Runnable): void {
    this.#ring.push(entry);
    if (!this.#awake) this.#wake();
  }

  /**
   * The entries that wait for their turn.
   *
   * @internal
   */
  _queued(): Iterable<Runnable> {
    return this.#ring;
  }

  /**
   * Runs an entry at a time on the clock.
   *
   * @internal
   */
  _at(time: number, entry: Timed, now: number = this.time()): Bucket {
    const bucket = this.#timers.add(entry, time);
    if (time <= now) {
      this.#due = true;
      if (!this.#awake) this.#wake();
    }
    return bucket;
  }

  /**
   * Runs an entry when the turn has drained: after the callbacks that are
   * queued now and the microtasks behind them.
   *
   * @internal
   */
  _afterTurn(entry: Runnable): void {
    const planned = this.#resting.push({ entry, turn: this.#turn }) > 1;
    if (!planned) later(this.#rest);
  }

  /**
   * Tells a hook; one that throws itself is told to the host.
   *
   * @internal
   */
  _tell<R>(hook: (report: R) => void, report: R): void {
    const before = running.by;
    try {
      hook.call(this, report);
    } catch (error) {
      reportError({ error, source: hook, name: "a hook of the loop" });
    } finally {
      running.by = before;
    }
  }

  /**
   * Reports what an entry threw.
   *
   * @internal
   */
  _failed(error: unknown, source: Runnable): void {
    present(error, hopsOf(error), running.debug);
    this._tell(this.onError, { error, source, name: source._label() });
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

  #wake(): void {
    this.#awake = true;
    soon(this.#flush);
  }

  /** Turn after turn until nothing is ready, or until the host must go on. */
  #runTurns(): void {
    const before = running.by, ring = this.#ring, limit = liftLimit();
    running.by = this.#idle;
    this.#awake = true;
    this.#budget = MOST_ENTRIES;
    this.#lookedAt = this.#began = undefined;
    // One loop for all turns, for many a turn has one entry only.
    let left = this.#left || this.#beginTurn(), untilLook = this.#untilLook;
    for (;;) {
      if (left === 0) {
        // The clock is read once a flush at least, where it matters: a slow
        // first turn must not let what it added go before the timers.
        if (this.#lookedAt === undefined && this.#timers.next !== undefined) {
          this.#look();
        }
        if (this.#due) this.#runTimers();
        left = this.#beginTurn();
        if (left === 0) break;
      }
      left--;
      this.#runEntry(ring.shift());
      if (--untilLook > 0) continue;
      const giveWay = this.#look();
      untilLook = this.#betweenLooks;
      if (!giveWay) continue;
      if (this.#due && left === 0) this.#runTimers();
      break;
    }
    this.#left = left;
    this.#untilLook = untilLook;
    running.by = before;
    lowerLimit(limit);
    this.#timers.arm();
    this.#awake = ring.size > 0;
    if (this.#awake) later(this.#flush);
  }

  /** How many entries the turn has: those that wait now. */
  #beginTurn(): number {
    this.#turn++;
    return this.#ring.size;
  }

  #runEntry(entry: Runnable): void {
    try {
      if (this.slowCallbackThreshold === Infinity) entry._run();
      else this._runMeasured(entry);
    } catch (error) {
      this._failed(error, entry);
    }
  }

  /**
   * Runs an entry, and tells if it took long.
   *
   * @internal
   */
  _runMeasured(entry: Runnable, given?: unknown): void {
    if (entry._many) return entry._run();
    const name = entry._label(), began = this.time();
    try {
      (entry as { _run(given: unknown): void })._run(given);
    } finally {
      const duration = this.time() - began;
      if (duration > this.slowCallbackThreshold) {
        this._tell(this.onSlowCallback, { source: entry, name, duration });
      }
    }
  }

  #runTimers(): void {
    this.#due = false;
    for (const timer of this.#ring.due(this.#timers.take(this.time()))) {
      if (!timer.done) this.#runEntry(timer);
    }
  }

  /**
   * Reads the clock, which tells whether timers are due and whether the flush
   * took its time. How many entries pass between two looks follows how long
   * they take, so that slow callbacks are noticed soon and fast ones seldom
   * pay. The bound by count is for clocks that stand still.
   */
  #look(): boolean {
    const now = this.time();
    const took = this.#lookedAt === undefined ? 0 : now - this.#lookedAt;
    this.#budget -= this.#betweenLooks;
    if (took > 1) this.#betweenLooks = Math.ceil(this.#betweenLooks / 4);
    else if (took < 0.1 && this.#betweenLooks < MOST_BETWEEN_LOOKS) {
      this.#betweenLooks *= 2;
    }
    this.#lookedAt = now;
    this.#began ??= now;
    const { next } = this.#timers;
    if (next !== undefined && next <= now) this.#due = true;
    return this.#budget <= 0 || now - this.#began >= LONGEST_FLUSH;
  }

  /** Asks those whose turn, and the one after it, have passed. */
  #lookBack(): void {
    const passed = this.#ring.size === 0 ? Infinity : this.#turn - 2;
    const resting = this.#resting;
    this.#resting = resting.filter(({ turn }) => turn > passed);
    if (this.#resting.length > 0) later(this.#rest);
    for (const { entry, turn } of resting) {
      if (turn <= passed) this.#runEntry(entry);
    }
  }
}

/** The loops whose `debug` is on: places are recorded while there is one. */
const debugged: Set<IOLoop> = new Set();

// The realm's own loop: whatever runs outside of all others runs on it.
running.by._context = new IOLoop()._root;

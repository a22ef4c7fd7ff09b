import { Context, type Holder, running as slot } from "../context/running.ts";
import { liftLimit, lowerLimit } from "../traceback/limit.ts";
import { hopsOf, present } from "../traceback/stitch.ts";
import { Carried } from "./carrier.ts";
import type { Clock } from "./clock.ts";
import { later, soon } from "./_host.ts";
import { type ErrorReport, reportError, type SlowReport } from "./reports.ts";
import { type DeadlockMode, Rest } from "./rest.ts";
import type { Ready } from "./ring.ts";
import type { Runnable, Timed } from "./runnable.ts";
import { type Bucket, Timers } from "./timers.ts";

/** A name of this module: an import is loaded anew at each use. */
const running = slot;

/** A flush gives way to the host's timers and I/O after so many ms. */
const LONGEST_FLUSH = 8;

/** The same, counted in entries. */
const MOST_ENTRIES = 1 << 16;

/** Entries between two looks at the clock, which cost 100 ns each. */
const MOST_BETWEEN_LOOKS = 1024;

/**
 * Runs entries turn after turn.
 *
 * `IOLoop` adds what its users see. The counters that decide when the host goes
 * on lie here, with all that moves them.
 *
 * @internal
 */
export abstract class Turns {
  abstract onError: (report: ErrorReport) => void;
  abstract onSlowCallback: (report: SlowReport) => void;
  abstract slowCallbackThreshold: number;
  abstract deadlock: DeadlockMode;
  /** @internal */
  readonly _rest: Rest = new Rest(this);
  /**
   * The context without variables.
   *
   * @internal
   */
  readonly _root: Context = new Context(this);
  /** Who runs what has no context of its own. */
  readonly #idle: Holder = { _context: this._root };
  readonly #ring: Ready;
  /** @internal */
  readonly _clock: Clock;
  readonly #timers: Timers;
  /** @internal */
  readonly _carried: Carried = new Carried(this, () => this.#runTurns(true));
  readonly #flush: () => void = () => this.#runTurns(false);
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
  #resting: { entry: Runnable; turn: number }[] = [];

  constructor(clock: Clock, ready: Ready) {
    this.#ring = ready;
    this._clock = clock;
    this.#timers = new Timers(clock, () => {
      this.#due = true;
      if (!this.#awake) this.#flush();
    });
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
   * Whether nothing is ready and no timer is set.
   *
   * @internal
   */
  get _idle(): boolean {
    return !this.#awake && this.#timers.next === undefined;
  }

  /** @internal */
  _deadlocked(error: unknown, main: unknown): void {
    this._tell(this.onError, { error, source: main, name: "loop.run" });
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
   * The entries that wait for their time.
   *
   * @internal
   */
  _timed(): Iterable<Timed> {
    return this.#timers;
  }

  /**
   * Runs an entry at a time on the clock.
   *
   * @internal
   */
  _at(time: number, entry: Timed, now: number = this._clock.now()): Bucket {
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

  #wake(): void {
    this.#awake = true;
    soon(this.#flush);
  }

  /** Turn after turn until nothing is ready, or until the host must go on. */
  #runTurns(resumed: boolean): void {
    const before = running.by, ring = this.#ring, limit = liftLimit();
    running.by = this.#idle;
    this.#awake = true;
    let left = this.#left, untilLook = this.#untilLook;
    if (!resumed) {
      this.#budget = MOST_ENTRIES;
      this.#lookedAt = this.#began = undefined;
      left ||= this.#beginTurn();
    }
    // One loop for all turns, for many a turn has one entry only.
    for (;;) {
      if (left === 0) {
        if (this._carried.out > 0) {
          this._carried.waits = true;
          break;
        }
        // The clock is read once a flush at least, where it matters: a slow
        // first turn must not let what it added go before the timers.
        if (this.#lookedAt === undefined && this.#timers.next !== undefined) {
          this.#look();
        }
        if (this.#due) this.#runTimers();
        left = this.#beginTurn();
        if (left === 0) {
          this._carried.waits = this._carried.out > 0;
          break;
        }
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
    this.#awake = ring.size > 0 || this._carried.out > 0;
    if (this._carried.waits) return;
    if (this.#awake) later(this.#flush);
    else this._rest.look();
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
  _runMeasured(entry: Runnable, given?: unknown, work?: () => void): void {
    if (entry._many) return entry._run();
    const name = entry._label(), began = this._clock.now();
    try {
      if (work !== undefined) work();
      else (entry as { _run(given: unknown): void })._run(given);
    } finally {
      const duration = this._clock.now() - began;
      if (duration > this.slowCallbackThreshold) {
        this._tell(this.onSlowCallback, { source: entry, name, duration });
      }
    }
  }

  /**
   * Does the work of an entry that runs apart from the turns.
   *
   * @internal
   */
  _work(entry: Runnable, work: () => void): void {
    const before = running.by, limit = liftLimit();
    try {
      if (this.slowCallbackThreshold === Infinity) work();
      else this._runMeasured(entry, undefined, work);
    } catch (error) {
      this._failed(error, entry);
    }
    running.by = before;
    lowerLimit(limit);
  }

  #runTimers(): void {
    this.#due = false;
    for (const timer of this.#ring.due(this.#timers.take(this._clock.now()))) {
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
    const now = this._clock.now();
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

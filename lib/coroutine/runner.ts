import { type Context, running as slot } from "../context/running.ts";
import { BadYieldError } from "../errors/bad_yield_error.ts";
import { TwisterError } from "../errors/base.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { DeadlockError } from "../errors/deadlock_error.ts";
import { suppress } from "../errors/suppressed.ts";
import { isFuture } from "../future/brand.ts";
import type { Cell } from "../future/cell.ts";
import { AGAIN as ANOTHER, Future } from "../future/future.ts";
import { REWRAPS, unwrapping } from "../future/rewraps.ts";
import * as states from "../future/states.ts";
import * as waiters from "../future/waiter.ts";
import type { Waiter } from "../future/waiter.ts";
import { type Aside, asideOf } from "../loop/aside.ts";
import type { Capture, Hop } from "../traceback/hops.ts";
import { liftLimit, lowerLimit } from "../traceback/limit.ts";
import { made } from "../traceback/places.ts";
import { hopsOf, hopsThrownBy, markOurs, stitch } from "../traceback/stitch.ts";
import { type Body, siteOf } from "./body.ts";
import { convert } from "./convert.ts";
import { note } from "./live.ts";
import { moment } from "./moment.ts";
import * as modes from "./modes.ts";
import { Pump } from "./pump.ts";
import { TaskRecord } from "./task_record.ts";

// Names of this module for what others export: a constant of its own is compiled
// in, while an import is loaded at each use. `bench/targets.ts S1 S2` shows a
// tenth between the two.
const running = slot, AGAIN = ANOTHER, Base = Future;
const { CANCELLED, FULFILLED, REJECTED } = states;
const { ASIDE, FLAGS, LOOKS, loopOf } = waiters;
const { CANCELLING, PLAIN, SLOW, TURN, UNSTARTED } = modes;

// Called by `.call`: generator objects have one map for each function, and a
// method call would be polymorphic at the one place where all are resumed.
const PROTOTYPE = Object.getPrototypeOf(function* () {}).prototype;
const resume = (method: (sent: unknown) => Step) =>
  REWRAPS ? unwrapping(method, AGAIN as Step) : method;
const genNext = resume(PROTOTYPE.next) as (value?: unknown) => Step;
const genThrow = resume(PROTOTYPE.throw) as (error: unknown) => Step;

/** What a step of the generator gives: a `yield*` gives the Future itself. */
type Step = Future<unknown> | { done?: boolean; value?: unknown };

/** Ready yields that one step may pass before it takes a turn. */
export const BUDGET = 4096;

/** Coroutines that may be started inside one another before one is queued. */
const MOST_NESTED = 128;

/**
 * Drives a generator: resumes it with what it waited for, until it is done.
 *
 * `Task` adds how it is cancelled, of which the runner knows one thing: while a
 * cancel is on its way, a step asks for it to be carried out in place of each
 * wait. After Tornado's Runner.
 *
 * @internal
 */
export abstract class Runner<R> extends Future<R> implements Waiter {
  /** @internal */
  declare _mode: number;
  /** @internal */
  declare _context: Context;
  /**
   * The generator, until it is done.
   *
   * @internal
   */
  declare _body: Body | undefined;
  /**
   * What it is suspended on, if not on its turn.
   *
   * @internal
   */
  declare _awaits: Cell | Pump | undefined;
  /**
   * The name, or a record of it and of rarer things.
   *
   * @internal
   */
  declare _record: string | TaskRecord;

  /**
   * Made by `spawn` and `coroutine`.
   *
   * @internal
   */
  constructor(body: Body, name: string) {
    super();
    this._mode = LOOKS;
    this._context = running.by._context;
    this._body = body;
    this._awaits = undefined;
    this._record = name;
    if (running.aside) this._goAside();
    if (running.debug) note(this);
  }

  /** The name: of the coroutine function, or as given to `spawn`. */
  override get name(): string {
    const record = this._record;
    return typeof record === "string" ? record : record.name;
  }

  /**
   * A step of a task that is being cancelled, or that never took one.
   *
   * @internal
   */
  protected abstract _runSlowly(flags: number): void;

  /**
   * Has the cancel carried out.
   *
   * @internal
   */
  protected abstract _hurry(): void;

  /**
   * Starts a yielded generator as a task of its own.
   *
   * @internal
   */
  protected abstract _startChild(generator: Body): Cell;

  /**
   * Takes the first step, or queues it where the stack is deep.
   *
   * @internal
   */
  _start(): this {
    if (running.depth >= MOST_NESTED) {
      this._defer();
      loopOf(this)._enqueue(this);
      return this;
    }
    const before = running.by;
    if (!(before instanceof Runner)) return this._startOutside();
    running.depth++;
    running.by = this;
    this._goOn(undefined);
    running.depth--;
    running.by = before;
    // It may have cancelled the one who starts it, whose next yield throws.
    if ((before._mode & CANCELLING) !== 0) running.budget = 0;
    return this;
  }

  /** The first step of a task that no other task starts. */
  private _startOutside(): this {
    const before = running.by, limit = liftLimit();
    running.depth++;
    running.by = this;
    running.budget = BUDGET;
    this._goOn(undefined);
    running.depth--;
    running.by = before;
    lowerLimit(limit);
    return this;
  }

  /**
   * Leaves the first step for later: `_enqueue` takes it.
   *
   * @internal
   */
  _defer(): void {
    this._mode |= UNSTARTED;
    this._aside?.arm();
  }

  /**
   * A step, from the loop.
   *
   * @internal
   */
  override _run(): void {
    if (this.done) return;
    running.by = this;
    running.budget = BUDGET;
    const flags = this._mode & FLAGS;
    if (flags === LOOKS) this._goOn(undefined);
    else if (flags === (LOOKS | PLAIN)) this._resumePlain();
    else this._runSlowly(flags);
  }

  /**
   * A step, when a yielded promise is settled.
   *
   * @internal
   */
  _pumped(pump: Pump, value: unknown, failed: boolean): unknown {
    const before = running.by, limit = liftLimit();
    running.by = this;
    running.budget = (this._mode & CANCELLING) === 0 ? BUDGET : 0;
    const next = (this._mode & ASIDE) === 0
      ? this._pumpOn(pump, value, failed)
      : this._pumpAside(pump, value, failed);
    running.by = before;
    lowerLimit(limit);
    return next;
  }

  /** Apart, for a closure in `_pumped` would cost every promise. */
  private _pumpAside(pump: Pump, value: unknown, failed: boolean): unknown {
    const step = () => this._pumpOn(pump, value, failed);
    return this._aside!.within(this, step);
  }

  protected _goOn(value: unknown): void {
    let step: Step;
    try {
      step = genNext.call(this._body, value);
    } catch (error) {
      this._fail(error);
      return;
    }
    // The usual end of a step, apart from `_drive`: so the loop's compiled code
    // has room for the whole step, which makes S2 a tenth faster.
    if (
      step instanceof Base && step !== AGAIN && step !== this &&
      (this._mode & SLOW) === 0
    ) {
      this._awaits = step;
      step._wait(this);
    } else this._drive(step);
  }

  protected _throwIn(error: unknown): void {
    let step: Step;
    try {
      step = genThrow.call(this._body, error);
    } catch (error) {
      this._fail(error);
      return;
    }
    this._drive(step);
  }

  protected _resumePlain(): void {
    const cell = this._awaits as Cell;
    this._mode &= ~PLAIN;
    this._awaits = undefined;
    if (cell._state === FULFILLED) this._goOn(cell.value);
    else this._throwIn(this._errorOf(cell));
  }

  /** Goes on with the generator until it waits for something or is done. */
  private _drive(first: Step): void {
    let step = first;
    for (;;) {
      let cell: Cell | undefined, bad: unknown;
      try {
        if (step instanceof Base) return this._park(step);
        if (step.done === true) return this._finish(step.value);
        const given = step.value;
        cell = given instanceof Base ? given : this._convert(step);
        if (cell === undefined) return;
        if (!cell.done || --running.budget < 0) return this._parkPlain(cell);
      } catch (error) {
        bad = this._badYield(step, error);
        cell = undefined;
      }
      try {
        if (cell === undefined) step = genThrow.call(this._body, bad);
        else if (cell._state === FULFILLED) {
          step = genNext.call(this._body, cell.value);
        } else step = genThrow.call(this._body, this._errorOf(cell));
      } catch (error) {
        return this._fail(error);
      }
    }
  }

  /** Suspends in a `yield*`. */
  private _park(cell: Cell): void {
    if (cell === AGAIN) {
      const given = AGAIN.value;
      AGAIN.value = undefined;
      if (given === moment) this._takeTurn();
      // What is pending must be left by a cancel, so that it frees its timer.
      else if (!(given as Cell).done) this._await(given as Cell);
      else this._takeTurn(given as Cell);
    } else this._await(cell);
  }

  /** Suspends in a plain `yield`. */
  private _parkPlain(cell: Cell): void {
    if (!cell.done) this._await(cell);
    else if (!this._takeTurn(cell)) return;
    this._mode |= PLAIN;
  }

  private _await(cell: Cell): void {
    if (cell === this) {
      throw new DeadlockError(
        `${this.name} waits for itself, so it could never go on. ` +
          "Let another task wait for it",
      );
    }
    this._awaits = cell;
    if ((this._mode & ASIDE) !== 0) this._aside!.arm();
    if ((this._mode & CANCELLING) !== 0) {
      // The cancel comes first: `_kick` gives it the place, if it is to wait.
      this._recorded().fresh = true;
      this._hurry();
    } else cell._wait(this);
  }

  /** Goes to the end of the ready queue; a cancel comes first. */
  private _takeTurn(ready: Cell = TURN): boolean {
    if ((this._mode & ASIDE) !== 0) this._aside!.arm();
    if ((this._mode & CANCELLING) !== 0) {
      this._awaits = undefined;
      this._hurry();
      return false;
    }
    this._awaits = ready;
    loopOf(this)._enqueue(this);
    return true;
  }

  /** What a plain `yield` gave, if it is no Future of ours. */
  private _convert(step: Step): Cell | undefined {
    const given = step.value;
    if (given === undefined || given === null || given === moment) {
      this._takeTurn();
      return undefined;
    }
    if (given instanceof Promise) {
      const pump = new Pump(this, given);
      this._aside?.arm();
      if ((this._mode & CANCELLING) === 0) this._awaits = pump;
      else {
        pump.leave(); // the cancel comes first
        this._takeTurn();
      }
      return undefined;
    }
    // A `yield*` of another copy's Future gives that itself as the step.
    const what = isFuture(step) ? step : given;
    return convert(what, (body) => this._startChild(body));
  }

  private _pumpOn(pump: Pump, value: unknown, failed: boolean): unknown {
    this._awaits = undefined;
    let step: Step;
    try {
      step = failed
        ? genThrow.call(this._body, this._waited(value, hopsOf(value)))
        : genNext.call(this._body, value);
    } catch (error) {
      return void this._fail(error);
    }
    if (
      !(step instanceof Base) && step.done === false &&
      step.value instanceof Promise && (this._mode & CANCELLING) === 0
    ) {
      this._awaits = pump;
      return step.value;
    }
    return void this._drive(step);
  }

  private _badYield(step: Step, error: unknown): unknown {
    const ours = error instanceof TwisterError
      ? error
      : new BadYieldError(step.value, error);
    return this._waited(markOurs(ours), undefined);
  }

  private _errorOf(cell: Cell): unknown {
    const place = running.debug ? made.of(cell) : undefined;
    return this._waited(cell._error(), cell._hops, place);
  }

  /** Notes that an error came to this task by a plain `yield`. */
  protected _waited(
    error: unknown,
    hops: Hop | undefined,
    place?: Capture,
  ): unknown {
    const name = siteOf(this._body) ?? this.name;
    stitch(error, hops, { name, holder: this, place }, running.debug);
    return error;
  }

  private _finish(value: unknown): void {
    this._close();
    this._settle(value, FULFILLED);
  }

  protected _fail(error: unknown): void {
    this._close();
    const state = error instanceof CancelledError ? CANCELLED : REJECTED;
    this._settle(error, state, hopsThrownBy(error, this) ?? null);
  }

  private _close(): void {
    this._body = this._awaits = undefined;
    const record = this._record;
    if (typeof record !== "string") record.delivery?.timer?.cancel();
  }

  /**
   * A step could not be taken in what it runs in: the task is told so.
   *
   * @internal
   */
  _refused(error: unknown): void {
    const awaits = this._awaits;
    if (awaits instanceof Base && awaits._state > FULFILLED) {
      suppress(error, awaits._error());
    }
    this._mode &= ~(PLAIN | UNSTARTED);
    this._awaits = undefined;
    this._throwIn(this._waited(error, undefined));
  }

  /** What its steps run in beside its variables. */
  protected get _aside(): Aside | undefined {
    const record = this._record;
    return typeof record === "string" ? undefined : record.aside;
  }

  private _goAside(): void {
    const aside = asideOf(this._context);
    if (aside === undefined) return;
    this._recorded().aside = aside;
    this._mode |= ASIDE;
  }

  /**
   * The record, made when first needed.
   *
   * @internal
   */
  _recorded(): TaskRecord {
    const record = this._record;
    if (typeof record !== "string") return record;
    return this._record = new TaskRecord(record);
  }
}

Object.defineProperty(Runner.prototype, "_suspends", { value: true });

import { type Context, running as slot } from "../context/running.ts";
import { BadYieldError } from "../errors/bad_yield_error.ts";
import { TwisterError } from "../errors/base.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { checkTime } from "../errors/check.ts";
import { DeadlockError } from "../errors/deadlock_error.ts";
import { Cancellation, cancelledError, type Cell } from "../future/cell.ts";
import { AGAIN as ANOTHER, Future } from "../future/future.ts";
import * as states from "../future/states.ts";
import * as waiters from "../future/waiter.ts";
import type { Waiter } from "../future/waiter.ts";
import { newAbortController } from "../loop/abort.ts";
import type { Capture, Hop } from "../traceback/hops.ts";
import { liftLimit, lowerLimit } from "../traceback/limit.ts";
import { made } from "../traceback/places.ts";
import { hopsOf, hopsThrownBy, markOurs, stitch } from "../traceback/stitch.ts";
import { type Body, bodyOf, NAMELESS, siteOf } from "./body.ts";
import { convert } from "./convert.ts";
import { Kick } from "./kick.ts";
import { moment } from "./moment.ts";
import { Pump } from "./pump.ts";
import {
  type Delivery,
  type Enclosing,
  endDelivery,
  nextDelivery,
  reachMembers,
  TaskRecord,
  underWay,
} from "./task_record.ts";

// Names of this module for what others export: a constant of its own is compiled
// in, while an import is loaded at each use. `bench/targets.ts S1 S2` shows a
// tenth between the two.
const running = slot, AGAIN = ANOTHER, Base = Future;
const { CANCELLED, FULFILLED, PENDING, REJECTED } = states;
const { FLAGS, LOOKS, loopOf } = waiters;

// Called by `.call`: generator objects have one map for each function, and a
// method call would be polymorphic at the one place where all are resumed.
const PROTOTYPE = Object.getPrototypeOf(function* () {}).prototype;
const genNext = PROTOTYPE.next as (value?: unknown) => Step;
const genThrow = PROTOTYPE.throw as (error: unknown) => Step;

/** What a step of the generator gives: a `yield*` gives the Future itself. */
type Step = Future<unknown> | { done?: boolean; value?: unknown };

// The flags of `_mode`, beside LOOKS. How the generator is suspended:
/** By a plain `yield`: it is resumed with the value, or by a throw. */
const PLAIN = 1;
/** Not at all: its first step is still to come. */
const UNSTARTED = 2;
// What a cancel wants:
/** That CancelledError is thrown in at the next yield, once. */
const REQUESTED = 4;
/** That it is thrown in at each yield, for the grace is over. */
const PAST_GRACE = 8;
const CANCELLING = REQUESTED | PAST_GRACE;

/** Stands for what a task waits for while it only takes a turn. */
const TURN = { done: true, _state: FULFILLED } as Cell;

/** Ready yields that one step may pass before it takes a turn. */
const BUDGET = 4096;
/** Coroutines that may be started inside one another before one is queued. */
const MOST_NESTED = 128;

/** How a cancel is to be carried out. */
export interface CancelOptions {
  /** Milliseconds for the cleanup; 0 also ends a cleanup under way. */
  grace?: number;
}

/**
 * A running coroutine, and the Future of its result.
 *
 * It is made by {@linkcode spawn} or by calling a {@linkcode coroutine}. One
 * object is the result, the driver of the generator, and what waits in the
 * awaited Future: so a wait allocates nothing. After asyncio's Task and
 * Tornado's Runner.
 *
 * @typeParam R The type of what the coroutine returns.
 *
 * @example
 * ```ts
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * const task = spawn(function* () {
 *   try {
 *     yield* sleep(60_000);
 *   } finally {
 *     log.push("cleaned up");
 *   }
 * });
 * task.cancel("no longer needed");
 * await task.catch(() => {});
 * assertEquals(task.cancelled, true);
 * assertEquals(log, ["cleaned up"]);
 * ```
 */
export class Task<R> extends Future<R> implements Waiter {
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
  }

  /** The name: of the coroutine function, or as given to `spawn`. */
  override get name(): string {
    const record = this._record;
    return typeof record === "string" ? record : record.name;
  }

  /**
   * Whether a cancel was asked for, also where the body caught it and went on.
   */
  get cancelRequested(): boolean {
    const record = this._record;
    return typeof record !== "string" && record.own !== undefined;
  }

  /**
   * Aborts, with the {@linkcode CancelledError} as reason, when the task is
   * cancelled: for `fetch` and whatever else takes a signal.
   */
  get signal(): AbortSignal {
    const record = this._recorded();
    if (record.controller === undefined) {
      record.controller = newAbortController();
      const delivery = underWay(record);
      if (delivery?.error && delivery.scope === undefined) {
        record.controller.abort(delivery.error);
      }
    }
    return record.controller.signal;
  }

  /**
   * Asks the coroutine to stop. {@linkcode CancelledError} is thrown in at its
   * `yield`, from the loop; `finally` and `catch` run and may yield themselves
   * for the grace. After it each yield throws again. What the task waits for
   * is given up: if nobody else waits for it, it is cancelled too, and another
   * task is waited for until it has cleaned up. The task is settled when its
   * generator is done: as cancelled, if the error came out of it.
   *
   * @param reason Why; any value.
   * @param options The grace, if not that of the task or loop.
   * @returns `true` if this call changes something: a further cancel within
   * the grace does not, but for one with `grace: 0`.
   */
  override cancel(reason?: unknown, options: CancelOptions = {}): boolean {
    if (this._state !== PENDING) return false;
    const record = this._recorded();
    if (options.grace !== undefined) {
      checkTime(options.grace, "cancel(reason, { grace })");
    }
    if (record.own !== undefined) {
      const delivery = underWay(record);
      const end = options.grace === 0 && delivery !== undefined &&
        !delivery.past;
      if (end) this._endGrace(delivery);
      return end;
    }
    record.grace = options.grace ?? record.grace;
    this._cancelOwn(new Cancellation(reason));
    return true;
  }

  /**
   * Cancels the task as a whole.
   *
   * @internal
   */
  _cancelOwn(cancellation: Cancellation): void {
    const record = this._recorded();
    if (this._state !== PENDING || record.own !== undefined) return;
    record.own = cancellation;
    reachMembers(record, record.base, cancellation);
    this._hear();
  }

  /**
   * Takes up the next cancel, unless one is on its way.
   *
   * @internal
   */
  _hear(): void {
    const record = this._recorded();
    const before = record.delivery;
    if (this._state !== PENDING || before?.thrown) return;
    // Until it is thrown, one from further out takes its place.
    const delivery = nextDelivery(record);
    if (delivery === undefined) return;
    if (before !== undefined && delivery.scope === before.scope) return;
    record.delivery = delivery;
    this._takeUp(delivery);
  }

  /**
   * Sets the innermost scope, and the cancel that is on its way in it.
   *
   * @returns The cancel that was on its way.
   * @internal
   */
  _enter(scope: Enclosing | undefined, carried?: Delivery): void {
    const record = this._recorded();
    record.scope = scope;
    if (record.delivery !== carried) {
      record.delivery = carried;
      this._mode &= ~CANCELLING;
      if (carried !== undefined) this._takeUp(carried);
    }
    if (carried === undefined) this._hear();
  }

  /** The error of a cancel that holds here, as if it came at a yield. */
  _cancelHere(): CancelledError | undefined {
    this._hear();
    const { delivery } = this._recorded();
    // In the grace a cleanup goes on: the next yield would not throw either.
    if (delivery === undefined || (this._mode & CANCELLING) === 0) return;
    const first = (this._mode & REQUESTED) !== 0;
    this._mode &= ~REQUESTED;
    const error = this._cancelledError();
    delivery.thrown = true;
    if (first) this._giveGrace(delivery);
    return error;
  }

  /**
   * Takes the first step, or queues it where the stack is deep.
   *
   * @internal
   */
  _start(): this {
    if (running.depth >= MOST_NESTED) {
      this._mode |= UNSTARTED;
      loopOf(this)._enqueue(this);
      return this;
    }
    const before = running.by;
    if (!(before instanceof Task)) return this._startOutside();
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
    const next = this._pumpOn(pump, value, failed);
    running.by = before;
    lowerLimit(limit);
    return next;
  }

  /** The last who waited for it left: it is cancelled, and waited for. */
  override _abandoned(reason: unknown, waiter?: Waiter): boolean {
    const asked = this.cancel(reason);
    // Two that wait for each other would see neither's end.
    return asked || waiter === undefined || !this._waitsFor(waiter);
  }

  /** Whether what this task awaits comes round to a waiter. */
  private _waitsFor(waiter: Waiter): boolean {
    const seen = new Set<unknown>();
    let at: unknown = this;
    while (at instanceof Task && !seen.has(at)) {
      if (at as Waiter === waiter) return true;
      seen.add(at);
      at = at._awaits;
    }
    return false;
  }

  /**
   * Carries out a cancel, from the loop.
   *
   * @internal
   */
  _kick(): void {
    const record = this._recorded();
    record.kicked = false;
    if (this._state !== PENDING || (this._mode & CANCELLING) === 0) return;
    const awaits = this._awaits;
    if (awaits instanceof Pump && awaits.hold(() => this._hurry())) return;
    running.by = this;
    const error = this._cancelledError();
    if ((this._mode & UNSTARTED) !== 0) this._fail(error);
    else if (awaits === undefined) this._deliver(error);
    else if (awaits instanceof Pump) {
      awaits.leave();
      this._deliver(error);
    } else if (record.fresh && awaits.done) this._deliver(error);
    else if (!awaits.done && !this._staysWith(awaits)) this._deliver(error);
    // Else it stands in the ready queue: what came is delivered first.
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

  private _goOn(value: unknown): void {
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
      (this._mode & CANCELLING) === 0
    ) {
      this._awaits = step;
      step._wait(this);
    } else this._drive(step);
  }

  private _throwIn(error: unknown): void {
    let step: Step;
    try {
      step = genThrow.call(this._body, error);
    } catch (error) {
      this._fail(error);
      return;
    }
    this._drive(step);
  }

  private _resumePlain(): void {
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
        cell = given instanceof Base ? given : this._convert(given);
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
    if ((this._mode & CANCELLING) !== 0) {
      // The cancel comes first: `_kick` gives it the place, if it is to wait.
      this._recorded().fresh = true;
      this._hurry();
    } else cell._wait(this);
  }

  /** Goes to the end of the ready queue; a cancel comes first. */
  private _takeTurn(ready: Cell = TURN): boolean {
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
  private _convert(given: unknown): Cell | undefined {
    if (given === undefined || given === null || given === moment) {
      this._takeTurn();
      return undefined;
    }
    if (given instanceof Promise) {
      const pump = new Pump(this, given);
      if ((this._mode & CANCELLING) === 0) this._awaits = pump;
      else {
        pump.leave(); // the cancel comes first
        this._takeTurn();
      }
      return undefined;
    }
    return convert(given, startChild);
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
  private _waited(
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

  private _fail(error: unknown): void {
    this._close();
    const state = error instanceof CancelledError ? CANCELLED : REJECTED;
    this._settle(error, state, hopsThrownBy(error, this) ?? null);
  }

  private _close(): void {
    this._body = this._awaits = undefined;
    const record = this._record;
    if (typeof record !== "string") record.delivery?.timer?.cancel();
  }

  /** A step of a task that is being cancelled, or that never took one. */
  private _runSlowly(flags: number): void {
    const awaits = this._awaits as Cell | undefined;
    if ((flags & UNSTARTED) !== 0) {
      if ((flags & CANCELLING) !== 0) return this._kick();
      this._mode &= ~UNSTARTED;
      this._goOn(undefined);
    } else if (awaits === TURN || awaits?._state === CANCELLED) {
      this._deliver(this._cancelledError());
    } else {
      // What came is delivered; the budget brings the cancel at the next yield.
      // The awaited Future takes one from it when it is resumed by `yield*`.
      running.budget = (flags & PLAIN) !== 0 ? 0 : 1;
      if ((flags & PLAIN) !== 0) this._resumePlain();
      else this._goOn(undefined);
    }
  }

  private _takeUp(delivery: Delivery): void {
    if (delivery.past) this._mode |= PAST_GRACE;
    else if (!delivery.thrown) this._mode |= REQUESTED;
    else return; // its cleanup goes on
    if (running.by === this) running.budget = 0;
    this._hurry();
  }

  /** Has the cancel carried out; once, for what is left twice is left. */
  private _hurry(): void {
    const record = this._recorded();
    if (record.kicked) return;
    record.kicked = true;
    loopOf(this)._enqueue(new Kick(this));
  }

  /** Gives up what it awaits; `true` if the end of that must be seen first. */
  private _staysWith(awaits: Cell): boolean {
    const record = this._recorded();
    if (record.fresh) {
      record.fresh = false;
      awaits._wait(this);
    }
    const { reason } = record.delivery!.cancellation;
    return awaits._leave(this, reason, (this._mode & PAST_GRACE) !== 0);
  }

  private _cancelledError(): CancelledError {
    const record = this._recorded(), delivery = record.delivery!;
    if (delivery.error === undefined) {
      const { cancellation, scope } = delivery;
      delivery.error = cancelledError(this, cancellation, this);
      running.by = this;
      if (scope === undefined) record.controller?.abort(delivery.error);
    }
    return delivery.error;
  }

  /** Throws the cancel in, and gives the cleanup its time. */
  private _deliver(error: CancelledError): void {
    const first = (this._mode & REQUESTED) !== 0;
    const record = this._recorded(), delivery = record.delivery!;
    record.fresh = false;
    this._mode &= ~(REQUESTED | PLAIN);
    this._awaits = undefined;
    running.by = this;
    running.budget = (this._mode & PAST_GRACE) !== 0 ? 0 : BUDGET;
    delivery.thrown = true;
    this._throwIn(this._waited(error, undefined));
    if (first && !delivery.over) this._giveGrace(delivery);
  }

  private _giveGrace(delivery: Delivery): void {
    if (this._state !== PENDING) return;
    const loop = loopOf(this), grace = delivery.grace ?? loop.grace;
    if (grace <= 0) this._endGrace(delivery);
    else if (grace < Infinity) {
      delivery.timer = loop.callLater(grace, () => this._endGrace(delivery));
    }
  }

  private _endGrace(delivery: Delivery): void {
    delivery.timer?.cancel();
    delivery.past = true;
    const record = this._recorded(), { cancellation, scope } = delivery;
    if (reachMembers(record, scope ?? record.base, cancellation)) return;
    if (record.delivery !== delivery) {
      // What goes on further in is over too.
      if (record.delivery !== undefined) endDelivery(record.delivery);
      record.delivery = delivery;
      this._mode &= ~REQUESTED;
    }
    this._mode |= PAST_GRACE;
    this._hurry();
  }
}

function startChild(generator: Body): Cell {
  const body = bodyOf(generator);
  return new Task(body, siteOf(body) ?? NAMELESS)._start();
}

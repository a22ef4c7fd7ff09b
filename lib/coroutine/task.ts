import { running } from "../context/running.ts";
import type { CancelledError } from "../errors/cancelled_error.ts";
import { checkTime } from "../errors/check.ts";
import { Cancellation, cancelledError, type Cell } from "../future/cell.ts";
import { CANCELLED, PENDING } from "../future/states.ts";
import { ASIDE, FLAGS, LOOKS, loopOf, type Waiter } from "../future/waiter.ts";
import { newAbortController } from "../loop/abort.ts";
import { type Body, bodyOf, NAMELESS, siteOf } from "./body.ts";
import { Kick } from "./kick.ts";
import {
  CANCELLING,
  PAST_GRACE,
  PLAIN,
  REQUESTED,
  TURN,
  UNSTARTED,
} from "./modes.ts";
import { Pump } from "./pump.ts";
import { BUDGET, Runner } from "./runner.ts";
import {
  type Delivery,
  type Enclosing,
  endDelivery,
  nextDelivery,
  reachMembers,
  underWay,
} from "./task_record.ts";

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
export class Task<R> extends Runner<R> {
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
   * @param news Whether a cancel may hold here that was not heard of yet.
   * @internal
   */
  _enter(
    scope: Enclosing | undefined,
    carried: Delivery | undefined,
    news: boolean,
  ): void {
    const record = this._recorded();
    record.scope = scope;
    if (record.delivery !== carried) {
      record.delivery = carried;
      this._mode &= ~CANCELLING;
      if (carried !== undefined) this._takeUp(carried);
    }
    if (carried === undefined && news) this._hear();
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

  /** The last who waited for it left: it is cancelled, and waited for. */
  override _abandoned(reason: unknown, waiter?: Waiter): boolean {
    const asked = this.cancel(reason);
    // Two that wait for each other would see neither's end.
    return asked || waiter === undefined || !this._waitsFor(waiter);
  }

  /** Whether what this task awaits comes round to a waiter. */
  private _waitsFor(waiter: Waiter): boolean {
    const seen = new Set<unknown>([this]);
    let at: unknown = this._awaits;
    while (at instanceof Task && !seen.has(at)) {
      if (at as Waiter === waiter) return true;
      seen.add(at);
      at = at._awaits;
    }
    return this as Waiter === waiter;
  }

  /**
   * Carries out a cancel, from the loop.
   *
   * @internal
   */
  _kick(): void {
    const aside = this._aside;
    if (aside === undefined) return this._carryOut();
    const work = () => {
      this._carryOut();
      // It may have to wait on, for the end of what it gave up.
      if (!this.done) aside.rearm();
    };
    aside.run(this, work);
  }

  /** The same, once it stands in what it runs in. */
  private _carryOut(): void {
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

  /** A step of a task that is being cancelled, or that never took one. */
  protected override _runSlowly(flags: number): void {
    if ((flags & ASIDE) !== 0) {
      return this._runAside();
    }
    const awaits = this._awaits as Cell | undefined;
    if ((flags & UNSTARTED) !== 0) {
      if ((flags & CANCELLING) !== 0) return this._carryOut();
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

  /** A step of a task that runs in more than its variables. */
  private _runAside(): void {
    const record = this._recorded();
    record.step ??= () => this._stepAside();
    record.aside!.run(this, record.step);
  }

  /** A step, once it stands in what it runs in. */
  private _stepAside(): void {
    if (this.done) return;
    running.by = this;
    running.budget = BUDGET;
    const flags = this._mode & FLAGS & ~ASIDE;
    if (flags === LOOKS) this._goOn(undefined);
    else if (flags === (LOOKS | PLAIN)) this._resumePlain();
    else this._runSlowly(flags);
  }

  /** Sets out to carry a cancel out, from where it stands. */
  private _takeUp(delivery: Delivery): void {
    if (delivery.past) this._mode |= PAST_GRACE;
    else if (!delivery.thrown) this._mode |= REQUESTED;
    else return; // its cleanup goes on
    if (running.by === this) running.budget = 0;
    this._hurry();
  }

  /** Has the cancel carried out; once, for what is left twice is left. */
  protected override _hurry(): void {
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

  /** The error of the cancel that is on its way, made when first needed. */
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

  /** Starts the time that the cleanup has. */
  private _giveGrace(delivery: Delivery): void {
    if (this._state !== PENDING) return;
    const loop = loopOf(this), grace = delivery.grace ?? loop.grace;
    if (grace <= 0) this._endGrace(delivery);
    else if (grace < Infinity) {
      delivery.timer = loop.callLater(grace, () => this._endGrace(delivery));
    }
  }

  /** The time of the cleanup is over. */
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

  /** @internal */
  protected override _startChild(generator: Body): Cell {
    const body = bodyOf(generator);
    const task = new Task(body, siteOf(body) ?? NAMELESS), aside = task._aside;
    if (aside === undefined) return task._start();
    // What the body stands in was left when it yielded.
    aside.startIn(this._aside, task, () => task._start());
    return task;
  }
}

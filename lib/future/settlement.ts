import { running as slot } from "../context/running.ts";
import type { Hop } from "../traceback/hops.ts";
import { settledFirst } from "../traceback/places.ts";
import { hopsOf } from "../traceback/stitch.ts";
import {
  Cancellation,
  cancelledError,
  type Canceller,
  type Cell,
} from "./cell.ts";
import * as states from "./states.ts";
import { observe, watch } from "./unobserved.ts";
import {
  currentLoop,
  DUTY,
  LOOKS,
  type Waiter,
  Waiters,
  wake as wakeUp,
} from "./waiter.ts";

// Names of this module for what others export: a constant of its own is
// compiled in, while an import is loaded at each use.
const running = slot, wake = wakeUp;
const { CANCELLED, FULFILLED, PENDING, REJECTED, UNOBSERVED } = states;

/**
 * The state of a Future, with those who wait for it.
 *
 * `Future` adds what its users see. The state changes once, at a call; who
 * waits is woken by the loop. One field holds the waiters and, once it has
 * failed, the path of the error; one holds the value and, while it is pending,
 * whom to tell of a cancel.
 *
 * @internal
 */
export abstract class Settlement<T> implements Cell {
  // Declared and set in the constructor in one order: emitted class fields
  // cost a derived class 20 ns an instance.
  /** Whether it is settled: fulfilled, rejected or cancelled. */
  declare readonly done: boolean;
  /**
   * Internal: what `yield*` gives. Use `result()`.
   *
   * @internal
   */
  declare value: T;
  /** @internal */
  declare _state: number;
  /**
   * Who waits; once it has failed, the path of its error.
   *
   * @internal
   */
  declare _link: Waiter | Hop | undefined;

  constructor() {
    (this as { done: boolean }).done = false;
    this.value = this as never;
    this._state = PENDING;
    this._link = undefined;
  }

  /** @internal */
  abstract _label(): string;

  /** @internal */
  get _hops(): Hop | undefined {
    return this._state >= REJECTED ? this._link as Hop | undefined : undefined;
  }

  /**
   * As an entry of the loop: a sleep that is over.
   *
   * @internal
   */
  _run(): void {
    if (this._state === PENDING) this._settle(undefined, FULFILLED);
  }

  /** @internal */
  _settle(value: unknown, state: number, hops?: Hop | null): void {
    const link = this._link as Waiter | undefined;
    (this as { done: boolean }).done = true;
    this.value = value as T;
    this._state = state;
    if (state !== FULFILLED) this._noteFailure(link, hops);
    else if (link !== undefined) this._link = undefined;
    if (running.debug) settledFirst.record(this, Settlement.prototype._settle);
    if (link !== undefined) wake(link, this);
  }

  /** @internal */
  _wait(waiter: Waiter): void {
    const link = this._link;
    if (this.done) wake(waiter, this);
    else if (link === undefined) this._link = waiter;
    else if (link instanceof Waiters) link.add(waiter);
    else {
      const list = new Waiters(link as Waiter, this);
      list.add(waiter);
      this._link = list;
    }
  }

  /** @internal */
  _leave(waiter: Waiter, reason: unknown, now = false): boolean {
    const shields = (this.value as unknown as Canceller)._shields === true;
    const link = this._link;
    const last = link === waiter ||
      (link instanceof Waiters && link.size === 1 && link.has(waiter));
    if (last && (!now || shields) && this._abandoned(reason, waiter)) {
      return true;
    }
    if (shields) return true;
    if (link instanceof Waiters) link.remove(waiter);
    else if (last) this._link = undefined;
    if (last && now) this._abandoned(reason);
    return false;
  }

  /** @internal */
  _error(): unknown {
    if (this._state >= UNOBSERVED) observe(this);
    if (
      this._state === CANCELLED &&
      (this.value as unknown) instanceof Cancellation
    ) {
      this.value = cancelledError(this, this.value as never) as never;
    }
    return this.value;
  }

  private _noteFailure(
    link: Waiter | undefined,
    hops: Hop | null | undefined,
  ): void {
    this._link = hops === undefined ? hopsOf(this.value) : hops ?? undefined;
    if (this._state !== REJECTED) return;
    if (link === undefined || (link._mode & LOOKS) === 0) watch(this);
    else link._mode |= DUTY;
  }

  /**
   * The last waiter leaves by a cancel; `true` if it must stay.
   *
   * @internal
   */
  _abandoned(reason: unknown, _waiter?: Waiter): boolean {
    if ((this.value as unknown) === this) return false;
    if (this._giveUp(reason)) return true;
    if (!this.done) this._settle(new Cancellation(reason), CANCELLED);
    return true;
  }

  /** Tells whoever is to be told of a cancel, once. */
  protected _giveUp(reason: unknown): boolean {
    const canceller = this.value as unknown as Canceller;
    if (canceller as unknown === this) return false;
    if (canceller._shields !== true) this.value = this as never;
    try {
      return canceller._cancelled(this, reason) === true;
    } catch (error) {
      currentLoop()._failed(error, this);
      return false;
    }
  }
}

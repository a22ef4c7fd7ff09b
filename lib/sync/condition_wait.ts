/**
 * One wait for a condition, from giving its lock up to holding it again.
 */

import { Cancellation } from "../future/cell.ts";
import { CANCELLED, FULFILLED, PENDING } from "../future/states.ts";
import type { Permit, Permits } from "./permits.ts";
import { Wait, type WaitList } from "./wait_list.ts";

/**
 * It stands in the line of the condition first, then in that of the lock: so
 * taking the lock again has its place like every other `acquire()`. What it
 * brings along there is the permit that was lent, so that the `using` which
 * holds that permit gives the lock back in the end.
 */
export class ConditionWait extends Wait<boolean> {
  declare private readonly permits: Permits | undefined;
  declare private readonly passOn: () => void;
  /** How it ends when the lock is held again; until it is known, nothing. */
  declare private outcome: boolean | Cancellation | undefined;

  /**
   * @param passOn Notifies the next in its place.
   * @param permits Of the lock, if there is one.
   */
  constructor(list: WaitList, passOn: () => void, permits?: Permits) {
    super(list);
    this.permits = permits;
    this.passOn = passOn;
    this.outcome = undefined;
  }

  /** Gives the lock up. */
  _lend(): void {
    const permit = this.permits?.oldest;
    this._given = permit;
    permit?.release();
  }

  /** It was notified, or its time is over. */
  _end(outcome: boolean | Cancellation): void {
    const again = this.outcome !== undefined;
    this.outcome = outcome;
    if (this.permits === undefined) return this.#settle();
    if (again) return; // it waits for the lock already
    this._endLimit();
    if (this._after !== undefined) this._list.remove(this);
    this.permits.line.add(this);
    this.permits.pump();
  }

  override _expire(): void {
    this._end(false);
  }

  /** The lock is held again. */
  override _served(permit: Permit): void {
    const abandoned = this._link === undefined;
    this.#settle();
    // Nobody is left who would give it back.
    if (abandoned && this.cancelled) permit.release();
  }

  /** It ends when the lock is held again, and not before. */
  override cancel(reason?: unknown): boolean {
    if (this._state !== PENDING) return false;
    this._abandoned(reason);
    return true;
  }

  /** @internal */
  override _abandoned(reason: unknown): boolean {
    const { outcome } = this;
    if (outcome instanceof Cancellation) return true;
    this._end(new Cancellation(reason));
    if (outcome === true) this.passOn();
    return true;
  }

  #settle(): void {
    const { outcome } = this;
    if (!(outcome instanceof Cancellation)) this._settle(outcome, FULFILLED);
    else this._settle(outcome, CANCELLED);
  }
}

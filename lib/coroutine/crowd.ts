/**
 * Waits for several things at once, for all that combine them.
 */

import { type Context, running } from "../context/running.ts";
import { suppress } from "../errors/suppressed.ts";
import { Cancellation, type Canceller, type Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";
import type { Knowing, Settlers } from "../future/settlers.ts";
import {
  CANCELLED,
  FULFILLED,
  PENDING,
  REJECTED,
  UNOBSERVED,
} from "../future/states.ts";
import { DUTY, INSTANT, LOOKS, type Waiter } from "../future/waiter.ts";

/** Whether a cell failed by an error, not by a cancel. */
export function failed(cell: Cell): boolean {
  return cell._state > FULFILLED && cell._state !== CANCELLED;
}

/**
 * The result of a crowd. When it is cancelled it ends with its members, whose
 * cleanup may still fail, and not before.
 */
export class Joint<T> extends Future<T> {
  override cancel(reason?: unknown): boolean {
    return this._state === PENDING && this._abandoned(reason);
  }

  /** @internal */
  override _abandoned(reason: unknown): boolean {
    super._abandoned(reason);
    return true;
  }
}

/**
 * One waiter that stands with all cells, and the canceller of their common
 * result. What each cell gave is read from the cell in the end, so a member
 * costs nothing but its place in a list.
 */
export abstract class Crowd implements Waiter, Canceller, Knowing {
  declare _mode: number;
  declare _context: Context;
  /** Each thing once, in input order. */
  declare protected readonly cells: ReadonlySet<Cell>;
  declare protected readonly target: Future<unknown>;
  /** Why it was given up, once it was. */
  declare protected cancellation: Cancellation | undefined;
  /** How many ends are still waited for. */
  declare private left: number;
  /** Whether only the ends of those given up are missing. */
  declare private decided: boolean;

  constructor(cells: Iterable<Cell>, target: Future<unknown>) {
    this._mode = LOOKS | INSTANT;
    this._context = running.by._context;
    this.cells = new Set(cells);
    this.target = target;
    this.cancellation = undefined;
    this.left = 1;
    this.decided = false;
  }

  /** Starts to wait; what has ended already counts in input order. */
  begin(): void {
    if (!this.target.done) this.target.value = this as never;
    const ended: Cell[] = [];
    for (const cell of this.cells) {
      if (cell.done) ended.push(cell);
      else {
        this.left++;
        cell._wait(this);
      }
    }
    for (const cell of ended) {
      if (cell._state === UNOBSERVED) this._mode |= DUTY;
      if (failed(cell)) cell._error(); // it is ours from now on
      this.ended(cell);
    }
    this.#one();
  }

  _label(): string {
    return this.target.name;
  }

  /** One of them has ended. */
  _run(cell: unknown): void {
    this.ended(cell as Cell);
    this.#one();
  }

  /** The result is given up: so are all places that it was made of. */
  _cancelled(target: Cell, reason: unknown): boolean {
    if (this.cancellation === undefined) {
      this.cancellation = new Cancellation(reason);
      this.giveUp(reason);
    }
    // Who keeps the result from its end can still be asked.
    if (!target.done) target.value = this;
    return !target.done;
  }

  /** The combinator, by its user's name for it. */
  protected abstract get kind(): string;

  /** Whether one of them that ends may settle the result before the others. */
  protected get eager(): boolean {
    return true;
  }

  /** @internal */
  _settlers(): Settlers | undefined {
    const who = [...this.cells];
    const any = this.eager && !this.decided;
    return { kind: this.kind, source: this, who, any };
  }

  /** One cell has ended; `decide` may be called for it. */
  protected abstract ended(cell: Cell): void;

  /** All that is waited for has ended: settles the target. */
  protected abstract finish(): void;

  /**
   * Leaves those that go on. A task that nobody else waits for is cancelled by
   * that, and its end is still waited for.
   */
  protected giveUp(reason: unknown): void {
    this.left++;
    this.decided = true;
    for (const cell of this.cells) {
      if (!cell.done && !cell._leave(this, reason)) this.left--;
    }
    this.#one();
  }

  /** Fails with the error of one cell; the others' stay beside it. */
  protected failWith(cell: Cell): void {
    const error = cell._error();
    // A cancel is quiet, and what hangs on it would be lost: it is reported.
    this.suppressAll(error, failed(cell) ? cell : undefined);
    this.target._settle(
      error,
      failed(cell) ? REJECTED : CANCELLED,
      cell._hops ?? null,
    );
  }

  /** Ends as given up: with an error of a cleanup if there is one. */
  protected endCancelled(): void {
    const first = [...this.cells].find(failed);
    if (first !== undefined) this.failWith(first);
    else this.target._settle(this.cancellation, CANCELLED);
  }

  /** Keeps the errors of all cells beside one, or has them reported. */
  protected suppressAll(error: unknown, but?: Cell): void {
    for (const cell of this.cells) {
      if (cell === but || !failed(cell)) continue;
      const other = cell._error();
      if (but === undefined || !suppress(error, other)) {
        disownLate(other, cell, cell._label());
      }
    }
  }

  #one(): void {
    if (--this.left === 0 && !this.target.done) this.finish();
  }
}

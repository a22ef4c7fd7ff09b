/**
 * Waits for several things as one: the members of a yielded array or record.
 */

import { type Context, running } from "../context/running.ts";
import { suppress } from "../errors/suppressed.ts";
import { type Canceller, type Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";
import { CANCELLED, FULFILLED, PENDING, REJECTED } from "../future/states.ts";
import { INSTANT, LOOKS, type Waiter } from "../future/waiter.ts";

/**
 * One waiter that stands with all of them and only counts: what each gave is
 * read from them in the end.
 */
class Collector implements Waiter, Canceller {
  declare _mode: number;
  declare _context: Context;
  declare private cells: readonly Cell[];
  declare private left: number;
  declare private target: Future<unknown>;
  declare private shape: (values: unknown[]) => unknown;

  constructor(
    cells: readonly Cell[],
    target: Future<unknown>,
    shape: (values: unknown[]) => unknown,
  ) {
    this._mode = LOOKS | INSTANT;
    this._context = running.by._context;
    this.cells = cells;
    this.left = 1;
    this.target = target;
    this.shape = shape;
    for (const cell of cells) {
      if (cell.done) continue;
      this.left++;
      cell._wait(this);
    }
    this._run();
  }

  _label(): string {
    return `all of ${this.cells.length}`;
  }

  _run(): void {
    if (--this.left > 0 || this.target.done) return;
    if (this.cells.every((cell) => cell._state === FULFILLED)) {
      const values = this.cells.map((cell) => cell.value);
      this.target._settle(this.shape(values), FULFILLED);
    } else this.#fail();
  }

  /**
   * Gives up all places. Tasks that nobody else waits for are cancelled by
   * that, and waited for: their cleanup ends before that of who waited.
   */
  _cancelled(_target: Cell, reason: unknown): boolean {
    this.left++;
    for (const cell of this.cells) {
      if (cell.done || cell._leave(this, reason)) continue;
      this.left--;
    }
    const stays = --this.left > 0;
    if (!stays && !this.target.done) this.#drop();
    return stays;
  }

  /** The first error in input order; a real one goes before a cancel. */
  #fail(): void {
    const failed = this.cells.filter((cell) => cell._state > FULFILLED);
    const errors = failed.map((cell) => cell._error());
    const real = failed.findIndex((cell) => cell._state !== CANCELLED);
    const at = Math.max(0, real);
    failed.forEach((cell, i) => {
      const quiet = i === at || cell._state === CANCELLED;
      if (!quiet && !suppress(errors[at], errors[i])) {
        disownLate(errors[i], cell, cell._label());
      }
    });
    this.target._settle(
      errors[at],
      real < 0 ? CANCELLED : REJECTED,
      failed[at]!._hops,
    );
  }

  /** Nobody will ask for the errors that are there already. */
  #drop(): void {
    for (const cell of this.cells) {
      if (cell._state > FULFILLED && cell._state !== CANCELLED) {
        disownLate(cell._error(), cell, cell._label());
      }
    }
  }
}

/**
 * The Future of all results in one value. It waits for all, then fails with
 * the first error in input order; the others are kept as suppressed.
 *
 * @param cells What to wait for; each may stand there several times.
 * @param shape Makes the value from the results in order.
 */
export function collect<R>(
  cells: readonly Cell[],
  shape: (values: unknown[]) => R,
): Future<R> {
  const target = new Future<R>();
  const collector = new Collector(cells, target as Future<unknown>, shape);
  if (target._state === PENDING) target.value = collector as never;
  return target;
}

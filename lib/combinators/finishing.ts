/**
 * Hands out several things in the order in which they end.
 */

import { Crowd, failed } from "../coroutine/crowd.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { FULFILLED } from "../future/states.ts";
import { watch } from "../future/unobserved.ts";
import { DUTY } from "../future/waiter.ts";

/** The ends that came, and those who wait for the next one. */
export class Finishing extends Crowd {
  readonly #ended: Cell[] = [];
  readonly #waiting: Future<Cell>[] = [];
  /** Those whose error nobody but this one has seen. */
  readonly #owed: Set<Cell> = new Set();
  #unasked: number;
  #dropped = false;

  constructor(cells: Iterable<Cell>) {
    super(cells, new Future<unknown>({ name: "the next to end" }));
    this.#unasked = this.cells.size;
    this.begin();
  }

  /** How many ends have not been asked for. */
  get unasked(): number {
    return this.#unasked;
  }

  /** The next end; asked for as often as there are things. */
  next(): Future<Cell> {
    this.#unasked--;
    const future = new Future<Cell>();
    const ended = this.#ended.shift();
    if (ended !== undefined) this.#handOver(ended, future);
    else this.#waiting.push(future);
    return future;
  }

  /** Nobody asks any more: the errors that were not asked for are reported. */
  drop(): void {
    this.#dropped = true;
    for (const cell of this.#ended.splice(0)) this.#handOver(cell);
  }

  /** One who asked gives up: its turn is the next one's. */
  forget(future: Future<Cell>): void {
    const at = this.#waiting.indexOf(future);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    this.#unasked++;
  }

  protected override get kind(): string {
    return "asCompleted";
  }

  protected override ended(cell: Cell): void {
    if (failed(cell) && (this._mode & DUTY) !== 0) this.#owed.add(cell);
    this._mode &= ~DUTY;
    const waiting = this.#waiting.shift();
    if (waiting !== undefined || this.#dropped) this.#handOver(cell, waiting);
    else this.#ended.push(cell);
  }

  /** Who gets it has to look at its error, or it is reported. */
  #handOver(cell: Cell, to?: Future<Cell>): void {
    if (this.#owed.delete(cell)) watch(cell);
    to?._settle(cell, FULFILLED);
  }

  protected override finish(): void {
    this.target._settle(undefined, FULFILLED);
  }
}

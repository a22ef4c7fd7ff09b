/**
 * Hands out several things in the order in which they end.
 */

import { Crowd } from "../coroutine/crowd.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { FULFILLED } from "../future/states.ts";

/** The ends that came, and those who wait for the next one. */
export class Finishing extends Crowd {
  readonly #ended: Cell[] = [];
  readonly #waiting: Future<Cell>[] = [];
  #unasked: number;

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
    if (ended !== undefined) future._settle(ended, FULFILLED);
    else this.#waiting.push(future);
    return future;
  }

  /** One who asked gives up: its turn is the next one's. */
  forget(future: Future<Cell>): void {
    const at = this.#waiting.indexOf(future);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    this.#unasked++;
  }

  protected override ended(cell: Cell): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#ended.push(cell);
    else waiting._settle(cell, FULFILLED);
  }

  protected override finish(): void {
    this.target._settle(undefined, FULFILLED);
  }
}

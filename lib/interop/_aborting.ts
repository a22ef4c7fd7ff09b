/**
 * A native promise whose work an AbortSignal can stop.
 */

import { type Context, running } from "../context/running.ts";
import { checkFunction } from "../errors/check.ts";
import { rejectAwait } from "../future/await_hop.ts";
import type { Cell } from "../future/cell.ts";
import { CANCELLED, FULFILLED } from "../future/states.ts";
import { INSTANT, LOOKS, loopOf, type Waiter } from "../future/waiter.ts";

/** Insists on a signal, if there is one. */
export function checkSignal(signal: unknown, call: string): void {
  if (signal === undefined) return;
  const listens = (signal as Partial<AbortSignal> | null)?.addEventListener;
  checkFunction(listens, `${call}, whose addEventListener is used`);
}

/** Settles a promise as a cell is; an abort gives the place up. */
export class Aborting implements Waiter {
  declare _mode: number;
  declare _context: Context;
  readonly #cell: Cell;
  readonly #signal: AbortSignal;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  readonly #onAbort: () => void = () =>
    loopOf(this)._within(() => this.#abort());

  constructor(
    cell: Cell,
    signal: AbortSignal,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this._mode = LOOKS | INSTANT;
    this._context = running.by._context;
    this.#cell = cell;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    if (!cell.done) signal.addEventListener("abort", this.#onAbort);
    cell._wait(this);
    if (signal.aborted) this.#abort();
  }

  _label(): string {
    return "toPromise()";
  }

  _run(): void {
    const cell = this.#cell, signal = this.#signal;
    signal.removeEventListener("abort", this.#onAbort);
    if (cell._state === FULFILLED) return this.#resolve(cell.value);
    const error = cell._error();
    // What else came out of the stopped work is not lost.
    if (cell._state === CANCELLED && signal.aborted) {
      return this.#reject(signal.reason);
    }
    void rejectAwait(
      this.#resolve,
      this.#reject,
      error,
      cell._hops,
      running.debug,
    );
  }

  #abort(): void {
    const cell = this.#cell, { reason } = this.#signal;
    if (cell.done || cell._leave(this, reason)) return;
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#reject(reason);
  }
}

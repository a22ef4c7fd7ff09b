/**
 * Hands a Future's outcome to a native promise.
 */

import { type Context, running } from "../context/running.ts";
import { rejectAwait } from "./await_hop.ts";
import type { Cell } from "./cell.ts";
import { FULFILLED } from "./states.ts";
import { INSTANT, LOOKS, type Waiter } from "./waiter.ts";

/** The waiter; resolving a promise runs no user code, so it needs no turn. */
export class Bridge implements Waiter {
  declare _mode: number;
  declare _context: Context;
  declare private cell: Cell;
  declare private resolve: (value: unknown) => void;
  declare private reject: (error: unknown) => void;

  constructor(
    cell: Cell,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this._mode = LOOKS | INSTANT;
    this._context = running.by._context;
    this.cell = cell;
    this.resolve = resolve;
    this.reject = reject;
  }

  _label(): string {
    return "promise()";
  }

  _run(): void {
    const { cell, resolve, reject } = this;
    if (cell._state === FULFILLED) resolve(cell.value);
    else {
      const error = cell._error();
      void rejectAwait(resolve, reject, error, cell._hops, running.debug);
    }
  }
}

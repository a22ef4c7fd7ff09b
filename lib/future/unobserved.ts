/**
 * Finds the failed futures that nobody looked at.
 *
 * The check comes when the turn has drained, so that an `await` or a callback
 * that looks is in time. Tornado and asyncio report when the object is
 * collected; a finalizer comes too late or never, so that was rejected.
 */

import { running } from "../context/running.ts";
import type { ErrorReport } from "../loop/reports.ts";
import type { Runnable } from "../loop/runnable.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { hopsOf, present } from "../traceback/stitch.ts";
import type { Cell } from "./cell.ts";
import { REJECTED, REPORTED, UNOBSERVED } from "./states.ts";
import { currentLoop } from "./waiter.ts";

/** The reports that were made, for when somebody looks later. */
const reported: WeakMap<Cell, { report: ErrorReport; loop: IOLoop }> =
  new WeakMap();

class Check implements Runnable {
  readonly #cell: Cell;
  readonly #loop: IOLoop;

  constructor(cell: Cell, loop: IOLoop) {
    this.#cell = cell;
    this.#loop = loop;
  }

  _label(): string {
    return this.#cell._label();
  }

  _run(): void {
    const cell = this.#cell, loop = this.#loop;
    if (cell._state !== UNOBSERVED) return;
    cell._state = REPORTED;
    present(cell.value, cell._hops, running.debug);
    const report = { error: cell.value, source: cell, name: cell._label() };
    reported.set(cell, { report, loop });
    loop._tell(loop.onUnobserved, report);
  }
}

/** A cell failed, and none of those who wait for it looks for certain. */
export function watch(cell: Cell): void {
  cell._state = UNOBSERVED;
  const loop = currentLoop();
  loop._afterTurn(new Check(cell, loop));
}

/** Somebody looks at a cell whose report is planned or made. */
export function observe(cell: Cell): void {
  const late = cell._state === REPORTED ? reported.get(cell) : undefined;
  cell._state = REJECTED;
  if (late !== undefined) {
    late.loop._tell(late.loop.onObservedLate, late.report);
  }
}

/** Reports at once an error that can have no owner any more. */
export function disown(error: unknown, source: unknown, name: string): void {
  const loop = currentLoop();
  present(error, hopsOf(error), running.debug);
  loop._tell(loop.onUnobserved, { error, source, name });
}

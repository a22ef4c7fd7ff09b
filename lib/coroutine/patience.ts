/**
 * Bounds how long one who was cancelled waits for a foreign cleanup.
 *
 * A task bounds its own cleanup; a promise of the platform may stay pending for
 * ever, and then who left would never be free.
 */

import type { Cell } from "../future/cell.ts";
import type { Future } from "../future/future.ts";
import type { IOLoop } from "../loop/io_loop.ts";

/** Calls `leave` after some ms, unless the cell is settled before. */
export function atLatest(
  ms: number,
  cell: Cell,
  loop: IOLoop,
  leave: () => void,
): void {
  if (cell.done) return;
  const timer = loop.callLater(ms, () => {
    if (!cell.done) leave();
  });
  (cell as Future<unknown>).addDoneCallback(() => timer.cancel());
}

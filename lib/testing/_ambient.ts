/**
 * Makes a loop the current one for code that no task runs.
 *
 * A native `await` forgets on which loop it was. So while an async function is
 * the main function of a test, its loop stands in for the realm's own, and
 * what the function calls after an `await` finds it.
 */

import { type Holder, running } from "../context/running.ts";
import type { IOLoop } from "../loop/io_loop.ts";

const holders: Holder[] = [];
let base: Holder;

/**
 * Begins. Called while nothing runs but this.
 *
 * @returns What ends it; where several overlap, the latest that is left holds.
 */
export function takeOver(loop: IOLoop): () => void {
  const holder: Holder = { _context: loop._root };
  if (holders.length === 0) base = running.by;
  holders.push(holder);
  running.by = holder;
  return () => {
    holders.splice(holders.indexOf(holder), 1);
    if (running.by === holder) running.by = holders.at(-1) ?? base;
  };
}

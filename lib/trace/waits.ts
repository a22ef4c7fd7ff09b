/**
 * What stands between a pending Future and those that could settle it.
 */

import { type Cell, isCell } from "../future/cell.ts";
import { type Settlers, settlersOf } from "../future/settlers.ts";
import { PENDING } from "../future/states.ts";
import { Wait } from "../sync/wait_list.ts";

/** A view of it; unlike that of the search for deadlocks it may be in part. */
export interface Between extends Settlers {
  /** Those of `who` that are pending Futures of this copy. */
  readonly pending: readonly Cell[];
  /** Whether somebody else may settle it as well, as a timer does. */
  readonly open: boolean;
}

/** What a canceller of this package may have; all of it is optional. */
interface Parts {
  readonly kind?: unknown;
  readonly cells?: unknown;
}

/**
 * Looks at a pending Future that is no task.
 *
 * @returns `undefined` if nothing is known of who could settle it.
 */
export function between(cell: Cell): Between | undefined {
  const via = settlersOf(cell);
  if (via !== undefined) return seen(via, false);
  if (cell instanceof Wait) {
    // One with a timeout tells none, but its line knows who holds what.
    const holders = cell._after && cell._list.owner.settlers?.();
    return holders && seen(holders, true);
  }
  // One with a timer tells no settlers, for the timer is one.
  const parts = cell.value as Parts | undefined;
  const { kind, cells } = parts ?? {};
  if (typeof kind !== "string" || !(cells instanceof Set)) return undefined;
  return seen({
    kind,
    source: cell.value as object,
    who: [...cells],
    any: true,
  }, true);
}

function seen(via: Settlers, open: boolean): Between {
  const pending = via.who.filter(isCell).filter(isPending);
  return { ...via, pending, open };
}

/** Whether a Future is not settled. */
export function isPending({ _state }: Cell): boolean {
  return _state === PENDING;
}

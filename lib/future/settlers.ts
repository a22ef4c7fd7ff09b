/**
 * Who could settle a Future, as the Future itself tells when it is asked.
 *
 * The search for deadlocks reads it when nothing else is left to do, so it
 * costs nothing before: it is a view of what the objects hold anyway.
 */

import { type Cell, isCell } from "./cell.ts";
import { PENDING } from "./states.ts";

/**
 * What stands between a waiter and those whom it waits for.
 *
 * @internal
 */
export interface Settlers {
  /** What it is, for people: `Lock`, `gather`. */
  readonly kind: string;
  /** Its name, if it has one. */
  readonly name?: string | undefined;
  /** The primitive; the same object for all who wait for it. */
  readonly source: object;
  /** Tasks or Futures; of none at all nobody knows who could settle it. */
  readonly who: readonly unknown[];
  /** Whether one of them is enough, as for `race` or a semaphore. */
  readonly any: boolean;
}

/**
 * What knows who could settle a Future: itself, or its canceller.
 *
 * @internal
 */
export interface Knowing {
  /**
   * Who could; `undefined` if somebody else may as well, as a timer does.
   *
   * @internal
   */
  _settlers(): Settlers | undefined;
}

/** Asks a pending Future, or its canceller, who could settle it. */
export function settlersOf(cell: Cell): Settlers | undefined {
  if (cell._state !== PENDING) return undefined;
  const own = cell as Partial<Knowing>;
  const canceller = cell.value as Partial<Knowing> | undefined;
  return own._settlers?.() ?? canceller?._settlers?.();
}

/** Those of them that are Futures of this copy and not settled. */
export function pendingOf({ who }: Settlers): Cell[] {
  return who.filter(isCell).filter(({ _state }) => _state === PENDING);
}

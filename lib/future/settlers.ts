/**
 * Who could settle a Future, as the Future itself tells when it is asked.
 *
 * The search for deadlocks reads it when nothing else is left to do, so it
 * costs nothing before: it is a view of what the objects hold anyway.
 */

/** A Future that knows who could settle it tells so under this key. */
export const SETTLERS: unique symbol = Symbol.for(
  "twister.settlers",
) as never;

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
 * A Future that knows who could settle it.
 *
 * @internal
 */
export interface Settled {
  /**
   * Who could; `undefined` if somebody else may as well, as a timer does.
   *
   * @internal
   */
  [SETTLERS](): Settlers | undefined;
}

/** Asks a Future who could settle it. */
export function settlersOf(future: object): Settlers | undefined {
  return (future as Partial<Settled>)[SETTLERS]?.();
}

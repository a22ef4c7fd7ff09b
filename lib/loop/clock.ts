/**
 * What the loop asks of a clock: the time, and one alarm. A test hands the
 * loop a clock of its own; nothing else in the package knows the time.
 *
 * @example A clock that stands still until it is told
 * ```ts
 * import { type Clock, IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const clock: Clock = { grain: 0, now: () => 1000, alarm() {} };
 * assertEquals(new IOLoop({ clock }).time(), 1000);
 * ```
 */
export interface Clock {
  /**
   * The steps in milliseconds to which deadlines are rounded up, so that
   * those that fall together share one timer; 0 keeps them exact.
   */
  readonly grain: number;
  /** Milliseconds on a scale that never runs backwards. */
  now(): number;
  /**
   * Sets the one alarm, or moves it, or clears it.
   *
   * @param time When to ring; `undefined` for never.
   * @param ring What to call, once, at that time or somewhat later.
   */
  alarm(time: number | undefined, ring: () => void): void;
}

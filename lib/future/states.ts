/**
 * The states of a Future, as the small numbers that its hot paths compare.
 *
 * All that is not `PENDING` is settled; all from `REJECTED` on throws. The two
 * states beyond are rejections that somebody must still be told of: looking at
 * one makes it a plain `REJECTED`. So "was it observed?" costs no field.
 */

/** Not settled yet. */
export const PENDING = 0;
/** Settled with a value. */
export const FULFILLED = 1;
/** Settled with an error that somebody has looked at. */
export const REJECTED = 2;
/** Settled by a cancel. */
export const CANCELLED = 3;
/** Settled with an error that nobody has looked at; a report is planned. */
export const UNOBSERVED = 4;
/** The report was made. */
export const REPORTED = 5;

/** The public name of each state. */
export type FutureState = "pending" | "fulfilled" | "rejected" | "cancelled";

/** The names by number. */
export const STATE_NAMES: readonly FutureState[] = [
  "pending",
  "fulfilled",
  "rejected",
  "cancelled",
  "rejected",
  "rejected",
];

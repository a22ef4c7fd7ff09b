/**
 * What every way of choosing schedules gives: one attempt after the other.
 */

import type { Choices, Decision } from "./choices.ts";

/** One schedule to be tried. */
export interface Attempt {
  /** Of all that the program leaves to chance. */
  readonly seed: number;
  readonly choices: Choices;
}

/** A way of choosing schedules. */
export interface Strategy {
  /** The next one; `undefined` when all have been tried. */
  next(): Attempt | undefined;
  /** Told what was decided in it. */
  ended(decisions: readonly Decision[]): void;
}

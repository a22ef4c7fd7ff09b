/**
 * Schedules by chance.
 *
 * Each run draws how restless it is. With uniform choices alone, a run of a
 * hundred steps would deviate at each of them, and bugs that need a long
 * undisturbed stretch would hardly be met.
 */

import type { Candidate, Choices, Decision, DecisionKind } from "./choices.ts";
import { mix, seededRandom } from "./_choices_prng.ts";
import type { Attempt, Strategy } from "./_choices_strategy.ts";

/** Shares of the decisions at which a run deviates from the plain loop. */
const RESTLESS = [1, 0.5, 0.25, 0.1];

/** How often it lets the task go on that ran last: some bugs need a runaway. */
const STICKY = [0, 0.5, 0.8];

/** How often a fault happens. */
const FAULTS = 0.3;

/** Draws every decision. */
export class RandomStrategy implements Strategy {
  readonly #seed: number;
  #count = 0;
  /** How many cancels a run could have had: the most so far. */
  #cancels = 1;

  constructor(seed: number) {
    this.#seed = seed;
  }

  next(): Attempt {
    const seed = mix(this.#seed, this.#count++);
    return { seed, choices: new Drawn(mix(seed, 1), this.#cancels) };
  }

  ended(decisions: readonly Decision[]): void {
    const cancels = decisions.filter(({ kind }) => kind === "cancel").length;
    this.#cancels = Math.max(this.#cancels, cancels);
  }
}

class Drawn implements Choices {
  readonly #random: () => number;
  readonly #rate: number;
  readonly #stickiness: number;
  readonly #cancelRate: number;
  #latest: object | undefined;

  constructor(seed: number, cancels: number) {
    this.#random = seededRandom(seed);
    this.#rate = this.#one(RESTLESS);
    this.#stickiness = this.#one(STICKY);
    this.#cancelRate = 1 / cancels;
  }

  choose(
    kind: DecisionKind,
    of: number,
    candidates?: readonly Candidate[],
  ): number {
    const random = this.#random;
    if (candidates === undefined) {
      return drawOther(kind, of, this.#cancelRate, random);
    }
    const chosen = this.#chooseRun(of, candidates);
    this.#latest = candidates[chosen]!.thread;
    return chosen;
  }

  #chooseRun(of: number, candidates: readonly Candidate[]): number {
    const random = this.#random;
    if (random() >= this.#rate) return 0;
    const again = random() < this.#stickiness
      ? candidates.findIndex(({ thread }) => thread === this.#latest)
      : -1;
    return again < 0 ? Math.floor(random() * of) : again;
  }

  #one(list: readonly number[]): number {
    return list[Math.floor(this.#random() * list.length)]!;
  }
}

/** Draws a decision that is not about which entry runs. */
export function drawOther(
  kind: DecisionKind,
  of: number,
  cancelRate: number,
  random: () => number,
): number {
  if (kind === "choose") return Math.floor(random() * of);
  const rate = kind === "fault" ? FAULTS : cancelRate;
  return random() < rate ? 1 + Math.floor(random() * (of - 1)) : 0;
}

/** As the loop itself would decide; only what is left to chance differs. */
export class PlainStrategy implements Strategy {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  next(): Attempt {
    const seed = mix(this.#seed, this.#count++);
    return { seed, choices: { choose: () => 0 } };
  }

  ended(): void {}
}

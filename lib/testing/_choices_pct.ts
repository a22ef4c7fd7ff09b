/**
 * Schedules by random priorities, changed at few random points.
 *
 * The task with the highest priority always runs. A bug that needs `d` ordering
 * constraints is found with a probability of at least `1 / (n * k ** (d - 1))`
 * for `n` tasks and `k` steps. After Burckhardt et al., "A Randomized
 * Scheduler with Probabilistic Guarantees of Finding Bugs" (2010).
 */

import type { Candidate, Choices, Decision, DecisionKind } from "./choices.ts";
import { mix, seededRandom } from "./_choices_prng.ts";
import { drawOther } from "./_choices_random.ts";
import type { Attempt, Strategy } from "./_choices_strategy.ts";

/** Priorities by chance. */
export class PctStrategy implements Strategy {
  readonly #seed: number;
  readonly #depth: number;
  #count = 0;
  #steps = 8;
  #cancels = 1;

  constructor(seed: number, depth: number) {
    this.#seed = seed;
    this.#depth = depth;
  }

  next(): Attempt {
    const seed = mix(this.#seed, this.#count++), random = seededRandom(seed);
    const changes = new Set<number>();
    for (let i = 1; i < this.#depth; i++) {
      changes.add(Math.floor(random() * this.#steps));
    }
    return { seed, choices: new Ranked(random, changes, 1 / this.#cancels) };
  }

  ended(decisions: readonly Decision[]): void {
    const count = (wanted: DecisionKind) =>
      decisions.filter(({ kind }) => kind === wanted).length;
    this.#steps = Math.max(this.#steps, count("run"));
    this.#cancels = Math.max(this.#cancels, count("cancel"));
  }
}

class Ranked implements Choices {
  readonly #ranks: Map<object, number> = new Map();
  readonly #random: () => number;
  readonly #changes: ReadonlySet<number>;
  readonly #cancelRate: number;
  #asked = 0;
  #lowest = 0;

  constructor(
    random: () => number,
    changes: ReadonlySet<number>,
    cancelRate: number,
  ) {
    this.#random = random;
    this.#changes = changes;
    this.#cancelRate = cancelRate;
  }

  choose(
    kind: DecisionKind,
    of: number,
    candidates?: readonly Candidate[],
  ): number {
    if (candidates === undefined) {
      return drawOther(kind, of, this.#cancelRate, this.#random);
    }
    const first = this.#highest(candidates);
    if (!this.#changes.has(this.#asked++)) return first;
    this.#ranks.set(candidates[first]!.thread, --this.#lowest);
    return this.#highest(candidates);
  }

  #highest(candidates: readonly Candidate[]): number {
    let best = 0;
    for (let i = 1; i < candidates.length; i++) {
      if (this.#rank(candidates[i]!) > this.#rank(candidates[best]!)) best = i;
    }
    return best;
  }

  #rank({ thread }: Candidate): number {
    let rank = this.#ranks.get(thread);
    if (rank === undefined) this.#ranks.set(thread, rank = this.#random());
    return rank;
  }
}

/**
 * All schedules that deviate from the plain loop at few places, those with the
 * fewest first. After Emmi, Qadeer and Rakamarić, "Delay-Bounded Scheduling"
 * (2011).
 */

import { type Decision, ListedChoices } from "./choices.ts";
import type { Attempt, Strategy } from "./_choices_strategy.ts";

/** A run that others branch off from, behind `from`. */
interface Trunk {
  readonly decisions: readonly Decision[];
  readonly from: number;
  readonly deviations: number;
}

/** Enumerates them, level by level. */
export class BoundedStrategy implements Strategy {
  readonly #seed: number;
  readonly #most: number;
  readonly #trunks: Trunk[] = [];
  readonly #branches: Generator<number[], void, unknown>;
  #from = 0;
  #deviations = 0;

  constructor(seed: number, most: number) {
    this.#seed = seed;
    this.#most = most;
    this.#branches = this.#enumerate();
  }

  next(): Attempt | undefined {
    const { value } = this.#branches.next();
    if (value === undefined) return undefined;
    return { seed: this.#seed, choices: new ListedChoices(value) };
  }

  ended(decisions: readonly Decision[]): void {
    if (this.#deviations === this.#most) return;
    const from = this.#from, deviations = this.#deviations;
    this.#trunks.push({ decisions, from, deviations });
  }

  *#enumerate(): Generator<number[], void, unknown> {
    yield [];
    // Each schedule once: a branch deviates behind the last deviation only.
    for (let trunk; (trunk = this.#trunks.shift());) {
      const answers = trunk.decisions.map(({ chosen }) => chosen);
      this.#deviations = trunk.deviations + 1;
      for (let at = trunk.from; at < answers.length; at++) {
        this.#from = at + 1;
        for (let other = 1; other < trunk.decisions[at]!.of; other++) {
          yield [...answers.slice(0, at), other];
        }
      }
    }
  }
}

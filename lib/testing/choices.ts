/**
 * Where the decisions of a schedule come from.
 *
 * Whatever a run could do in more than one way is asked here: which ready entry
 * goes next, whether a task is cancelled, what a program leaves to chance. The
 * answer 0 always means what the plain loop would do; so a list of answers is
 * read by those that are not 0, and all beyond its end are 0.
 */

/** What a decision is about. */
export type DecisionKind = "run" | "cancel" | "choose" | "fault";

/** One thing that could run. */
export interface Candidate {
  /** The same in each run that did the same things before. */
  readonly id: number;
  /** The task whose step it is; else the entry. */
  readonly thread: object;
}

/** One decision that was made. */
export interface Decision {
  readonly kind: DecisionKind;
  /** The answer, from 0. */
  readonly chosen: number;
  /** How many answers there were. */
  readonly of: number;
}

/**
 * What a step touched, by numbers that are the same in each run; `undefined` if
 * that is not known.
 */
export type Footprint = ReadonlySet<number> | undefined;

/** Makes the decisions of one run. */
export interface Choices {
  /**
   * Decides.
   *
   * @param kind What about.
   * @param of How many answers there are: two or more.
   * @param candidates What could run, where that is asked.
   * @returns The answer; below zero if the run need not go on, for another has
   * shown the same.
   */
  choose(
    kind: DecisionKind,
    of: number,
    candidates?: readonly Candidate[],
  ): number;
  /** Told of each step that ended, and of a cancel, with what it touched. */
  stepped?(id: number | undefined, touched: Footprint): void;
}

/** Answers from a list. */
export class ListedChoices implements Choices {
  readonly #answers: readonly number[];
  #next = 0;

  constructor(answers: readonly number[]) {
    this.#answers = answers;
  }

  /** The next of the list; one that does not fit counts as 0. */
  choose(_kind: DecisionKind, of: number): number {
    const answer = this.#answers[this.#next++] ?? 0;
    return answer < of ? answer : 0;
  }
}

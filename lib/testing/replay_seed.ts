/**
 * A failing run as one line of text: the seed of all chance, and the decisions
 * that differ from the plain loop's.
 */

import { describe } from "../errors/describe.ts";

/** What a line holds. */
export interface ReplaySeed {
  /** Of all that the program leaves to chance. */
  readonly seed: number;
  /** How many cancels the explorer could make. */
  readonly cancels: number;
  /** The answers, by decision. */
  readonly answers: readonly number[];
}

const FORM = /^(\d+)(?:c(\d+))?((?:-\d+=\d+)*)$/;

/** Where a list ends at the latest: a slip of the pen must not fill memory. */
const LONGEST = 1_000_000;

/** Writes it: `17c1-3=1-8=2`. */
export function writeSeed({ seed, cancels, answers }: ReplaySeed): string {
  const pairs = answers.map((answer, at) => answer && `-${at}=${answer}`);
  const list = pairs.filter((pair) => pair !== 0).join("");
  return `${seed}${cancels > 0 ? `c${cancels}` : ""}${list}`;
}

/**
 * Reads it.
 *
 * @throws {TypeError} If it is no such line.
 */
export function readSeed(text: unknown): ReplaySeed {
  const parts = typeof text === "string" ? FORM.exec(text) : null;
  const [, seed, cancels, list = ""] = parts ?? [];
  const pairs = list.split("-").slice(1).map((pair) =>
    pair.split("=").map(Number) as [at: number, answer: number]
  );
  if (parts === null || pairs.some(([at]) => at > LONGEST)) {
    throw new TypeError(
      `Cannot replay ${describe(text)}: expected the seed of a report, such ` +
        'as "17-3=1". Copy it as a whole',
    );
  }
  const answers: number[] = [];
  for (const [at, answer] of pairs) {
    while (answers.length < at) answers.push(0);
    answers[at] = answer;
  }
  return { seed: Number(seed), cancels: Number(cancels ?? 0), answers };
}

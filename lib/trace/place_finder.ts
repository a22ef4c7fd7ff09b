/**
 * Looks up the lines at which tasks are suspended, sparingly.
 *
 * The host takes some 15 µs to name one frame, so a hundred thousand tasks
 * would take ten seconds. Of many that look alike the first ones tell enough.
 */

import { suspendedAt } from "../coroutine/suspended.ts";
import type { Task } from "../coroutine/task.ts";

/** Tasks of one kind that are looked up, if nobody says how many. */
const MOST_ALIKE = 100;

/** Counts what it has looked up in one dump. */
export class PlaceFinder {
  readonly #most: number;
  readonly #counts: Map<string, number> = new Map();

  /** @param most Of those that look alike. */
  constructor(most: number = MOST_ALIKE) {
    this.#most = most;
  }

  /**
   * The frames of a task, innermost first.
   *
   * @param alike What it has in common with others.
   */
  of(task: Task<unknown>, alike: string): string[] {
    const count = this.#counts.get(alike) ?? 0;
    if (count >= this.#most) return [];
    this.#counts.set(alike, count + 1);
    return suspendedAt(task).map(frame);
  }
}

/** A frame of a stack without the words that all have. */
export function frame(line: string): string {
  return line.trim().replace(/^at (?:async )?/, "");
}

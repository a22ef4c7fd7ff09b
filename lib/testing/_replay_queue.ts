/**
 * The ready queue of a recording that is played: what was recorded comes next.
 *
 * The order of the queue is that of the plain loop. What a recording decides is
 * when timers are due and when inputs come, for that was up to the host.
 */

import { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { type Ready, Ring } from "../loop/ring.ts";
import type { Runnable, Timed } from "../loop/runnable.ts";

/** A step as it is recorded: who, when. */
export type RecordedStep = readonly [name: string, time: number];

/** What a step is called in a recording. */
export function recordedName(entry: Runnable): string {
  return entry instanceof Future && !(entry instanceof Task)
    ? "timer"
    : entry._label();
}

/** Gives the next of one name its number. */
export function numbered(counts: Map<string, number>, name: string): string {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return `${name} ${count}`;
}

/** Where the time and the inputs of a recording come from. */
export interface Stage {
  /** Lets the inputs in that came after so many steps. */
  takeIn(count: number): void;
  /** Sets the time; `true` if timers are due now. */
  moveTo(time: number): boolean;
}

const NOTHING: Runnable = { _run() {}, _label: () => "nothing" };

/** The queue. */
export class PlayedQueue implements Ready {
  readonly #queue = new Ring();
  readonly #steps: readonly RecordedStep[];
  readonly #stage: Stage;
  #due: Timed[] = [];
  /** Whether the loop was told to look for due timers, and did not yet. */
  #rung = false;
  /**
   * Whether the recorded step is not there. The loop sets its alarm only when
   * nothing is ready, so a timer may turn up then.
   */
  #paused = false;
  /** How many steps have begun. */
  count = 0;

  constructor(steps: readonly RecordedStep[], stage: Stage) {
    this.#steps = steps;
    this.#stage = stage;
  }

  get size(): number {
    if (this.#paused) return 0;
    return this.#queue.size + (this.#dueAt() < 0 ? 0 : 1);
  }

  /** The step that was recorded next. */
  get next(): RecordedStep | undefined {
    return this.#steps[this.count];
  }

  push(entry: Runnable): void {
    this.#queue.push(entry);
  }

  due(timers: Timed[]): Timed[] {
    this.#due.push(...timers);
    this.#rung = false;
    return [];
  }

  shift(): Runnable {
    if (this.#paused) return NOTHING;
    this.#stage.takeIn(this.count);
    const { next } = this, at = this.#dueAt(), [head] = this.#queue;
    if (at >= 0) return this.#begin(this.#due.splice(at, 1)[0]!, next);
    const fits = head && (!next || recordedName(head) === next[0]);
    if (fits) return this.#begin(this.#queue.shift(), next);
    if (this.#rung) return NOTHING;
    if (next && this.#stage.moveTo(next[1])) {
      this.#rung = true;
      return NOTHING;
    }
    this.#paused = true;
    return NOTHING;
  }

  /**
   * Goes on after a pause.
   *
   * @returns What stands there in place of the recorded step.
   */
  resume(): string | undefined {
    if (!this.#paused) return undefined;
    this.#paused = false;
    const [head] = this.#queue;
    return head ? recordedName(head) : "nothing";
  }

  [Symbol.iterator](): Iterator<Runnable> {
    return this.#queue[Symbol.iterator]();
  }

  #begin(entry: Runnable, next: RecordedStep | undefined): Runnable {
    this.count++;
    if (next) this.#stage.moveTo(next[1]);
    return entry;
  }

  /** Where the timer is that comes next, among those that are due. */
  #dueAt(): number {
    const { next } = this;
    return this.#due.findIndex((timer) =>
      !timer.done && (next === undefined || recordedName(timer) === next[0])
    );
  }
}

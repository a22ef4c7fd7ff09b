/**
 * What happened in one run: the decisions, the steps, and a number for them.
 */

import { suspendedAt } from "../coroutine/suspended.ts";
import { Task } from "../coroutine/task.ts";
import { isCell } from "../future/cell.ts";
import type { Runnable } from "../loop/runnable.ts";
import { mix } from "./_choices_prng.ts";
import { ScheduleNames } from "./_schedule_names.ts";
import type { Decision, Footprint } from "./choices.ts";

/** One step. */
export interface LoggedStep {
  readonly id: number;
  readonly entry: Runnable;
  /** What could have run, in the order of the plain loop. */
  readonly ready: readonly Runnable[];
  readonly chosen: number;
  /** Whether the task was not run but cancelled. */
  readonly cancel: boolean;
  readonly time: number;
  /** Where the task was suspended, if that was looked for. */
  readonly where: string | undefined;
  /** What the program noted, or left to chance, meanwhile. */
  readonly notes: string[];
}

/** How a log is kept. */
export interface LogOptions {
  /** Whether what steps touch is known. */
  readonly touches: boolean;
  /** Whether it is looked where tasks are suspended. */
  readonly places: boolean;
  readonly now: () => number;
}

/** The log of one run. */
export class ScheduleLog {
  readonly decisions: Decision[] = [];
  readonly steps: LoggedStep[] = [];
  /** Notes from before the first step. */
  readonly prelude: string[] = [];
  readonly #options: LogOptions;
  /** By object, which of those that its step made it is. */
  readonly #ids: WeakMap<object, number> = new WeakMap();
  #count = 0;
  #touched: Set<number> = new Set();
  #touchedAll = false;
  /** By what was touched, the steps so far. */
  readonly #last: Map<number, number> = new Map();
  #made: Task<unknown>[] = [];
  /** What was left to chance in this step. */
  #drawn = 0;
  #sum = 1;
  #order = 1;
  readonly names: ScheduleNames = new ScheduleNames();
  /** Where tasks that take a turn are, as far as it was noted. */
  readonly turns: WeakMap<object, string> = new WeakMap();

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /**
   * A number for the schedule: the same for those that differ only in the
   * order of steps that touch nothing in common.
   */
  get hash(): number {
    return mix(this.#sum, this.#order) * 2 ** 20 + (this.#order & 0xfffff);
  }

  decided(decision: Decision): void {
    this.decisions.push(decision);
    // What runs, or is cancelled, counts by its steps.
    if (decision.kind === "run" || decision.kind === "cancel") return;
    this.#drawn = mix(this.#drawn, decision.chosen + 1);
  }

  began(
    id: number,
    entry: Runnable,
    ready: readonly { entry: Runnable }[],
    chosen: number,
  ): void {
    this.#begin();
    if (entry instanceof Task) this.#touchAwaited(entry);
    this.#add(id, entry, ready.map((place) => place.entry), chosen, false);
  }

  cancels(task: Task<unknown>, id: number): void {
    this.#begin();
    this.#add(id, task, [], 0, true);
    this.#order = mix(this.#order, id);
  }

  /** The step has ended. */
  ended(): Footprint {
    const step = this.steps.at(-1)!;
    if (step.entry instanceof Task) this.#touchAwaited(step.entry);
    for (const task of this.#made) this.#touchAwaited(task);
    const all = this.#touchedAll || !this.#options.touches;
    const id = mix(step.id, this.#drawn);
    if (all) this.#order = mix(this.#order, mix(this.#sum, id));
    else this.#sum = (this.#sum + this.#chain(id)) >>> 0;
    return all ? undefined : this.#touched;
  }

  /** The step touches something. */
  touch(object: object): void {
    const id = this.#ids.get(object);
    if (id === undefined) this.#touchedAll = true;
    else this.#touched.add(id);
  }

  /** Something is made in this step that others may touch. */
  made(object: object): void {
    const by = this.steps.at(-1)?.id ?? 0;
    this.#ids.set(object, mix(by, -++this.#count));
    if (object instanceof Task) this.#made.push(object);
  }

  /** It is not known what the step touches. */
  touchAll(): void {
    this.#touchedAll = true;
  }

  note(text: string): void {
    (this.steps.at(-1)?.notes ?? this.prelude).push(text);
  }

  #begin(): void {
    this.#touched = new Set();
    this.#touchedAll = false;
    this.#count = 0;
    this.#made = [];
    this.#drawn = 0;
  }

  #touchAwaited(task: Task<unknown>): void {
    const awaits = task._awaits;
    if (isCell(awaits)) this.touch(awaits);
  }

  /** A number for the step and all before it that it depends on. */
  #chain(id: number): number {
    let number = mix(id, this.#order);
    for (const one of this.#touched) {
      number = (number + mix(one, this.#last.get(one) ?? 0)) >>> 0;
    }
    for (const one of this.#touched) this.#last.set(one, number);
    return mix(number, id);
  }

  #add(
    id: number,
    entry: Runnable,
    ready: readonly Runnable[],
    chosen: number,
    cancel: boolean,
  ): void {
    const { places, now } = this.#options;
    const where = places ? this.#where(entry) : undefined;
    // Where it stands is told by its next turn anew, if at all.
    if (!cancel) this.turns.delete(entry);
    // A timer is named by who waits for it, which is known only before it runs.
    if (places) {
      for (const one of [entry, ready[0]]) {
        one && this.names.of(one);
      }
    }
    const time = now(), notes: string[] = [];
    this.steps.push({ id, entry, ready, chosen, cancel, time, where, notes });
  }

  #where(entry: Runnable): string | undefined {
    if (!(entry instanceof Task)) return undefined;
    const frame = suspendedAt(entry)[0] ?? this.turns.get(entry);
    return frame?.trim().replace(/^at (?:async )?/, "");
  }
}

/** Whether a task waits for something and can be cancelled there. */
export function isSuspended(task: Task<unknown>): boolean {
  return !task.done && task._body !== undefined;
}

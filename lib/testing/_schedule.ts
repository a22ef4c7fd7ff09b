/**
 * The ready queue of an explored loop: it asks which entry goes next.
 *
 * It keeps the entries in the order in which the plain loop would run them, so
 * that the first is always what that would do: the rest of the turn, the
 * timers that are due, what was added meanwhile. To the loop it shows one entry
 * at a time, so that due timers join at each step.
 */

import { Kick } from "../coroutine/kick.ts";
import { Task } from "../coroutine/task.ts";
import { Waiters } from "../future/waiter.ts";
import { Handle } from "../loop/handle.ts";
import type { Ready } from "../loop/ring.ts";
import type { Runnable, Timed } from "../loop/runnable.ts";
import { mix } from "./_choices_prng.ts";
import type { Candidate, Choices, DecisionKind } from "./choices.ts";
import { isSuspended, type ScheduleLog } from "./_schedule_log.ts";

/** A ready entry. */
interface Place extends Candidate {
  readonly entry: Runnable;
  /** The step that added it. */
  readonly by: number;
  /** Whether it is a timer that is due. */
  readonly timed: boolean;
  /** How many callbacks led to it, each adding the next. */
  readonly polls: number;
  /** How often one behind it went first. */
  overtaken: number;
}

/**
 * How often an entry may be overtaken. The loop is fair, and a program may rely
 * on it: who looks again and again for what another does would never end.
 */
const PATIENCE = 100;

/** A callback that so many led to polls: it goes as in the plain loop. */
const POLLS = 3;

/** How a run is bounded. */
export interface ScheduleLimits {
  readonly maxSteps: number;
  /** How many tasks may be cancelled. */
  readonly cancels: number;
  /** Which. */
  readonly mayCancel: (task: Task<unknown>) => boolean;
}

/** The reason of every cancel that an explorer makes. */
export const EXPLORER = "cancelled by the explorer";

/** Stands in where nothing is to be run. */
const NOTHING: Runnable = { _run() {}, _label: () => "nothing" };

/** The queue of one run. */
export class Schedule implements Ready {
  readonly log: ScheduleLog;
  /** Tasks that were seen, for cancels. */
  readonly tasks: Set<Task<unknown>> = new Set();
  /** Called after each step. */
  afterStep: () => void = () => {};
  /** Told when the run is stopped for its length. */
  endless: () => void = () => {};
  /** Whether no more decisions are asked for. */
  over: () => boolean = () => false;
  /** Whether the run was broken off. */
  stopped = false;
  /** Whether it was broken off as another has shown the same. */
  redundant = false;
  readonly #choices: Choices;
  readonly #limits: ScheduleLimits;
  #cancelsLeft: number;
  #now: Place[] = [];
  #due: Place[] = [];
  #next: Place[] = [];
  #timing = false;
  /** The step that runs, and how many entries it has added. */
  #step: Place | undefined;
  #by = 1;
  #added = 0;
  #steps = 0;

  constructor(choices: Choices, limits: ScheduleLimits, log: ScheduleLog) {
    this.#choices = choices;
    this.#limits = limits;
    this.#cancelsLeft = limits.cancels;
    this.log = log;
  }

  /** One while anything can run: so each step is a turn of its own. */
  get size(): number {
    this.endStep();
    return this.waiting ? 1 : 0;
  }

  /** Whether anything can run. */
  get waiting(): boolean {
    return !this.stopped &&
      this.#now.length + this.#due.length + this.#next.length > 0;
  }

  /** Where the program was when it was asked for something: for hashes. */
  get by(): number {
    return this.#by;
  }

  push(entry: Runnable): void {
    if (entry instanceof Task) this.tasks.add(entry);
    if (entry instanceof Kick) this.log.touchAll();
    this.#next.push(this.#place(entry, false));
  }

  due(timers: Timed[]): Timed[] {
    for (const timer of timers) this.#due.push(this.#place(timer, true));
    return [];
  }

  shift(): Runnable {
    this.endStep();
    this.#offerCancel();
    this.#refill();
    const ready = [...this.#now, ...this.#due, ...this.#next].filter(isWanted);
    const places = mayRunOf(ready);
    if (places.length === 0 || this.stopped) {
      // Only what was taken back stands there.
      if (!this.stopped) this.#now = this.#due = this.#next = [];
      return NOTHING;
    }
    const chosen = this.over() ? 0 : this.#ask("run", places.length, places);
    const place = places[chosen];
    if (place === undefined) return NOTHING;
    this.#take(place);
    for (const other of places.slice(0, chosen)) other.overtaken++;
    if (++this.#steps > this.#limits.maxSteps) {
      this.stopped = true;
      this.endless();
      return NOTHING;
    }
    this.log.began(place.id, place.entry, places, chosen);
    this.#step = place;
    this.#by = place.id;
    this.#added = 0;
    return place.entry;
  }

  /** The entries, as the plain loop would run them. */
  *[Symbol.iterator](): Generator<Runnable, void, unknown> {
    for (const { entry } of [...this.#now, ...this.#due, ...this.#next]) {
      yield entry;
    }
  }

  /** Asks for a decision. */
  decide(kind: DecisionKind, of: number): number {
    return of < 2 || this.stopped ? 0 : this.#ask(kind, of);
  }

  /** Asks whether to cancel, when nothing is ready. */
  atRest(): void {
    this.endStep();
    if (!this.over()) this.#offerCancel();
  }

  /** The step that ran has ended, if there was one. */
  endStep(): void {
    const step = this.#step;
    if (step === undefined) return;
    this.#step = undefined;
    const { entry, id } = step;
    if (isOpaque(entry)) this.log.touchAll();
    const touched = this.log.ended();
    this.#choices.stepped?.(id, touched);
    this.afterStep();
  }

  #ask(
    kind: DecisionKind,
    of: number,
    candidates?: readonly Candidate[],
  ): number {
    // What cannot be decided is not asked, but by those who prune.
    if (of < 2 && this.#choices.stepped === undefined) return 0;
    const chosen = this.#choices.choose(kind, of, candidates);
    if (chosen < 0) {
      this.stopped = this.redundant = true;
      return chosen;
    }
    if (of > 1) this.log.decided({ kind, chosen, of });
    return chosen;
  }

  #offerCancel(): void {
    if (this.#cancelsLeft === 0 || this.over() || this.stopped) return;
    for (const task of this.tasks) if (task.done) this.tasks.delete(task);
    const tasks = [...this.tasks].filter((task) =>
      isSuspended(task) && !task.cancelRequested && this.#limits.mayCancel(task)
    );
    if (tasks.length === 0) return;
    const chosen = this.#ask("cancel", tasks.length + 1);
    if (chosen <= 0) return;
    this.#cancelsLeft--;
    const task = tasks[chosen - 1]!;
    this.#by = mix(this.#by, chosen);
    this.#added = 0;
    this.log.cancels(task, this.#by);
    task.cancel(EXPLORER);
    this.#choices.stepped?.(undefined, undefined);
  }

  /** When a turn is through, the due timers come, then what was added. */
  #refill(): void {
    for (let i = 0; i < 2 && this.#now.length === 0; i++) {
      this.#timing = !this.#timing;
      if (this.#timing) [this.#now, this.#due] = [this.#due, []];
      else [this.#now, this.#next] = [this.#next, []];
    }
  }

  #take(place: Place): void {
    for (const line of [this.#now, this.#due, this.#next]) {
      const at = line.indexOf(place);
      if (at >= 0) line.splice(at, 1);
    }
  }

  #place(entry: Runnable, timed: boolean): Place {
    const id = mix(this.#by, ++this.#added);
    const step = this.#step;
    const chained = entry instanceof Handle && step?.entry instanceof Handle;
    const polls = chained ? step.polls + 1 : 0;
    const by = this.#by;
    return { id, thread: entry, entry, by, timed, polls, overtaken: 0 };
  }
}

/**
 * Whether it is not known what an entry touches: who takes a callback back, or
 * cancels, leaves no trace.
 */
function isOpaque(entry: Runnable): boolean {
  return entry instanceof Waiters || entry instanceof Kick ||
    entry instanceof Handle;
}

/** What may go next, in the order of the plain loop. */
function mayRunOf(ready: readonly Place[]): Place[] {
  const places = ready.filter((place) => mayRun(place, ready));
  const starved = places.find(({ overtaken }) => overtaken >= PATIENCE);
  return starved === undefined ? places : [starved];
}

/** Whether it is a step at all: a timer or callback may have been taken back. */
function isWanted({ entry, timed }: Place): boolean {
  return !(timed || entry instanceof Handle) || !(entry as Timed).done;
}

/**
 * Whether an entry may go before those that stand before it. Callbacks that
 * one step added keep their order, as `addCallback` promises.
 */
function mayRun(place: Place, ready: readonly Place[]): boolean {
  if (place.timed || !(place.entry instanceof Handle)) return true;
  if (place.polls > POLLS) return ready[0] === place;
  const first = ready.find(({ by, timed, entry }) =>
    by === place.by && !timed && entry instanceof Handle
  );
  return first === place;
}

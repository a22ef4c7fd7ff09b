/**
 * Carries the host's `AsyncLocalStorage` from where work was handed over to
 * where it runs.
 *
 * The engine keeps those values with each reaction to a promise, and sets them
 * when it calls the reaction. So who waits leaves one reaction behind, and the
 * loop fires its promise instead of taking the step. All reactions of a turn
 * run in the order in which they were fired; then the loop goes on.
 *
 * Rejected: `AsyncLocalStorage.snapshot()` and a step within it cost 450 and
 * 750 ns, an `AsyncResource` hardly less, against 65 ns; comparing the values
 * of all storages costs 5 ns each, but only a patched host could tell which
 * there are; an async function for each task needs as many promises.
 */

import type { Runnable } from "./runnable.ts";

type Work = () => void;

/** The loop, as seen from here. */
interface Driver {
  /** Runs work as an entry: its errors are reported. */
  _work(entry: Runnable, work: Work): void;
}

/**
 * The reactions of a loop that were fired and did not run yet.
 *
 * @internal
 */
export class Carried {
  /** Whether what is handed over from now on is carried. */
  on = false;
  /** How many there are. */
  out = 0;
  /** Whether the loop goes on when there is none. */
  waits = false;
  readonly #driver: Driver;
  readonly #goOn: () => void;

  /**
   * @param driver The loop.
   * @param goOn Goes on with its turns.
   */
  constructor(driver: Driver, goOn: () => void) {
    this.#driver = driver;
    this.#goOn = goOn;
  }

  /** One runs. */
  arrive(entry: Runnable, work: Work): void {
    this.#driver._work(entry, work);
  }

  /** One has run. */
  arrived(): void {
    if (--this.out > 0 || !this.waits) return;
    this.waits = false;
    this.#goOn();
  }
}

/** What `new Promise` hands out, kept without a closure for each. */
const kept: { fire: () => void } = { fire: () => {} };
const keep = (resolve: () => void) => void (kept.fire = resolve);

/** The host's values for one who waits. */
export class Carrier {
  readonly #carried: Carried;
  readonly #react = () => this.#arrive();
  #fire: (() => void) | undefined;
  #entry: Runnable | undefined;
  #work: Work | undefined;
  /** What came while the first is on its way: a cancel, behind a step. */
  #more: Work[] | undefined;

  constructor(carried: Carried) {
    this.#carried = carried;
  }

  /** Keeps the values of now. */
  arm(): void {
    void new Promise<void>(keep).then(this.#react);
    this.#fire = kept.fire;
  }

  /** The same, if they were not kept since the last work. */
  rearm(): void {
    if (this.#fire === undefined) this.arm();
  }

  /** Has work done with the values that were kept. */
  go(entry: Runnable, work: Work): void {
    const fire = this.#fire;
    if (this.#work !== undefined) (this.#more ??= []).push(work);
    else if (fire === undefined) work();
    else {
      this.#fire = undefined;
      this.#entry = entry;
      this.#work = work;
      this.#carried.out++;
      fire();
    }
  }

  #arrive(): void {
    const entry = this.#entry, work = this.#work, more = this.#more;
    // A promise of an earlier wait that nobody fires any more has none.
    if (entry === undefined || work === undefined) return;
    this.#entry = this.#work = this.#more = undefined;
    this.#carried.arrive(entry, work);
    more?.forEach((each) => this.#carried.arrive(entry, each));
    this.#carried.arrived();
  }
}

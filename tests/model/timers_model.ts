/**
 * Timers as one array that is sorted when asked: what the heap must agree with.
 *
 * @module
 */

interface Entry {
  readonly id: number;
  /** The deadline, rounded up to the grain: when the alarm is due. */
  readonly time: number;
  readonly exact: number;
}

/** All timers that wait. */
export class TimersModel {
  #waiting: Entry[] = [];
  readonly #grain: number;

  constructor(grain: number) {
    this.#grain = grain;
  }

  get next(): number | undefined {
    return this.#waiting.map(({ time }) => time).sort((a, b) => a - b)[0];
  }

  add(id: number, exact: number): void {
    const grain = this.#grain;
    const time = grain === 0 ? exact : Math.ceil(exact / grain) * grain;
    this.#waiting.push({ id, time, exact });
  }

  cancel(id: number): void {
    this.#waiting = this.#waiting.filter((entry) => entry.id !== id);
  }

  /** The ids of what is due, in order. */
  take(now: number): number[] {
    const due = this.#waiting.filter(({ exact }) => exact <= now);
    this.#waiting = this.#waiting.filter(({ exact }) => exact > now);
    return due
      .sort((a, b) => a.exact - b.exact || a.id - b.id)
      .map(({ id }) => id);
  }
}

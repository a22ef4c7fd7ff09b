/**
 * Items ordered by a function of the user's, least first.
 */

import { describe } from "../errors/describe.ts";
import type { Items } from "./items.ts";

interface Entry<T> {
  readonly item: T;
  /** When it came: equal items come out in this order. */
  readonly turn: number;
}

/**
 * A binary heap. The way of an entry is looked up before anything is moved, for
 * the function may throw: then nothing has changed.
 */
export class Heap<T> implements Items<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #entries: Entry<T>[] = [];
  #turn = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#entries.length;
  }

  push(item: T): void {
    const entries = this.#entries, entry = { item, turn: this.#turn };
    const way: number[] = [];
    let place = entries.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#before(entry, entries[parent]!)) break;
      way.push(place);
      place = parent;
    }
    this.#turn++;
    let hole = entries.push(entry) - 1;
    for (const at of way) {
      const parent = (at - 1) >> 1;
      entries[at] = entries[parent]!;
      hole = parent;
    }
    entries[hole] = entry;
  }

  take(): T {
    const entries = this.#entries, last = entries.length - 1;
    const first = entries[0]!, moved = entries[last]!;
    const way: number[] = [];
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= last) break;
      const right = child + 1;
      if (right < last && this.#before(entries[right]!, entries[child]!)) {
        child = right;
      }
      if (!this.#before(entries[child]!, moved)) break;
      way.push(child);
      place = child;
    }
    let hole = 0;
    for (const at of way) {
      entries[hole] = entries[at]!;
      hole = at;
    }
    entries[hole] = moved;
    entries.pop();
    return first.item;
  }

  clear(): void {
    this.#entries.length = 0;
  }

  #before(a: Entry<T>, b: Entry<T>): boolean {
    const order: unknown = this.#compare(a.item, b.item);
    if (typeof order !== "number" || order !== order) {
      throw new TypeError(
        "Cannot order the items of a PriorityQueue: compare(a, b) gave " +
          `${describe(order)}, expected a number below, above or equal to zero`,
      );
    }
    return order < 0 || (order === 0 && a.turn < b.turn);
  }
}

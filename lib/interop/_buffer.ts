/**
 * Items that nobody has asked for yet, first in, first out.
 *
 * An array alone was rejected: its `shift()` copies all that is left once it
 * is long, and events may come by the ten thousand.
 */
export class Buffer<T> {
  #items: T[] = [];
  #first = 0;

  /** How many there are. */
  get size(): number {
    return this.#items.length - this.#first;
  }

  /** Adds one at the end. */
  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes the first; there must be one. */
  shift(): T {
    const item = this.#items[this.#first] as T;
    this.#items[this.#first++] = undefined as T;
    // Half of it is holes: each item is moved once on average.
    if (this.#first * 2 >= this.#items.length) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }

  /** Drops all. */
  clear(): void {
    this.#items = [];
    this.#first = 0;
  }
}

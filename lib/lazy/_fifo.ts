/**
 * Items in the order in which they came.
 */

/** An array whose front is not moved at each step. */
export class Fifo {
  #items: unknown[] = [];
  #head = 0;

  /** How many there are. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Adds at the end. */
  push(item: unknown): void {
    this.#items.push(item);
  }

  /** Takes the first. The caller looks at `size` before. */
  shift(): unknown {
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Drops all. */
  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}

const SMALLEST = 16;
const LARGE = 4096;

/**
 * Items in the order in which they came: a ring that grows by doubling.
 *
 * The loop's own `Ring` holds entries only, never gives its room back, and is
 * read by the hot path; so it stays apart.
 */
export class Fifo<T> {
  /** How many there are. */
  size = 0;
  #slots: (T | undefined)[] = [];
  #head = 0;

  /** Adds one at the end. */
  push(item: T): void {
    if (this.size === this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    this.#slots[(this.#head + this.size++) & mask] = item;
  }

  /** Takes the first. The caller looks at `size` before. */
  take(): T {
    const item = this.#slots[this.#head] as T;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    // What a rush has left behind is not kept for ever.
    if (--this.size === 0 && this.#slots.length > LARGE) this.clear();
    return item;
  }

  /** Drops all. */
  clear(): void {
    this.#slots = [];
    this.#head = this.size = 0;
  }

  #grow(): void {
    const slots = this.#slots, head = this.#head;
    const inOrder = [...slots.slice(head), ...slots.slice(0, head)];
    const more = new Array(Math.max(SMALLEST, slots.length)).fill(undefined);
    this.#slots = inOrder.concat(more);
    this.#head = 0;
  }
}

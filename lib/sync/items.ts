/**
 * What lies in a queue, in the order in which it comes out.
 */

/** Items that wait to be taken. One that cannot be added is not there. */
export interface Items<T> {
  /** How many there are. */
  readonly size: number;
  /** Adds one. */
  push(item: T): void;
  /** Takes the next one. The caller looks at `size` before. */
  take(): T;
  /** Drops all. */
  clear(): void;
}

const SMALLEST = 16;
const LARGE = 4096;

/** First in, first out: a ring that grows by doubling. */
export class Fifo<T> implements Items<T> {
  size = 0;
  #slots: (T | undefined)[] = [];
  #head = 0;

  push(item: T): void {
    if (this.size === this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    this.#slots[(this.#head + this.size++) & mask] = item;
  }

  take(): T {
    const item = this.#slots[this.#head] as T;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    // What a rush has left behind is not kept for ever.
    if (--this.size === 0 && this.#slots.length > LARGE) this.clear();
    return item;
  }

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

/** Last in, first out. */
export class Stack<T> implements Items<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  take(): T {
    return this.#items.pop()!;
  }

  clear(): void {
    this.#items.length = 0;
  }
}

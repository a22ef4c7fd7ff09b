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

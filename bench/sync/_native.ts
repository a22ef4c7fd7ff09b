/**
 * What a program without a library writes around promises.
 *
 * @module
 */

/** A semaphore; waiting is in order, and nothing can be given up. */
export class NativeSemaphore {
  #free: number;
  readonly #waits: ((release: () => void) => void)[] = [];
  #next = 0;
  readonly #release = (): void => {
    if (this.#next === this.#waits.length) this.#free++;
    else this.#waits[this.#next++]!(this.#release);
  };

  constructor(permits: number) {
    this.#free = permits;
  }

  acquire(): Promise<() => void> {
    if (this.#free === 0) {
      return new Promise((resolve) => this.#waits.push(resolve));
    }
    this.#free--;
    return Promise.resolve(this.#release);
  }
}

/** A bounded queue; the same holds. */
export class NativeQueue {
  readonly #room: number;
  #items: number[] = [];
  #getters: ((item: number) => void)[] = [];
  #putters: { item: number; done: () => void }[] = [];

  constructor(room: number) {
    this.#room = room;
  }

  put(item: number): Promise<void> {
    const getter = this.#getters.shift();
    if (getter) getter(item);
    else if (this.#items.length < this.#room) this.#items.push(item);
    else return new Promise((done) => this.#putters.push({ item, done }));
    return Promise.resolve();
  }

  get(): Promise<number> {
    const item = this.#items.shift();
    if (item === undefined) {
      return new Promise((resolve) => this.#getters.push(resolve));
    }
    const putter = this.#putters.shift();
    if (putter) {
      this.#items.push(putter.item);
      putter.done();
    }
    return Promise.resolve(item);
  }
}

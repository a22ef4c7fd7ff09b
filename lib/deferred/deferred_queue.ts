import { describe } from "../errors/describe.ts";
import { QueueEmptyError, QueueFullError } from "../errors/queue_errors.ts";
import { refuseDeferred } from "./chain.ts";
import { Deferred } from "./deferred.ts";
import { succeed } from "./makers.ts";

/** Options of a {@linkcode DeferredQueue}. */
export interface DeferredQueueOptions {
  /** How many items may lie in it; any number by default. */
  size?: number;
  /** How many may wait for an item; any number by default. */
  backlog?: number;
}

/**
 * Hands items from those who put to those who get, each in their order. Who
 * gets waits; who puts does not: a full queue refuses. After Twisted.
 *
 * @typeParam T The type of an item.
 *
 * @example
 * ```ts
 * import { DeferredQueue } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [], queue = new DeferredQueue<string>();
 * queue.get().addCallback((item) => log.push(item));
 * queue.put("one");
 * assertEquals(log, ["one"]);
 * ```
 */
export class DeferredQueue<T> {
  readonly #size: number;
  readonly #backlog: number;
  readonly #items: T[] = [];
  readonly #waiting: Set<Deferred<T>> = new Set();

  /**
   * Makes an empty queue.
   *
   * @param options How much may lie in it, and how many may wait.
   * @throws {TypeError} If an option is no number.
   * @throws {RangeError} If one is negative or NaN.
   */
  constructor(options: DeferredQueueOptions = {}) {
    const { size = Infinity, backlog = Infinity } = options;
    this.#size = checkBound(size, "size");
    this.#backlog = checkBound(backlog, "backlog");
  }

  /** How many items lie in it. */
  get pending(): number {
    return this.#items.length;
  }

  /** How many wait for an item. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Puts an item in. The first who waits gets it inside this call.
   *
   * @param item The item.
   * @throws {QueueFullError} If nobody waits and the queue is full.
   * @throws {TypeError} If the item is a Deferred, which would be waited for
   * in place of being handed over.
   */
  put(item: T): void {
    refuseDeferred(item, "put(item)");
    const [first] = this.#waiting;
    if (first !== undefined) {
      this.#waiting.delete(first);
      first.callback(item);
    } else if (this.#items.length < this.#size) this.#items.push(item);
    else {
      throw new QueueFullError(
        `Cannot put ${
          describe(item)
        }: ${this.#items.length} items lie in the ` +
          `DeferredQueue, whose size is ${this.#size}. Put less, or get more`,
      );
    }
  }

  /**
   * Gets the first item, or waits for one.
   *
   * @returns A Deferred of the item. Cancelling it gives the place in the line
   * up, so that no item is lost with it.
   * @throws {QueueEmptyError} If there is none and too many wait already.
   */
  get(): Deferred<T> {
    if (this.#items.length > 0) {
      return succeed(this.#items.shift()) as Deferred<T>;
    }
    if (this.#waiting.size >= this.#backlog) {
      throw new QueueEmptyError(
        `Cannot get: the DeferredQueue is empty, and ${this.#waiting.size} ` +
          `wait already, where its backlog is ${this.#backlog}`,
      );
    }
    const deferred = new Deferred<T>(() => void this.#waiting.delete(deferred));
    this.#waiting.add(deferred);
    return deferred;
  }
}

function checkBound(value: unknown, name: string): number {
  if (typeof value !== "number") {
    throw new TypeError(
      `Cannot make a DeferredQueue with ${name} ${describe(value)}: expected ` +
        "a number",
    );
  }
  if (!(value >= 0)) {
    throw new RangeError(
      `Cannot make a DeferredQueue with ${name} ${value}: expected zero or ` +
        "more, or nothing for no bound",
    );
  }
  return value;
}

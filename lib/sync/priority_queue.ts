import { checkFunction } from "../errors/check.ts";
import { Heap } from "./heap.ts";
import type { Items } from "./items.ts";
import { Queue, type QueueOptions } from "./queue.ts";

/** Options of a {@linkcode PriorityQueue}. */
export interface PriorityQueueOptions<T> extends QueueOptions {
  /** Below zero if `a` comes out before `b`, above it if after, as in `sort`. */
  compare: (a: T, b: T) => number;
}

/**
 * A {@linkcode Queue} that gives the least item first, equal ones in the order
 * of putting. After asyncio's and Tornado's PriorityQueue.
 *
 * Where `compare` throws, the `put` or `get` that called it fails, and the
 * queue is as it was before; an item that waited to be put fails its own `put`.
 *
 * @typeParam T The type of the items.
 *
 * @example
 * ```ts
 * import { PriorityQueue } from "@twister/async/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const queue = new PriorityQueue<number>({ compare: (a, b) => a - b });
 * for (const n of [2, 3, 1]) queue.putNowait(n);
 * assertEquals([queue.getNowait(), queue.getNowait()], [1, 2]);
 * ```
 */
export class PriorityQueue<T> extends Queue<T> {
  /**
   * Makes an empty one.
   *
   * @param options The function that orders the items, `maxsize`, a name.
   * @throws {TypeError} If `compare` is no function, `maxsize` no number, or
   * the name no string.
   * @throws {RangeError} If `maxsize` is negative or NaN.
   */
  constructor(options: PriorityQueueOptions<T>) {
    checkFunction(
      (options as PriorityQueueOptions<T> | undefined)?.compare,
      "make a new PriorityQueue({ compare })",
    );
    super(options);
  }

  /** @internal */
  protected override _makeItems(options: PriorityQueueOptions<T>): Items<T> {
    return new Heap(options.compare);
  }
}

import { type Items, Stack } from "./items.ts";
import { Queue } from "./queue.ts";

/**
 * A {@linkcode Queue} that gives the latest item first. After asyncio's and
 * Tornado's LifoQueue.
 *
 * @typeParam T The type of the items.
 *
 * @example
 * ```ts
 * import { LifoQueue } from "@twister/async/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const queue = new LifoQueue<number>();
 * for (const n of [1, 2, 3]) queue.putNowait(n);
 * assertEquals([queue.getNowait(), queue.getNowait()], [3, 2]);
 * ```
 */
export class LifoQueue<T> extends Queue<T> {
  /** @internal */
  protected override _makeItems(): Items<T> {
    return new Stack();
  }
}

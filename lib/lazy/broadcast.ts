import type { Pushable, Stage } from "./_sink.ts";
import { stageBefore, stageOf } from "./_stage.ts";

/**
 * A sink that sends each item to several. The next item comes when all have
 * taken it. One that wants no more is closed and left out; when all are, the
 * pipe ends. If one fails the others hear of it, and the pipe fails.
 *
 * A sink that stands behind several of them is closed once, with the last.
 * After David Beazley's `broadcast`.
 *
 * @param sinks The sinks.
 * @returns The one that sends to them.
 * @throws {TypeError} If there is none, or one cannot be pushed into.
 * @throws {ClosedError} If one was closed already.
 *
 * @example
 * ```ts
 * import { broadcast, collectInto, map, pipe } from "@twister/async/lazy";
 * import { through } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const plain: number[] = [], doubled: number[] = [];
 * await pipe(
 *   [1, 2],
 *   broadcast(
 *     collectInto(plain),
 *     through(map((n: number) => 2 * n), collectInto(doubled)),
 *   ),
 * );
 * assertEquals([plain, doubled], [[1, 2], [2, 4]]);
 * ```
 */
export function broadcast<T>(...sinks: Pushable<T>[]): Stage<T> {
  if (sinks.length === 0) {
    throw new TypeError("Cannot broadcast(…sinks): expected at least one sink");
  }
  const ways = sinks.map((sink) => stageOf(sink, "broadcast(…sinks)"));
  const send = (item: T) => {
    // What they say is looked up in each: whether to wait, and who is left.
    for (const way of ways) way.send(item);
  };
  return stageBefore<T>({ send }, ...ways);
}

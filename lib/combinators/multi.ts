import { collect } from "../coroutine/collect.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { Future } from "../future/future.ts";
import { type Members, type Results, startAll } from "./members.ts";

/**
 * Waits for all, then gives all results, or throws the first error in input
 * order; the other errors are `suppressed(error)`. A yielded array or record
 * is waited for in the same way. After Tornado's `multi`.
 *
 * @typeParam M The types of the members.
 * @param members An array, another iterable, or a record of yieldables.
 * @returns A Future of the results in the same shape; of nothing, the empty
 * value. Cancelling it cancels those that nobody else waits for.
 * @throws {BadYieldError} If one cannot be waited for: then none is started.
 *
 * @example
 * ```ts
 * import { multi } from "@twister/async/combinators";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const slow = spawn(function* () {
 *   yield* sleep(2);
 *   return "slow";
 * });
 * assertEquals(await multi([slow, Promise.resolve(1)]), ["slow", 1]);
 * assertEquals(await multi({ slow }), { slow: "slow" });
 * ```
 */
export function multi<const M extends Members>(members: M): Future<Results<M>>;
/**
 * The same over any iterable.
 *
 * @param members The yieldables.
 * @returns A Future of an array.
 */
export function multi<Y>(members: Iterable<Y>): Future<Yielded<Y>[]>;
export function multi(members: unknown): Future<unknown> {
  const { cells, shape } = startAll(members, "wait for all of");
  return collect(cells, shape);
}

import type { Chained, Deferred } from "./deferred.ts";
import { DeferredList } from "./deferred_list.ts";
import type { AnyDeferred } from "./members.ts";

/** The values of several Deferreds, in their order. */
export type Values<D extends readonly AnyDeferred[]> = {
  -readonly [K in keyof D]: Chained<D[K]>;
};

/** Options of {@linkcode gatherResults}. */
export interface GatherOptions {
  /** Whether the members' failures count as handled. */
  consumeErrors?: boolean;
}

/**
 * Waits for the values of several Deferreds. The first that fails makes it
 * fail with `FirstError`; the others go on. After Twisted.
 *
 * Cancelling it cancels the members.
 *
 * @typeParam D The types of the members.
 * @param deferreds The members.
 * @param options Whose the errors are.
 * @returns A Deferred of the values, in the order of the members.
 * @throws {TypeError} If something in it is no Deferred.
 *
 * @example
 * ```ts
 * import { gatherResults, succeed } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * gatherResults([succeed(1), succeed("one")]).addCallback(([n, word]) => {
 *   log.push(n + 1, word.length);
 * });
 * assertEquals(log, [2, 3]);
 * ```
 */
export function gatherResults<const D extends readonly AnyDeferred[]>(
  deferreds: D,
  options: GatherOptions = {},
): Deferred<Values<D>> {
  const { consumeErrors = false } = options;
  const list = new DeferredList<readonly AnyDeferred[]>(deferreds, {
    fireOnOneErrback: true,
    consumeErrors,
  });
  return list.addCallback((results) =>
    results.map(([, value]) => value)
  ) as Deferred<unknown> as Deferred<Values<D>>;
}

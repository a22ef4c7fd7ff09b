/**
 * What the tests of the primitives share.
 *
 * @module
 */
import type { Future } from "../../lib/future/mod.ts";
import { ending } from "../scopes/_kit.ts";

/** How something ended, in one short word or the value. */
export function end(future: Future<unknown>): unknown {
  const { state, value, error } = ending(future);
  if (state === "pending") return state;
  return state === "fulfilled" ? value : (error as Error).name;
}

/** The ends of several. */
export function ends(futures: readonly Future<unknown>[]): unknown[] {
  return futures.map(end);
}

/** How often a property is tried: `TWISTER_RUNS=20000` looks longer. */
export function runs(usual: number): { numRuns: number } {
  return { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? usual) };
}

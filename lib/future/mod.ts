/**
 * Futures: results that are not there yet.
 *
 * ```ts
 * import { Future } from "@twister/async/future";
 * import { assertEquals } from "@std/assert";
 *
 * const page = new Future<string>();
 * const length = page.then((text) => text.length);
 * page.setResult("hello");
 * assertEquals(await length, 5);
 * ```
 *
 * @module
 */

export { isFuture, type Marked } from "./brand.ts";
export { chainFuture, type ChainOptions } from "./chain_future.ts";
export { Future, type FutureOptions } from "./future.ts";
export type { FutureState } from "./states.ts";

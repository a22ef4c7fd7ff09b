/**
 * Deferreds: results that come later, with their callbacks in one synchronous
 * chain. Code and minds from Twisted move over unchanged.
 *
 * ```ts
 * import { Deferred } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [], page = new Deferred<string>();
 * page.addCallback((text) => text.length).addCallback((n) => log.push(n));
 * page.callback("hello");
 * assertEquals(log, [5]);
 * ```
 *
 * @module
 */

export * from "./makers.ts";
export type { Callback, Canceller, Chained, Errback } from "./deferred.ts";
export { Deferred } from "./deferred.ts";
export { type ErrorClass, Failure } from "./failure.ts";

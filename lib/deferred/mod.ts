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

export * from "./cooperator.ts";
export * from "./defer_later.ts";
export * from "./deferred.ts";
export * from "./deferred_list.ts";
export * from "./deferred_lock.ts";
export * from "./deferred_queue.ts";
export * from "./deferred_semaphore.ts";
export * from "./ensure_deferred.ts";
export { type ErrorClass, Failure } from "./failure.ts";
export * from "./gather_results.ts";
export * from "./inline_callbacks.ts";
export * from "./looping_call.ts";
export * from "./makers.ts";
export * from "./maybe_deferred.ts";
export * from "./race.ts";

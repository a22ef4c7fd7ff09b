/**
 * Borders: how promises, callbacks, signals, Deferreds and Futures become each
 * other. A value, the very error with its whole path, and a cancel cross each
 * of them.
 *
 * ```ts
 * import { asyncCoroutine, fromCallback } from "@twister/async/interop";
 * import { assertEquals } from "@std/assert";
 *
 * function oldStyle(n: number, done: (error: unknown, n?: number) => void) {
 *   queueMicrotask(() => done(null, n + 1));
 * }
 * const next = asyncCoroutine(function* next(n: number) {
 *   return yield* fromCallback<[number]>((done) => oldStyle(n, done));
 * });
 * assertEquals(await next(41), 42);
 * ```
 *
 * @module
 */

export { asFuture } from "./as_future.ts";
export * from "./async_coroutine.ts";
export * from "./from_callback.ts";
export * from "./from_signal.ts";
export * from "./run_sync.ts";
export * from "./to_callback.ts";
export * from "./to_deferred.ts";
export * from "./to_future.ts";
export * from "./to_promise.ts";
export * from "./to_signal.ts";
export { type Each, each } from "./each.ts";
export type { Overflow, OverflowOptions } from "./event_overflow.ts";
export * from "./event_stream.ts";
export * from "./from_async_iterable.ts";
export { fromEvent, type FromEventOptions } from "./from_event.ts";
export { fromReadableStream } from "./from_readable_stream.ts";
export * from "./from_writable_stream.ts";
export * from "./message_port.ts";
export type { AsyncSink } from "./sink.ts";
export type { AsyncSource } from "./source.ts";
export * from "./stream.ts";
export * from "./to_async_iterable.ts";
export * from "./to_readable_stream.ts";
export * from "./to_writable_stream.ts";

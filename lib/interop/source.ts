import type { Future } from "../future/future.ts";

/**
 * A sequence that is pulled, item by item, from a coroutine or an async
 * function. Every kind of sequence becomes one of these.
 *
 * Items come in order, each to one who asks. Once it has ended, failed or been
 * closed, `next()` says so again and again. A source of which items are pulled
 * (an iterator, a `ReadableStream`, a producing coroutine) is closed when the
 * last one who waits in `next()` is cancelled, and the cleanup waited for: a
 * broken-off wait cannot be taken back from what lies behind. One that is
 * pushed to (events, messages) only gives the place up and stays open.
 *
 * After the async iterators of the language and Python's async generators.
 *
 * @typeParam T The type of an item.
 *
 * @example
 * ```ts
 * import { type AsyncSource, stream } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * function* sum(source: AsyncSource<number>) {
 *   let total = 0;
 *   for (;;) {
 *     const { done, value } = yield* source.next();
 *     if (done) return total;
 *     total += value;
 *   }
 * }
 * const source = stream<number>(function* (emit) {
 *   for (let i = 1; i <= 3; i++) yield* emit(i);
 * });
 * assertEquals(await spawn(sum(source)), 6);
 * ```
 */
export interface AsyncSource<T>
  extends AsyncIterable<T, void>, AsyncDisposable {
  /**
   * The next item, or `done`. It fails with the very error of what lies
   * behind, once; then the source has ended. Several may ask at the same time.
   *
   * @returns A Future of the step.
   */
  next(): Future<IteratorResult<T, void>>;
  /**
   * Ends it from this side, as `break` does: what lies behind is released,
   * those who still ask are told `done`, and items that were not asked for are
   * dropped. A second call gives the same Future.
   *
   * @param reason Why, for what lies behind.
   * @returns A Future of the end of its cleanup; an error of that is thrown.
   */
  close(reason?: unknown): Future<void>;
  /** For `for await`; `break` closes the source and waits for it. */
  [Symbol.asyncIterator](): AsyncIterator<T, void, void>;
  /** For `await using`: the same as `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

import { checkFunction } from "../errors/check.ts";
import type { Emit } from "./_producing.ts";
import type { Sink } from "./_sink.ts";
import { LazyStream } from "./lazy_stream.ts";

/**
 * The stream of what a pipe pushes: it is pulled, and each item of the pipe
 * waits until it is asked for. The pipe begins with the first one that is, and
 * is cancelled when the stream is left. Each run of the stream begins a pipe.
 *
 * @typeParam T The type of an item.
 * @param run Begins the pipe, into the sink that it gets.
 * @returns The stream.
 * @throws {TypeError} If `run` is no function.
 *
 * @example
 * ```ts
 * import { map, pipe, toLazyStream } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = toLazyStream<number>((sink) =>
 *   pipe([1, 2, 3], map((n) => n * n), sink)
 * );
 * assertEquals(await squares.take(2).collect(), [1, 4]);
 * ```
 */
export function toLazyStream<T>(
  run: (sink: Sink<T>) => PromiseLike<unknown>,
): LazyStream<T> {
  checkFunction(run, "toLazyStream(run)");
  return LazyStream.from<T>(function* (emit: Emit<T>) {
    yield run({ send: (item) => emit(item) });
  });
}

/**
 * Work and sequences that are described first and run later: `Lazy` for one
 * value, `LazyStream` for many that are pulled, pipelines for many that are
 * pushed.
 *
 * ```ts
 * import { Lazy, LazyStream } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const load = (page: number) =>
 *   Lazy.from(function* () {
 *     yield;
 *     return `page ${page}`;
 *   }).timeout(1000).retry({ attempts: 3 });
 *
 * const pages = LazyStream.from([1, 2, 3]).map((n) => load(n).run());
 * assertEquals(await pages.take(2).collect(), ["page 1", "page 2"]);
 * ```
 *
 * @module
 */

export { type ErrorOf, Lazy, type Outcome, type Several } from "./lazy.ts";
export { LazyStream } from "./lazy_stream.ts";
export type { FollowOptions, Given, Items, ItemSource } from "./_items.ts";
export type { LimitOptions, ReadOptions } from "./_items.ts";
export { StreamReader } from "./stream_reader.ts";
export type { ByteReader } from "./_reading_bytes.ts";
export { branch } from "./branch.ts";
export { broadcast } from "./broadcast.ts";
export { type Before, filter, flatten, map, take } from "./filters.ts";
export { pipe } from "./pipe.ts";
export { collectInto, printer, writeTo } from "./sinks.ts";
export { through } from "./through.ts";
export { toLazyStream } from "./to_lazy_stream.ts";
export type { Emit, PushSource } from "./_feed.ts";
export type { Filter, Pushable, Sent, Sink, Stage, Taken } from "./_sink.ts";

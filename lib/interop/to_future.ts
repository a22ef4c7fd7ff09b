import { convertYielded } from "../coroutine/convert_yielded.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import { isDeferred } from "../deferred/chain.ts";
import type { Deferred } from "../deferred/deferred.ts";
import type { Future } from "../future/future.ts";
import { taken } from "./_taken.ts";

/**
 * The Future of a Deferred: it takes the result away, so that the Deferred
 * holds `undefined`. Cancelling the Future cancels the Deferred; a value that
 * comes of that is dropped, another error than the cancel is the Future's. One
 * that cleans up, as `inlineCallbacks` may, is waited for. After Twisted's
 * `asFuture`.
 *
 * @typeParam T What the Deferred gives.
 * @param deferred The Deferred.
 * @returns The Future.
 *
 * @example
 * ```ts
 * import { toFuture } from "@twister/async/interop";
 * import { Deferred } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const page = new Deferred<string>(), text = toFuture(page);
 * page.callback("hello");
 * assertEquals(await text, "hello");
 * ```
 */
export function toFuture<T>(deferred: Deferred<T>): Future<T>;
/**
 * The Future of whatever may be yielded: a promise or other thenable, a
 * Deferred, a generator, which is started, an array or record of these, a
 * signal. A Future comes back as it is. Cancelling the Future cancels what can
 * be cancelled; a promise is merely left, and its late error is reported.
 *
 * @typeParam Y What may be yielded.
 * @param what It.
 * @returns The Future.
 * @throws {BadYieldError} If it cannot be waited for: then nothing of it was
 * started.
 *
 * @example
 * ```ts
 * import { toFuture } from "@twister/async/interop";
 * import { assertEquals } from "@std/assert";
 *
 * const future = toFuture(Promise.resolve(42));
 * assertEquals(await future.then((n) => n + 1), 43);
 * ```
 */
export function toFuture<Y>(what: Y): Future<Yielded<Y>>;
export function toFuture(what: unknown): Future<unknown> {
  return isDeferred(what) ? taken(what as object) : convertYielded(what);
}

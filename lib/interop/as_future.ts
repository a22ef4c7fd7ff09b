import { isDeferred } from "../deferred/chain.ts";
import type { Deferred } from "../deferred/deferred.ts";
import { describe } from "../errors/describe.ts";
import type { Future } from "../future/future.ts";
import { toFuture } from "./to_future.ts";

/**
 * The Future of a Deferred, and of nothing else: {@linkcode toFuture} under the
 * name that it has in Twisted. The result is taken away from the Deferred;
 * cancelling the Future runs the canceller.
 *
 * @typeParam T What the Deferred gives.
 * @param deferred The Deferred.
 * @returns The Future.
 * @throws {TypeError} If it is no Deferred.
 *
 * @example
 * ```ts
 * import { asFuture } from "@twister/async/interop";
 * import { Deferred } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const stopped: string[] = [];
 * const query = new Deferred<number>(() => stopped.push("query"));
 * asFuture(query).cancel();
 * assertEquals(stopped, ["query"]);
 * ```
 */
export function asFuture<T>(deferred: Deferred<T>): Future<T> {
  if (isDeferred(deferred)) return toFuture(deferred);
  throw new TypeError(
    `Cannot take ${describe(deferred)} as the Future of a Deferred: it is ` +
      "none. Use toFuture(it), which takes whatever may be yielded",
  );
}

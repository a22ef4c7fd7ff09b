import type { Yielded } from "../coroutine/protocol.ts";
import { isGenerator } from "../loop/driver.ts";
import { Aborting, checkSignal } from "./_aborting.ts";
import { toFuture } from "./to_future.ts";

/** Options of {@linkcode toPromise}. */
export interface ToPromiseOptions {
  /** Gives the work up when it aborts. */
  signal?: AbortSignal | undefined;
}

/**
 * The native promise of whatever may be yielded. A generator is started. It
 * rejects with the very error.
 *
 * An abort of the signal gives the work up, as a cancel does: it is cancelled
 * unless others wait for it, and its cleanup is waited for. Then the promise
 * rejects with the signal's reason itself. What is there when the abort comes
 * is delivered, and so is a value or error that comes out of the stopped work.
 * If the signal is aborted before the call a generator is not started.
 *
 * @typeParam Y What may be yielded.
 * @param what It.
 * @param options A signal.
 * @returns The promise. It rejects with `BadYieldError` if `what` cannot be
 * waited for, and with `TypeError` if the signal is none.
 *
 * @example
 * ```ts
 * import { toPromise } from "@twister/async/interop";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * function* slowly() {
 *   yield* sleep(60_000);
 *   return "late";
 * }
 * const controller = new AbortController();
 * const { signal } = controller;
 * const promise = toPromise(slowly(), { signal }).catch((why) => why);
 * controller.abort("enough");
 * assertEquals(await promise, "enough");
 * ```
 */
export function toPromise<Y>(
  what: Y,
  options: ToPromiseOptions = {},
): Promise<Yielded<Y>> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    checkSignal(signal, "toPromise(what, { signal })");
    if (signal?.aborted && isGenerator(what)) return reject(signal.reason);
    const future = toFuture(what);
    if (signal === undefined) resolve(future.promise());
    else new Aborting(future, signal, resolve as never, reject);
  });
}

import { describe } from "../errors/describe.ts";
import type { Future } from "../future/future.ts";
import { isAbortSignal } from "../loop/kinds.ts";
import { toFuture } from "./to_future.ts";

/**
 * The Future of an abort, fulfilled with the signal's reason. Cancelling it
 * takes the listener away.
 *
 * @param signal The signal; of one that is aborted the Future is ready.
 * @returns The Future.
 * @throws {TypeError} If it is no AbortSignal.
 *
 * @example
 * ```ts
 * import { fromSignal } from "@twister/async/interop";
 * import { assertEquals } from "@std/assert";
 *
 * const controller = new AbortController();
 * const aborted = fromSignal(controller.signal);
 * controller.abort("enough");
 * assertEquals(await aborted, "enough");
 * ```
 */
export function fromSignal(signal: AbortSignal): Future<unknown> {
  if (!isSignal(signal)) {
    throw new TypeError(
      `Cannot wait for an abort of ${describe(signal)}: expected an ` +
        "AbortSignal, such as controller.signal",
    );
  }
  return toFuture<unknown>(signal);
}

function isSignal(value: unknown): boolean {
  try {
    return value !== null && typeof value === "object" && isAbortSignal(value);
  } catch {
    return false; // a proxy that refuses
  }
}

import { running } from "../context/running.ts";
import { checkFunction } from "../errors/check.ts";
import { describe, nameOf } from "../errors/describe.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import { FULFILLED } from "../future/states.ts";
import { stitch } from "../traceback/stitch.ts";
import { toFuture } from "./to_future.ts";

/**
 * Tells a callback in the form of Node's how something ends: with `null` and
 * the value, or with the very error. It is called once, from the loop, in the
 * context of this call. What it throws goes to `loop.onError`, not to what was
 * waited for. An error that a callback would take for none, such as
 * `undefined`, comes as the `cause` of an Error.
 *
 * @typeParam Y What may be yielded.
 * @param what It; a generator is started.
 * @param callback Gets the end.
 * @throws {BadYieldError} If `what` cannot be waited for.
 * @throws {TypeError} If `callback` is no function.
 *
 * @example
 * ```ts
 * import { toCallback } from "@twister/async/interop";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * function* load(page: string) {
 *   yield* sleep(1);
 *   return page.length;
 * }
 * const got = await new Promise((done) =>
 *   toCallback(load("home"), (...given) => done(given))
 * );
 * assertEquals(got, [null, 4]);
 * ```
 */
export function toCallback<Y>(
  what: Y,
  callback: (error: unknown, value: Yielded<Y>) => unknown,
): void {
  checkFunction(callback, "toCallback(what, callback)");
  const future = toFuture(what);
  future.addDoneCallback(() => {
    if (future._state === FULFILLED) callback(null, future.value);
    else {
      const error = future._error(), name = nameOf(callback);
      stitch(error, future._hops, { name }, running.debug);
      // Also a false or an empty one: most callbacks ask `if (error)`.
      (callback as (error: unknown) => unknown)(error || wrapped(error));
    }
  });
}

function wrapped(error: unknown): Error {
  return new Error(
    `Failed with ${describe(error)}, which a callback takes for no error`,
    { cause: error },
  );
}

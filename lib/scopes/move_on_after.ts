import { checkTime } from "../errors/check.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { CancelScope } from "./cancel_scope.ts";

/**
 * Runs a coroutine function for a time, and goes on without it if that passes:
 * it is cancelled and its cleanup waited for. After trio's `move_on_after`.
 *
 * @param ms Milliseconds; zero or less does not start it.
 * @param fn A generator function; it gets its scope.
 * @returns To be used with `yield*`: what `fn` returns, or `undefined` if the
 * time passed.
 * @throws {TypeError} If an argument has the wrong type.
 * @throws {RangeError} If `ms` is NaN.
 *
 * @example
 * ```ts
 * import { moveOnAfter } from "@twister/async/scopes";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const task = spawn(function* () {
 *   return yield* moveOnAfter(1, function* () {
 *     yield* sleep(60_000);
 *     return "slept";
 *   });
 * });
 * assertEquals(await task, undefined);
 * ```
 */
export function* moveOnAfter<R>(
  ms: number,
  fn: (scope: CancelScope) => Coroutine<R>,
): Generator<unknown, R | undefined, unknown> {
  checkTime(ms, "moveOnAfter(ms, fn)");
  const scope = new CancelScope({ timeout: ms, name: "moveOnAfter" });
  try {
    return yield* scope.run(fn);
  } catch (error) {
    if (error instanceof TimeoutError && error.scope === scope) return;
    throw error;
  }
}

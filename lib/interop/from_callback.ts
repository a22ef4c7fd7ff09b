import { running } from "../context/running.ts";
import { checkFunction } from "../errors/check.ts";
import { suppress } from "../errors/suppressed.ts";
import { Future } from "../future/future.ts";
import { disownLate, isCancel } from "../future/reaction.ts";
import { FULFILLED, REJECTED } from "../future/states.ts";
import { loopOf } from "../future/waiter.ts";
import { newAbortController } from "../loop/abort.ts";

/** A callback in the form of Node's: an error or none, then the values. */
export type NodeCallback<A extends unknown[] = unknown[]> = (
  error?: unknown,
  ...values: Partial<A>
) => void;

/** What the values of a callback come to: one as it is, several as array. */
export type CallbackResult<A extends unknown[]> = A extends [] ? void
  : A extends [infer T] ? T
  : A extends [(infer T)?] ? T | undefined
  : A;

/**
 * Calls a function that wants a callback in the form of Node's, now, and gives
 * the Future of what the callback gets: one value as it is, several as an
 * array, none as `undefined`. A first argument other than `null` and
 * `undefined` is an error, also a falsy one.
 *
 * The first answer counts. A second value is ignored; a second error is
 * reported, so that it is not lost. What the function returns is ignored; what
 * it throws is thrown to the caller, as there is no Future yet. Cancelling the
 * Future aborts the signal that the function gets beside the callback, with the
 * reason of the cancel, and ends it as cancelled at once.
 *
 * @typeParam A The types of the values.
 * @param fn Gets the callback and a signal.
 * @returns The Future.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { fromCallback } from "@twister/async/interop";
 * import { assertEquals } from "@std/assert";
 *
 * function divide(a: number, b: number, cb: (e: unknown, q?: number) => void) {
 *   if (b === 0) cb(new RangeError("by zero"));
 *   else cb(null, a / b);
 * }
 * assertEquals(await fromCallback<[number]>((cb) => divide(6, 3, cb)), 2);
 * const bad = fromCallback((cb) => divide(6, 0, cb));
 * assertEquals(String(bad.error()), "RangeError: by zero");
 * ```
 */
export function fromCallback<A extends unknown[] = [unknown?]>(
  fn: (callback: NodeCallback<A>, signal: AbortSignal) => unknown,
): Future<CallbackResult<A>> {
  checkFunction(fn, "fromCallback(fn)");
  const controller = newAbortController(), { signal } = controller;
  const loop = loopOf(running.by);
  const future = new Future<unknown>({
    onCancel: (reason) => controller.abort(reason),
  });
  let answered = false;
  const answer = (error: unknown, values: readonly unknown[]) => {
    if (isEcho(error, signal)) return;
    const late = answered || future.done;
    answered = true;
    if (!isError(error)) {
      const value = values.length > 1 ? values : values[0];
      if (!late) future._settle(value, FULFILLED);
    } else if (!late) future._settle(error, REJECTED);
    else disownLate(error, fn, "a callback that was called too late");
  };
  try {
    fn(
      // The callback is called from outside of any loop.
      (error, ...values) => loop._within(() => answer(error, values)),
      signal,
    );
  } catch (error) {
    const { _state, value } = future;
    if (_state > FULFILLED && suppress(error, value)) future._error();
    throw error;
  }
  return future as Future<CallbackResult<A>>;
}

function isError(error: unknown): boolean {
  return error !== undefined && error !== null;
}

/** Whether an error only says that the work was stopped as it was told. */
function isEcho(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted &&
    (Object.is(error, signal.reason) || isCancel(error));
}

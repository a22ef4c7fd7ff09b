import { TwisterError } from "../errors/base.ts";
import { checkFunction } from "../errors/check.ts";
import { nameOf } from "../errors/describe.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { IOLoop } from "../loop/io_loop.ts";

/**
 * Runs a coroutine function and insists that it lets others run at least once:
 * that it waits for something which is not ready. After trio's
 * `assert_checkpoints`.
 *
 * @param fn A generator function.
 * @returns To be used with `yield*`: what `fn` returns.
 * @throws {TwisterError} If it ran through.
 *
 * @example
 * ```ts
 * import { assertCheckpoints, runVirtual } from "@twister/async/testing";
 * import { sleep } from "@twister/async/coroutine";
 *
 * await runVirtual(function* () {
 *   yield* assertCheckpoints(function* () {
 *     yield* sleep(0);
 *   });
 * });
 * ```
 */
export function* assertCheckpoints<R>(
  fn: () => Coroutine<R>,
): Generator<unknown, R, unknown> {
  const { result, othersRan } = yield* watched(fn, "assertCheckpoints(fn)");
  if (!othersRan) {
    throw new TwisterError(
      `${nameOf(fn) || "The coroutine"} let nobody else run: it never waited ` +
        "for anything that was not ready. Where it may run long, let it " +
        "yield* moment",
    );
  }
  return result;
}

/**
 * Runs a coroutine function and insists that nobody else runs meanwhile: so
 * what it reads and writes cannot change in between. After trio's
 * `assert_no_checkpoints`.
 *
 * @param fn A generator function.
 * @returns To be used with `yield*`: what `fn` returns.
 * @throws {TwisterError} If it waited for something that was not ready.
 *
 * @example
 * ```ts
 * import { assertNoCheckpoints, runVirtual } from "@twister/async/testing";
 * import { Future } from "@twister/async/future";
 * import { assertEquals } from "@std/assert";
 *
 * await runVirtual(function* () {
 *   const ready = yield* assertNoCheckpoints(function* () {
 *     return yield* Future.resolve(42);
 *   });
 *   assertEquals(ready, 42);
 * });
 * ```
 */
export function* assertNoCheckpoints<R>(
  fn: () => Coroutine<R>,
): Generator<unknown, R, unknown> {
  const { result, othersRan } = yield* watched(fn, "assertNoCheckpoints(fn)");
  if (othersRan) {
    throw new TwisterError(
      `${nameOf(fn) || "The coroutine"} let others run: it waited for ` +
        "something that was not ready",
    );
  }
  return result;
}

/** A callback that is queued before shows whether the loop took a turn. */
function* watched<R>(
  fn: () => Coroutine<R>,
  call: string,
): Generator<unknown, { result: R; othersRan: boolean }, unknown> {
  checkFunction(fn, call);
  const canary = IOLoop.current().addCallback(() => {});
  try {
    const result = yield* { [Symbol.iterator]: () => fn() };
    return { result, othersRan: canary.done };
  } finally {
    canary.cancel();
  }
}

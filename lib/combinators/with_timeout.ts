import { failed } from "../coroutine/crowd.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { TimeoutError } from "../errors/timeout_error.ts";
import type { Cell } from "../future/cell.ts";
import type { Future } from "../future/future.ts";
import { FULFILLED, REJECTED } from "../future/states.ts";
import { InTime, inTime } from "./in_time.ts";

/** One thing and its time; when that is over the thing is given up. */
class Timed extends InTime {
  protected override get kind(): string {
    return "withTimeout";
  }

  protected override expire(late: TimeoutError): void {
    this.giveUp(late);
  }

  /** What came out of the cancelled work wins over the timeout. */
  protected override conclude(cell: Cell): void {
    const { late, target } = this;
    if (cell._state === FULFILLED) target._settle(cell.value, FULFILLED);
    else if (failed(cell)) this.failWith(cell);
    else if (late !== undefined) {
      if (cell.done) late.cause = cell._error();
      target._settle(late, REJECTED);
    } else if (cell.done && this.cancellation === undefined) {
      this.failWith(cell);
    } else this.endCancelled();
  }
}

/**
 * Waits for something, but not for ever: when the time is over it is
 * cancelled, unless others wait for it, and its cleanup waited for; then
 * {@linkcode TimeoutError} is thrown. A value or error that comes out of the
 * cancelled work wins. After asyncio's `wait_for`.
 *
 * @typeParam Y What is waited for.
 * @param ms Milliseconds; zero or less means "only if it is there now".
 * @param what Anything that may be yielded.
 * @returns A Future of the same outcome.
 * @throws {RangeError} If `ms` is NaN: then nothing is started.
 * @throws {BadYieldError} If it cannot be waited for.
 *
 * @example
 * ```ts
 * import { withTimeout } from "@twister/async/combinators";
 * import { TimeoutError } from "@twister/async/errors";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * assertEquals(await withTimeout(1000, Promise.resolve(1)), 1);
 * const late = withTimeout(1, sleep(60_000));
 * await assertRejects(() => late.promise(), TimeoutError);
 * ```
 */
export function withTimeout<Y>(ms: number, what: Y): Future<Yielded<Y>> {
  return inTime(ms, what, "withTimeout", Timed) as Future<Yielded<Y>>;
}

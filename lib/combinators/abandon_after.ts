import type { Yielded } from "../coroutine/protocol.ts";
import type { TimeoutError } from "../errors/timeout_error.ts";
import type { Cell } from "../future/cell.ts";
import type { Future } from "../future/future.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { LOOKS } from "../future/waiter.ts";
import { InTime, inTime } from "./in_time.ts";

/** One thing and how long somebody waits for it; it goes on either way. */
class Abandoning extends InTime {
  protected override get kind(): string {
    return "abandonAfter";
  }

  protected override expire(late: TimeoutError): void {
    // A late error is that of others who wait for it, or has no owner.
    this._mode &= ~LOOKS;
    if (!this.target.done) this.target._settle(late, REJECTED);
  }

  protected override conclude(cell: Cell): void {
    const { target } = this;
    if (cell._state === FULFILLED) target._settle(cell.value, FULFILLED);
    else if (cell.done) this.failWith(cell);
    else target._settle(this.cancellation, CANCELLED);
  }
}

/**
 * Waits for something for a time, and leaves it running when that is over;
 * then {@linkcode TimeoutError} is thrown at once. A late error of the
 * abandoned work is reported. After Tornado's `with_timeout`.
 *
 * @typeParam Y What is waited for.
 * @param ms Milliseconds; zero or less means "only if it is there now".
 * @param what Anything that may be yielded.
 * @returns A Future of the same outcome. Cancelling it cancels the work, if
 * nobody else waits for that.
 * @throws {RangeError} If `ms` is NaN: then nothing is started.
 * @throws {BadYieldError} If it cannot be waited for.
 *
 * @example
 * ```ts
 * import { abandonAfter } from "@twister/async/combinators";
 * import { TimeoutError } from "@twister/async/errors";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const work = spawn(function* () {
 *   yield* sleep(5);
 *   return "finished";
 * });
 * await assertRejects(() => abandonAfter(1, work).promise(), TimeoutError);
 * assertEquals(await work, "finished");
 * ```
 */
export function abandonAfter<Y>(ms: number, what: Y): Future<Yielded<Y>> {
  return inTime(ms, what, "abandonAfter", Abandoning) as Future<Yielded<Y>>;
}

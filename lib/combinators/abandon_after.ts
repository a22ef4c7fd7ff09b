import type { TimeoutError } from "../errors/timeout_error.ts";
import { Crowd, Joint } from "../coroutine/crowd.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { currentLoop, LOOKS } from "../future/waiter.ts";
import type { Handle } from "../loop/handle.ts";
import { startInTime } from "./start_in_time.ts";
import { tooLate } from "./with_timeout.ts";

/** One thing and how long somebody waits for it; it goes on either way. */
class Abandoning extends Crowd {
  readonly #cell: Cell;
  readonly #timer: Handle | undefined;

  constructor(ms: number, cell: Cell, target: Future<unknown>) {
    super([cell], target);
    this.#cell = cell;
    this.begin();
    const expire = () => this.#expire(tooLate(ms, cell));
    if (ms <= 0) expire();
    else this.#timer = currentLoop().callLater(ms, expire);
  }

  protected override get kind(): string {
    return "abandonAfter";
  }

  /** The timer could settle it as well. */
  override _settlers(): undefined {}

  protected override ended(): void {}

  protected override finish(): void {
    this.#timer?.cancel();
    const cell = this.#cell;
    if (cell._state === FULFILLED) {
      this.target._settle(cell.value, FULFILLED);
    } else if (!cell.done) {
      this.target._settle(this.cancellation, CANCELLED);
    } else this.failWith(cell);
  }

  #expire(late: TimeoutError): void {
    // A late error is that of others who wait for it, or has no owner.
    this._mode &= ~LOOKS;
    if (!this.target.done) this.target._settle(late, REJECTED);
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
  const cell = startInTime(ms, what, "abandonAfter(ms, what)");
  if (cell === undefined) return Future.reject(tooLate(ms, undefined));
  if (cell.done || ms === Infinity) return cell as Future<Yielded<Y>>;
  const target = new Joint<unknown>({ name: "abandonAfter" });
  new Abandoning(ms, cell, target);
  return target as Future<Yielded<Y>>;
}

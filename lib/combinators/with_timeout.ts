import { TimeoutError } from "../errors/timeout_error.ts";
import { Crowd, failed, Joint } from "../coroutine/crowd.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { FULFILLED, REJECTED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import { markOurs } from "../traceback/stitch.ts";
import type { Handle } from "../loop/handle.ts";
import { startInTime } from "./start_in_time.ts";

/** One thing and its time; when that is over the thing is given up. */
class Timed extends Crowd {
  readonly #cell: Cell;
  #timer: Handle | undefined;
  #late: TimeoutError | undefined;

  constructor(ms: number, cell: Cell, target: Future<unknown>) {
    super([cell], target);
    this.#cell = cell;
    this.begin();
    if (ms <= 0) this.#expire(ms);
    else {
      const expire = () => this.#expire(ms);
      this.#timer = currentLoop().callLater(ms, expire);
    }
  }

  protected override get kind(): string {
    return "withTimeout";
  }

  /** The timer could settle it as well. */
  override _settlers(): undefined {}

  protected override ended(): void {}

  /** What came out of the cancelled work wins over the timeout. */
  protected override finish(): void {
    this.#timer?.cancel();
    const cell = this.#cell;
    if (cell._state === FULFILLED) {
      this.target._settle(cell.value, FULFILLED);
    } else if (failed(cell)) this.failWith(cell);
    else if (this.#late !== undefined) {
      if (cell.done) this.#late.cause = cell._error();
      this.target._settle(this.#late, REJECTED);
    } else if (cell.done && this.cancellation === undefined) {
      this.failWith(cell);
    } else this.endCancelled();
  }

  #expire(ms: number): void {
    this.#late = tooLate(ms, this.#cell);
    this.giveUp(this.#late);
  }
}

/** The error for something that did not end in time. */
export function tooLate(ms: number, cell: Cell | undefined): TimeoutError {
  const deadline = currentLoop().time();
  const name = cell?._label() ?? "what was waited for";
  const text = `${name} did not end within ${ms} ms`;
  return markOurs(new TimeoutError(text, { deadline }));
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
  const cell = startInTime(ms, what, "withTimeout(ms, what)");
  if (cell === undefined) return Future.reject(tooLate(ms, undefined));
  if (cell.done || ms === Infinity) return cell as Future<Yielded<Y>>;
  const target = new Joint<unknown>({ name: "withTimeout" });
  new Timed(ms, cell, target);
  return target as Future<Yielded<Y>>;
}

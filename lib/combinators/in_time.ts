/**
 * Waits for one thing, but only for a time.
 */

import { TimeoutError } from "../errors/timeout_error.ts";
import { Crowd, Joint } from "../coroutine/crowd.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { currentLoop } from "../future/waiter.ts";
import type { Handle } from "../loop/handle.ts";
import { markOurs } from "../traceback/stitch.ts";
import { startInTime } from "./start_in_time.ts";

/** What of the two is waited for at the end of the time is told by others. */
export abstract class InTime extends Crowd {
  protected readonly cell: Cell;
  /** The error, once the time is over. */
  protected late: TimeoutError | undefined;
  readonly #timer: Handle | undefined;

  constructor(ms: number, cell: Cell, target: Future<unknown>) {
    super([cell], target);
    this.cell = cell;
    this.begin();
    const expire = () => this.expire(this.late = tooLate(ms, cell));
    if (ms <= 0) expire();
    else this.#timer = currentLoop().callLater(ms, expire);
  }

  /** The timer could settle it as well. */
  override _settlers(): undefined {}

  /** The time is over. */
  protected abstract expire(late: TimeoutError): void;

  /** The thing has ended, or was given up: settles the target. */
  protected abstract conclude(cell: Cell): void;

  protected override ended(): void {}

  protected override finish(): void {
    this.#timer?.cancel();
    this.conclude(this.cell);
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
 * Starts what there is time for. A generator without time is not started.
 *
 * @param name The function in the user's words.
 * @throws {RangeError} If `ms` is NaN.
 * @throws {BadYieldError} If it cannot be waited for.
 */
export function inTime(
  ms: number,
  what: unknown,
  name: string,
  Kind: new (ms: number, cell: Cell, target: Future<unknown>) => InTime,
): Future<unknown> {
  const cell = startInTime(ms, what, `${name}(ms, what)`);
  if (cell === undefined) return Future.reject(tooLate(ms, undefined));
  if (cell.done || ms === Infinity) return cell as Future<unknown>;
  const target = new Joint<unknown>({ name });
  new Kind(ms, cell, target);
  return target;
}

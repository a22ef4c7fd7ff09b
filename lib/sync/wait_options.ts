/**
 * What may end a wait before its turn: a time, a signal.
 */

import { checkFunction, checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { Cancellation } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { CANCELLED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import { markOurs } from "../traceback/stitch.ts";
import type { Handle } from "../loop/handle.ts";

/** How long a wait may last. */
export interface WaitOptions {
  /**
   * Milliseconds after which it fails with a `TimeoutError`; zero or less
   * means "only if it is ready now".
   */
  timeout?: number | undefined;
  /** Cancels it, with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A wait as its limits see it. */
interface Limited {
  cancel(reason: unknown): boolean;
  _expire(ms: number): void;
}

/**
 * Looks at options before anything is done.
 *
 * @param call The call in the user's words, such as `lock.acquire(options)`.
 * @returns A cancelled Future if the signal has been aborted already.
 * @throws {TypeError} If they, or one of them, are of the wrong kind.
 * @throws {RangeError} If the timeout is NaN.
 */
export function refused(
  options: WaitOptions,
  call: string,
): Future<never> | undefined {
  if (options === null || typeof options !== "object") {
    throw new TypeError(
      `Cannot ${call}: expected options such as { timeout, signal }, got ` +
        describe(options),
    );
  }
  const { timeout, signal } = options;
  if (timeout !== undefined) checkTime(timeout, `${call} with that timeout`);
  if (signal === undefined) return undefined;
  checkFunction(
    (signal as AbortSignal | null)?.addEventListener,
    `${call} with that signal, whose addEventListener is used`,
  );
  if (!signal.aborted) return undefined;
  const future = new Future<never>({ name: call });
  future._settle(new Cancellation(signal.reason), CANCELLED);
  return future;
}

/** The error for a wait that lasted too long. */
export function lateError(what: string, ms: number): TimeoutError {
  const text = `${what} did not end within ${ms} ms`;
  return markOurs(new TimeoutError(text, { deadline: currentLoop().time() }));
}

/** The timer and the listener of one wait. */
export class Limit {
  readonly #timer: Handle | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #abort: (() => void) | undefined;

  private constructor(wait: Limited, { timeout, signal }: WaitOptions) {
    const loop = currentLoop();
    if (timeout !== undefined && timeout !== Infinity) {
      this.#timer = loop.callLater(timeout, () => wait._expire(timeout));
    }
    if (signal === undefined) return;
    this.#signal = signal;
    // The abort comes from outside of any loop.
    this.#abort = () => loop._within(() => wait.cancel(signal.reason));
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** The limit of a wait, if there is any. */
  static of(wait: Limited, options: WaitOptions): Limit | undefined {
    const { timeout = Infinity, signal } = options;
    const any = timeout !== Infinity || signal !== undefined;
    return any ? new Limit(wait, options) : undefined;
  }

  /** Frees both. */
  end(): void {
    this.#timer?.cancel();
    if (this.#abort) this.#signal?.removeEventListener("abort", this.#abort);
  }
}

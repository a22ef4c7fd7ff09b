/**
 * Drives a main function of any kind to a native promise.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { nameOf } from "../errors/describe.ts";
import { isGenerator, startGenerator } from "./driver.ts";
import type { Handle } from "./handle.ts";

/** A coroutine function, an async function, or a plain one. */
export type Main<T> = () => Iterator<unknown, T, unknown> | PromiseLike<T> | T;

/** Options of `loop.run`. */
export interface RunOptions {
  /** Milliseconds after which a coroutine is cancelled. */
  timeout?: number;
}

/** What `drive` needs of a loop. */
interface Alarms {
  time(): number;
  callLater(ms: number, fn: () => unknown): Handle;
}

/** What can be cancelled: a Task or Future. */
interface Cancellable<T> extends PromiseLike<T> {
  cancel(reason: unknown): boolean;
}

/** Starts `main` and follows it to its end, or to the deadline. */
export function drive<T>(
  loop: Alarms,
  main: Main<T>,
  timeout: number | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const started = start(main) as T | PromiseLike<T>;
    if (timeout === undefined || !isThenable(started)) {
      resolve(started);
      return;
    }
    const limit = new Limit();
    void started.then(
      (value) => limit.lift() && resolve(value),
      (error) => {
        if (!limit.lift()) return;
        const late = limit.meant(error);
        // Adopting the failed task tells it who awaits this promise.
        if (late === undefined) resolve(started);
        else reject(late);
      },
    );
    // After `then`: what is ready by now wins over a timeout of zero.
    limit.watch(loop, timeout, started, reject);
  });
}

function start(main: () => unknown): unknown {
  const made = main();
  return isGenerator(made) ? startGenerator(made, nameOf(main)) : made;
}

/** The deadline of one run. */
class Limit {
  #timer: Handle | undefined;
  #late: TimeoutError | undefined;
  #over = false;

  /** Begins the watch, unless it has ended already. */
  watch(
    loop: Alarms,
    timeout: number,
    main: PromiseLike<unknown>,
    reject: (error: unknown) => void,
  ): void {
    if (this.#over) return;
    const deadline = loop.time() + timeout;
    this.#timer = loop.callLater(timeout, () => {
      this.#late = new TimeoutError(
        `loop.run(main) did not end within ${timeout} ms`,
        { deadline },
      );
      if (isCancellable(main)) main.cancel(this.#late);
      else if (this.lift()) reject(this.#late);
    });
  }

  /** Ends the watch; `false` if it had ended before. */
  lift(): boolean {
    if (this.#over) return false;
    this.#timer?.cancel();
    return this.#over = true;
  }

  /** The deadline's error, if it is our own cancel that comes back. */
  meant(error: unknown): TimeoutError | undefined {
    return error instanceof CancelledError && error.reason === this.#late
      ? this.#late
      : undefined;
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return value !== null && typeof value === "object" && "then" in value &&
    typeof value.then === "function";
}

function isCancellable(value: object): value is Cancellable<unknown> {
  return "cancel" in value && typeof value.cancel === "function";
}

/**
 * One main function on its way, as `loop.run` started it.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { suppress } from "../errors/suppressed.ts";
import type { DeadlockError } from "../errors/deadlock_error.ts";
import type { Handle } from "./handle.ts";
import type { TimeoutError } from "../errors/timeout_error.ts";

/** What can be cancelled: a Task or Future. */
interface Cancellable<T> extends PromiseLike<T> {
  cancel(reason: unknown): boolean;
}

/**
 * Follows a main to its end, and can break it off before.
 *
 * A coroutine that is broken off is cancelled, so that its cleanup runs; what
 * cannot be cancelled is left.
 */
export class MainRun<T> {
  /** What main returned. */
  readonly main: PromiseLike<T>;
  /** Freed when it ends. */
  timer: Handle | undefined;
  readonly #resolve: (value: T | PromiseLike<T>) => void;
  readonly #reject: (error: unknown) => void;
  readonly #ended: () => void;
  #why: TimeoutError | DeadlockError | undefined;
  #over = false;

  constructor(
    main: PromiseLike<T>,
    resolve: (value: T | PromiseLike<T>) => void,
    reject: (error: unknown) => void,
    ended: () => void,
  ) {
    this.main = main;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#ended = ended;
  }

  /** Starts to wait. */
  follow(): void {
    void this.main.then(
      (value) => this.#end() && this.#fulfil(value),
      (error) => this.#end() && this.#fail(error),
    );
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * Breaks it off: a second time at once, without its cleanup, which hangs.
   *
   * @param why What the promise of `loop.run` rejects with.
   */
  breakOff(why: TimeoutError | DeadlockError): void {
    const before = this.#why;
    this.#why ??= why;
    const { main } = this;
    if (before === undefined && isCancellable(main)) main.cancel(why);
    else if (this.#end()) this.#reject(this.#why);
  }

  /** What came out of a cleanup counts, but nothing heals a deadlock. */
  #fulfil(value: T): void {
    const why = this.#why;
    if (why?.name === "DeadlockError") this.#reject(why);
    else this.#resolve(value);
  }

  #fail(error: unknown): void {
    const why = this.#why;
    const isOurs = error instanceof CancelledError && error.reason === why;
    if (why !== undefined && (isOurs || why.name === "DeadlockError")) {
      if (!isOurs) suppress(why, error);
      this.#reject(why);
    } // Adopting the failed task tells it who awaits this promise.
    else this.#resolve(this.main);
  }

  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.timer?.cancel();
    this.#ended();
    return true;
  }
}

function isCancellable(value: object): value is Cancellable<unknown> {
  return "cancel" in value && typeof value.cancel === "function";
}

import { brandError, TwisterError, type TwisterErrorOptions } from "./base.ts";

/** What a {@linkcode CancelledError} carries. */
export interface CancelledErrorOptions extends TwisterErrorOptions {
  /** What was given to `cancel(reason)`, as it is. */
  reason?: unknown;
  /** The name of the task that called `cancel`, if one did. */
  by?: string | undefined;
  /** The task that was cancelled. */
  task?: object | undefined;
  /** The scope whose cancel this is. */
  scope?: object | undefined;
}

/**
 * Thrown into a coroutine at its `yield` when it is cancelled, and thrown by a
 * cancelled Future to those who ask for its result. Let it pass: a coroutine
 * that ends with it counts as cancelled, and nobody is told of an error.
 *
 * It says why (`reason`), who asked (`by`), what was stopped (`task`) and
 * through which scope (`scope`). With `loop.debug` its `cause` shows where
 * `cancel()` was called. The idea is trio's, the name is asyncio's.
 *
 * @example
 * ```ts
 * import { CancelledError } from "@twister/async/errors";
 * import { Future } from "@twister/async/future";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const page = new Future<string>();
 * page.cancel("the reader went away");
 * const error = assertThrows(() => page.result(), CancelledError);
 * assertEquals(error.reason, "the reader went away");
 * ```
 */
export class CancelledError extends TwisterError {
  /** What was given to `cancel(reason)`, as it is. */
  readonly reason: unknown;
  /** The name of the task that called `cancel`, if one did. */
  readonly by: string | undefined;
  /** The task that was cancelled, if it was one. */
  readonly task: object | undefined;
  /** The scope whose cancel this is, if it was one's. */
  readonly scope: object | undefined;

  /**
   * Makes the error.
   *
   * @param message Says what was cancelled.
   * @param options The reason and the parties.
   */
  constructor(message = "Cancelled", options: CancelledErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.reason = options.reason;
    this.by = options.by;
    this.task = options.task;
    this.scope = options.scope;
  }
}

brandError(CancelledError.prototype, "CancelledError");

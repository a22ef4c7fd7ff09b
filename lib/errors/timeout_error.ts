import { brandError, TwisterError, type TwisterErrorOptions } from "./base.ts";

/** What a {@linkcode TimeoutError} carries. */
export interface TimeoutErrorOptions extends TwisterErrorOptions {
  /** The point on the loop's clock that passed, in milliseconds. */
  deadline?: number | undefined;
  /** The scope whose deadline it was. */
  scope?: object | undefined;
}

/**
 * A deadline passed. Thrown only by what owns the deadline, never because
 * something inside failed by itself.
 *
 * @example
 * ```ts
 * import { TimeoutError } from "@twister/async/errors";
 * import { IOLoop } from "@twister/async/loop";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertRejects } from "@std/assert";
 *
 * const late = IOLoop.current().run(function* () {
 *   yield* sleep(60_000);
 * }, { timeout: 1 });
 * await assertRejects(() => late, TimeoutError);
 * ```
 */
export class TimeoutError extends TwisterError {
  /** The point on the loop's clock that passed, in milliseconds. */
  readonly deadline: number | undefined;
  /** The scope whose deadline it was. */
  readonly scope: object | undefined;

  /**
   * Makes the error.
   *
   * @param message Says what took too long, and how long it was given.
   * @param options The deadline and its scope.
   */
  constructor(message = "Timed out", options: TimeoutErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.deadline = options.deadline;
    this.scope = options.scope;
  }
}

brandError(TimeoutError.prototype, "TimeoutError");

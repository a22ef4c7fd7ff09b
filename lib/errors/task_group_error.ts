import { brandError, TwisterError } from "./base.ts";

/**
 * What went wrong in a task group: every error that is not a cancellation, in
 * the order they happened. Always the group, also for one error, so that the
 * kind of throw never depends on how many failed.
 *
 * @example
 * ```ts
 * import { TaskGroupError, TwisterError } from "@twister/async/errors";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const error = new TaskGroupError([new Error("a"), new Error("b")]);
 * assert(error instanceof AggregateError && error instanceof TwisterError);
 * assertEquals(error.errors.length, 2);
 * ```
 */
export class TaskGroupError extends AggregateError {
  /**
   * Makes the error.
   *
   * @param errors The errors of the children and of the body.
   * @param message Says which group it was.
   */
  constructor(errors: Iterable<unknown>, message?: string) {
    const all = [...errors];
    super(all, message ?? `${all.length} failed in a task group`);
  }

  /**
   * Whether a value is a group's error, from whichever loaded copy.
   *
   * @param value Anything.
   * @returns `true` for one.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return TwisterError[Symbol.hasInstance].call(this, value);
  }
}

brandError(TaskGroupError.prototype, "TaskGroupError");

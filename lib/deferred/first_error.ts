import { brandError, TwisterError } from "../errors/base.ts";
import { describe } from "../errors/describe.ts";
import type { Failure } from "./failure.ts";

/**
 * One of several Deferreds failed, which ends waiting for all of them: says
 * which and with what. From Twisted.
 *
 * @example
 * ```ts
 * import {
 *   fail,
 *   FirstError,
 *   gatherResults,
 *   succeed,
 * } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * gatherResults([succeed(1), fail("no")], { consumeErrors: true })
 *   .addErrback((failure) => {
 *     const { index, subFailure } = failure.value as FirstError;
 *     log.push(index, subFailure.value);
 *   });
 * assertEquals(log, [1, "no"]);
 * ```
 */
export class FirstError extends TwisterError {
  /** Which one of them failed. */
  readonly index: number;
  /** With what; its value is the `cause` too. */
  readonly subFailure: Failure;

  /**
   * Makes the error.
   *
   * @param subFailure With what it failed.
   * @param index Which one of them.
   */
  constructor(subFailure: Failure, index: number) {
    const cause = subFailure.value;
    super(`The Deferred at index ${index} failed: ${describe(cause)}`, {
      cause,
    });
    this.index = index;
    this.subFailure = subFailure;
  }
}

brandError(FirstError.prototype, "FirstError");

/**
 * The error for yielding what a coroutine cannot wait for.
 */

import { brandError, TwisterError } from "./base.ts";
import { describe, nameOf } from "./describe.ts";

const ACCEPTED = "A coroutine can yield a Future, Task, Deferred, Promise or " +
  "other thenable, a generator object, an array or plain record of these, an " +
  'AbortSignal, an object with [Symbol.for("twister.yieldable")](), or ' +
  "nothing (one turn of the loop)";

/**
 * A coroutine yielded something that cannot be waited for. It is thrown into
 * the generator at that `yield`, where it can be caught. The message says what
 * was given, what is accepted, and what was probably meant. From Tornado.
 *
 * @example
 * ```ts
 * import { BadYieldError } from "@twister/async/errors";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertInstanceOf, assertStringIncludes } from "@std/assert";
 *
 * const task = spawn(function* (): Generator {
 *   yield 100;
 * });
 * const error = task.error();
 * assertInstanceOf(error, BadYieldError);
 * assertStringIncludes(error.message, "sleep(100)");
 * ```
 */
export class BadYieldError extends TwisterError {
  /**
   * Makes the error; building its message cannot fail.
   *
   * @param given What was yielded.
   * @param cause What failed while it was being looked at, if something did.
   */
  constructor(given: unknown, ...cause: unknown[]) {
    const advice = meant(given);
    super(
      `Cannot yield ${describe(given)}. ${ACCEPTED}${advice && `. ${advice}`}`,
      cause.length > 0 ? { cause: cause[0] } : undefined,
    );
  }
}

brandError(BadYieldError.prototype, "BadYieldError");

/** The line that the user probably wanted to write. */
function meant(given: unknown): string {
  try {
    return hint(given);
  } catch {
    return ""; // a revoked proxy fails even `instanceof`
  }
}

function hint(given: unknown): string {
  if (typeof given === "number") {
    return `To wait that many milliseconds, yield sleep(${given})`;
  }
  if (typeof given === "function") {
    const name = nameOf(given) || "it";
    return describe(given).startsWith("class")
      ? `To wait for an instance, make one: new ${name}(…)`
      : `Was a call meant? Call the function: yield ${name}(…)`;
  }
  if (given instanceof Map || given instanceof Set) {
    return "To wait for its members, spread them into an array: " +
      "yield [...them.values()]";
  }
  if (typeof given === "string" || typeof given === "boolean") {
    return "A plain value needs no yield: use it directly";
  }
  return "";
}

import { brandError, TwisterError } from "./base.ts";

/**
 * A job could not be run by its executor: the worker that held it died, or
 * never started. What the job itself throws comes back as it is.
 *
 * @example
 * ```ts
 * import { ExecutorError } from "@twister/async/errors";
 * import { assertEquals } from "@std/assert";
 *
 * const died = new ExecutorError("Cannot run job: its worker died", {
 *   cause: "out of memory",
 * });
 * assertEquals(died.cause, "out of memory");
 * ```
 */
export class ExecutorError extends TwisterError {}

brandError(ExecutorError.prototype, "ExecutorError");

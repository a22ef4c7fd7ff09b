/**
 * All errors that this package throws. Each says what was being done, what was
 * found, what is accepted and what to do; each extends `TwisterError` and can
 * be told apart by class or by `name`.
 *
 * ```ts
 * import { CancelledError, TwisterError } from "@twister/async/errors";
 * import { assert } from "@std/assert";
 *
 * assert(new CancelledError("Cancelled") instanceof TwisterError);
 * ```
 *
 * @module
 */

export { TwisterError, type TwisterErrorOptions } from "./base.ts";
export { AlreadyCalledError } from "./already_called_error.ts";
export { BadYieldError } from "./bad_yield_error.ts";
export { CancelledError } from "./cancelled_error.ts";
export type { CancelledErrorOptions } from "./cancelled_error.ts";
export { ClosedError } from "./closed_error.ts";
export { DeadlockError } from "./deadlock_error.ts";
export { ExecutorError } from "./executor_error.ts";
export { HTTPError, type HTTPErrorOptions } from "./http_error.ts";
export { InvalidStateError } from "./invalid_state_error.ts";
export {
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
} from "./queue_errors.ts";
export { suppressed } from "./suppressed.ts";
export { TaskGroupError } from "./task_group_error.ts";
export { TimeoutError, type TimeoutErrorOptions } from "./timeout_error.ts";

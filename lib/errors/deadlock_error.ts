import { brandError, TwisterError } from "./base.ts";

/**
 * Tasks wait for each other, or one for itself, and nothing can ever wake them.
 * The message names who waits for whom.
 *
 * @example A task that waits for itself hears of it at once
 * ```ts
 * import { DeadlockError } from "@twister/async/errors";
 * import { sleep, spawn, type Task } from "@twister/async/coroutine";
 * import { assertRejects } from "@std/assert";
 *
 * const task: Task<unknown> = spawn(function* (): Generator {
 *   yield sleep(0);
 *   yield task;
 * });
 * await assertRejects(() => task.promise(), DeadlockError, "itself");
 * ```
 */
export class DeadlockError extends TwisterError {}

brandError(DeadlockError.prototype, "DeadlockError");

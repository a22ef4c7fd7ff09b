/**
 * The scope that the running coroutine is in.
 */

import { currentTask } from "../coroutine/current_task.ts";
import type { Enclosing } from "../coroutine/task_record.ts";
import { CancelScope } from "./cancel_scope.ts";

/**
 * The innermost scope around the calling code, in its task or group.
 *
 * @returns The scope; `undefined` outside of all scopes.
 *
 * @example
 * ```ts
 * import { CancelScope, currentScope } from "@twister/async/scopes";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const scope = new CancelScope();
 * const inside = spawn(() =>
 *   scope.run(function* () {
 *     return currentScope() === scope;
 *   })
 * );
 * assertEquals(await inside, true);
 * assertEquals(currentScope(), undefined);
 * ```
 */
export function currentScope(): CancelScope | undefined {
  const record = currentTask()?._record;
  if (record === undefined || typeof record === "string") return undefined;
  return record.scope as CancelScope | undefined;
}

/**
 * Throws if the calling coroutine is cancelled here, as its next yield would:
 * for long computations without a yield.
 *
 * @throws {CancelledError} If a scope around, or the task, was cancelled or
 * passed its deadline, and no shield keeps that out.
 *
 * @example
 * ```ts
 * import { CancelScope, throwIfCancelled } from "@twister/async/scopes";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * let steps = 0;
 * const scope = new CancelScope();
 * await spawn(() =>
 *   scope.run(function* () {
 *     for (;;) {
 *       throwIfCancelled();
 *       if (++steps === 3) scope.cancel();
 *     }
 *   })
 * );
 * assertEquals(steps, 3);
 * ```
 */
export function throwIfCancelled(): void {
  const task = currentTask();
  if (task === undefined || typeof task._record === "string") return;
  expireDue(task._record.scope);
  const error = task._cancelHere();
  if (error !== undefined) throw error;
}

/** Looks at the deadlines, the outermost first: of equal ones it counts. */
function expireDue(scope: Enclosing | undefined): void {
  if (!(scope instanceof CancelScope)) return;
  expireDue(scope._outer);
  scope._expireIfDue();
}

/**
 * Structured concurrency: parts of a coroutine that can be cancelled or timed,
 * and groups of tasks that cannot outlive their block.
 *
 * ```ts
 * import { moveOnAfter, TaskGroup } from "@twister/async/scopes";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const first = await spawn(() =>
 *   moveOnAfter(1000, function* () {
 *     return yield* TaskGroup.run(function* (group) {
 *       const fast = group.spawn(function* () {
 *         yield* sleep(1);
 *         return "fast";
 *       });
 *       return yield* fast;
 *     });
 *   })
 * );
 * assertEquals(first, "fast");
 * ```
 *
 * @module
 */

export { CancelScope, type CancelScopeOptions } from "./cancel_scope.ts";
export { currentScope, throwIfCancelled } from "./current_scope.ts";
export { moveOnAfter } from "./move_on_after.ts";
export { shield } from "./shield.ts";
export { TaskGroup, type TaskGroupOptions } from "./task_group.ts";

import { running } from "../context/running.ts";
import { Task } from "./task.ts";

/**
 * The task whose body is running now.
 *
 * @returns The task; `undefined` in callbacks, async functions and outside.
 *
 * @example
 * ```ts
 * import { currentTask, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const task = spawn(function* () {
 *   return currentTask()?.name;
 * }, { name: "reader" });
 * assertEquals(await task, "reader");
 * assertEquals(currentTask(), undefined);
 * ```
 */
export function currentTask(): Task<unknown> | undefined {
  return running.by instanceof Task ? running.by : undefined;
}

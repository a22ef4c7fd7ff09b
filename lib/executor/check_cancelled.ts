import { throwIfCancelled } from "../scopes/current_scope.ts";
import { currentJob } from "./_job_scope.ts";

/**
 * Throws if the running job was cancelled: for long computations, which hear
 * of nothing else until they return. It reads one shared number, so it may be
 * called in every round of a loop.
 *
 * A job that never asks is killed when its grace is over.
 *
 * @throws {CancelledError} If the job, or a task or scope that the call is in,
 * was cancelled.
 *
 * @example
 * ```ts
 * import { checkCancelled, InlineExecutor } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * function sum(numbers: number[]) {
 *   let total = 0;
 *   for (const one of numbers) {
 *     checkCancelled();
 *     total += one;
 *   }
 *   return total;
 * }
 * await using executor = new InlineExecutor();
 * assertEquals(await executor.submit(sum, [1, 2, 3]), 6);
 * ```
 */
export function checkCancelled(): void {
  const error = currentJob()?.cancelled();
  if (error !== undefined) throw error;
  throwIfCancelled();
}

import type { Future } from "../future/future.ts";
import { defaultExecutor } from "./default_executor.ts";
import type { Executor, JobResult } from "./executor.ts";

/**
 * Runs a function on an executor, or on the default one. After Tornado's and
 * asyncio's `loop.run_in_executor`; it is a function here, for the loop knows
 * of no executors.
 *
 * @param executor The executor; `undefined` for {@linkcode defaultExecutor}.
 * @param fn A function that it can run.
 * @param args Its arguments.
 * @returns A Future of the result; its cancel is the job's.
 * @throws {InvalidStateError} If there is no default executor.
 * @throws {ClosedError} If the executor was shut down.
 *
 * @example
 * ```ts
 * import { InlineExecutor, runInExecutor } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new InlineExecutor();
 * const sum = await runInExecutor(executor, (a: number, b: number) => a + b, 1, 2);
 * assertEquals(sum, 3);
 * ```
 */
export function runInExecutor<A extends unknown[], R>(
  executor: Executor | undefined,
  fn: (...args: A) => R,
  ...args: A
): Future<JobResult<R>> {
  return (executor ?? defaultExecutor()).submit(fn, ...args);
}

import { currentJob } from "./_job_scope.ts";

/**
 * The signal of the running job, which aborts at its cancel: for what an async
 * job waits for. In an async function that runs inline it is to be asked for
 * before the first `await`.
 *
 * @returns The signal; `undefined` outside of all jobs.
 *
 * @example
 * ```ts
 * import { InlineExecutor, jobSignal } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new InlineExecutor();
 * assertEquals(await executor.submit(() => jobSignal()?.aborted), false);
 * assertEquals(jobSignal(), undefined);
 * ```
 */
export function jobSignal(): AbortSignal | undefined {
  return currentJob()?.signal;
}

/** What the tests of executors share. */
import { WorkerExecutor } from "../../lib/executor/mod.ts";
import type { WorkerExecutorOptions } from "../../lib/executor/mod.ts";

/** The module of the jobs. */
export const JOBS: string = import.meta.resolve("./_jobs.ts");

/** A pool for the jobs of the tests. */
export function pool(
  options: Partial<WorkerExecutorOptions> = {},
): WorkerExecutor {
  return new WorkerExecutor({ module: JOBS, threads: 1, ...options });
}

/** Memory that a job and its test share. */
export function cells(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Waits until a job has set the first cell. */
export async function begun(shared: Int32Array): Promise<void> {
  await Atomics.waitAsync(shared as Int32Array<SharedArrayBuffer>, 0, 0).value;
}

/** Lets a job go on that waits for the second cell. */
export function release(shared: Int32Array): void {
  Atomics.store(shared, 1, 1);
  Atomics.notify(shared, 1);
}

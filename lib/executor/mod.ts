/**
 * Executors: functions run elsewhere, with a Future for each. A pool of workers
 * for computations, and the same interface inline for tests.
 *
 * ```ts
 * import { WorkerExecutor } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * // A module of your own: import.meta.resolve("./jobs.ts")
 * const module = "data:text/javascript,export const square = (n) => n * n";
 * await using executor = new WorkerExecutor({ module, threads: 2 });
 * assertEquals(await executor.submit("square", 3), 9);
 * ```
 *
 * @module
 */

export { carried, type Carrier } from "./carried.ts";
export * from "./check_cancelled.ts";
export * from "./default_executor.ts";
export * from "./executor.ts";
export type { ExecutorMap, MapOptions, MapProgress } from "./executor_map.ts";
export * from "./inline_executor.ts";
export * from "./job_signal.ts";
export { type ErrorClass, registerError } from "./register_error.ts";
export { runInExecutor } from "./run_in_executor.ts";
export * from "./run_on_executor.ts";
export { transfer } from "./transfer.ts";
export * from "./worker_executor.ts";
// The program of a worker is started by its address, which no graph shows.
export type {} from "./_worker.ts";

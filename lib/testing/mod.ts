/**
 * Tools for tests: time that takes no time, and a loop on which nothing that
 * goes wrong is missed.
 *
 * ```ts
 * import { runVirtual } from "@twister/async/testing";
 * import { sleep } from "@twister/async/coroutine";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const took = await runVirtual(function* () {
 *   yield* sleep(3_600_000);
 *   return IOLoop.current().time();
 * });
 * assertEquals(took, 3_600_000);
 * ```
 *
 * @module
 */

export type { HostTest, Register } from "./_registrar.ts";
export * from "./assert_checkpoints.ts";
export { coTest, type CoTestOptions } from "./co_test.ts";
export * from "./memory_stream.ts";
export { type ObservedErrors, observeErrors } from "./observe_errors.ts";
export { runVirtual, type RunVirtualOptions } from "./run_virtual.ts";
export { Sequencer } from "./sequencer.ts";
export { VirtualClock, type VirtualClockOptions } from "./virtual_clock.ts";
export { waitUntilIdle } from "./wait_until_idle.ts";
export * from "./explore.ts";
export * from "./explore_report.ts";
export { World } from "./explore_world.ts";
export * from "./replay.ts";
export * from "./replay_recorder.ts";
export * from "./replay_recording.ts";

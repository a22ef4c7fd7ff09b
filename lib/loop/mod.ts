/**
 * The I/O loop: callbacks and timers in turns, on one thread.
 *
 * ```ts
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const loop = IOLoop.current();
 * const before = loop.time();
 * await new Promise((done) => loop.callLater(2, done, undefined));
 * assertEquals(loop.time() >= before + 2, true);
 * ```
 *
 * @module
 */

export type { Clock } from "./clock.ts";
export { Handle } from "./handle.ts";
export { IOLoop, type IOLoopOptions } from "./io_loop.ts";
export {
  PeriodicCallback,
  type PeriodicCallbackOptions,
} from "./periodic_callback.ts";
export type { ErrorReport, SlowReport } from "./reports.ts";
export type { DeadlockMode } from "./rest.ts";
export type { Main, RunOptions } from "./run.ts";
export type { Settles } from "./runnable.ts";

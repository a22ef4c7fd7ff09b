import { IOLoop } from "../loop/io_loop.ts";
import type { ErrorReport } from "../loop/reports.ts";

/** What a loop reported while it was observed. */
export interface ObservedErrors extends Disposable {
  /** Callbacks, timers and `onCancel` that threw. */
  readonly errors: ErrorReport[];
  /** Failed Futures and Tasks that nobody has looked at until now. */
  readonly unobserved: ErrorReport[];
  /** Those of them that somebody has looked at since. */
  readonly late: ErrorReport[];
}

/**
 * Collects what a loop would report, so that a test can look at it. Without it
 * such an error fails the test.
 *
 * @param loop The loop; the current one by default.
 * @returns The reports so far. Disposing it gives the loop its hooks back.
 *
 * @example
 * ```ts
 * import { observeErrors, runVirtual } from "@twister/async/testing";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * await runVirtual(function* () {
 *   using told = observeErrors();
 *   const lost = new Error("nobody looks");
 *   spawn(function* () {
 *     throw lost;
 *   }, { name: "worker" });
 *   yield* sleep(1);
 *   assertEquals(told.unobserved.map(({ name }) => name), ["worker"]);
 *   assertEquals(told.unobserved[0]?.error, lost);
 * });
 * ```
 */
export function observeErrors(
  loop: IOLoop = IOLoop.current(),
): ObservedErrors {
  const { onError, onUnobserved, onObservedLate } = loop;
  const errors: ErrorReport[] = [];
  const unobserved: ErrorReport[] = [];
  const late: ErrorReport[] = [];
  loop.onError = (report) => errors.push(report);
  loop.onUnobserved = (report) => unobserved.push(report);
  loop.onObservedLate = (report) => {
    const at = unobserved.indexOf(report);
    if (at >= 0) unobserved.splice(at, 1);
    late.push(report);
  };
  return {
    errors,
    unobserved,
    late,
    [Symbol.dispose]: () =>
      void Object.assign(loop, { onError, onUnobserved, onObservedLate }),
  };
}

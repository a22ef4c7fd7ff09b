import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { hostTurn } from "./_host.ts";

/**
 * Host turns in which the ready queue must be empty: fewer than a clock waits
 * before it jumps, so that no time passes in between.
 */
const IDLE = 2;

/**
 * Waits until nothing else can run: every other task waits for a timer, for
 * the outside or for the one who calls this. No virtual time passes. After
 * trio's `wait_all_tasks_blocked`.
 *
 * @param loop The loop; the current one by default.
 * @returns A Future of that moment.
 *
 * @example
 * ```ts
 * import { runVirtual, waitUntilIdle } from "@twister/async/testing";
 * import { Future } from "@twister/async/future";
 * import { moment, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * await runVirtual(function* () {
 *   const log: string[] = [], gate = new Future<void>();
 *   const task = spawn(function* () {
 *     for (let i = 0; i < 100; i++) yield* moment;
 *     log.push("at the gate");
 *     yield* gate;
 *   });
 *   yield* waitUntilIdle();
 *   assertEquals(log, ["at the gate"]);
 *   gate.setResult();
 *   yield* task;
 * });
 * ```
 */
export function waitUntilIdle(loop: IOLoop = IOLoop.current()): Future<void> {
  const idle = new Future<void>({ name: "waitUntilIdle" });
  void watch(loop, idle);
  return idle;
}

async function watch(loop: IOLoop, idle: Future<void>): Promise<void> {
  for (let left = IDLE; left > 0; left--) {
    await hostTurn();
    for (const _ of loop._queued()) left = IDLE + 1;
    if (idle.done) return;
  }
  loop._within(() => idle.trySetResult());
}

import { type Deadlock, deadlockAmong } from "../coroutine/deadlock.ts";
import { knownTasks, type TraceOptions } from "./known.ts";

/**
 * Looks for tasks that wait for each other, so that none can ever go on.
 *
 * `loop.run` does so by itself where its main hangs in such a circle and
 * nothing else is left to do. This looks at any time, also while others still
 * run, at all tasks that {@linkcode dumpTasks} knows. What a timer, a promise,
 * a signal or whoever holds a plain Future may still end is no deadlock.
 *
 * @param options The loop, and where else to begin.
 * @returns The first circle found; `undefined` if there is none.
 *
 * @example
 * ```ts
 * import { findDeadlock } from "@twister/async/trace";
 * import { Lock } from "@twister/async/sync";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const fork = new Lock({ name: "fork" }), knife = new Lock({ name: "knife" });
 * const eat = (name: string, first: Lock, second: Lock) =>
 *   spawn(function* () {
 *     using _one = yield* first.acquire();
 *     yield* sleep(1);
 *     using _other = yield* second.acquire();
 *   }, { name });
 * const ann = eat("Ann", fork, knife), bob = eat("Bob", knife, fork);
 * await sleep(10);
 *
 * const { cycle } = findDeadlock({ roots: [ann] })!;
 * assertEquals(
 *   cycle.map(({ task, what, holder }) => [task.name, what, holder.name]),
 *   [["Ann", 'Lock "knife"', "Bob"], ["Bob", 'Lock "fork"', "Ann"]],
 * );
 * ann.cancel();
 * await bob;
 * ```
 */
export function findDeadlock(options: TraceOptions = {}): Deadlock | undefined {
  return deadlockAmong(knownTasks(options).tasks);
}

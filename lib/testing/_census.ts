/**
 * Which tasks live on a loop: known in debug only.
 */

import { liveTasks } from "../coroutine/live.ts";
import type { Task } from "../coroutine/task.ts";
import { loopOf } from "../future/waiter.ts";
import type { IOLoop } from "../loop/io_loop.ts";

/** The tasks of a loop in debug that have not ended, in the order of making. */
export function liveOn(loop: IOLoop): readonly Task<unknown>[] {
  const all = liveTasks() as readonly unknown[] as readonly Task<unknown>[];
  return all.filter((task) => loopOf(task) === loop);
}

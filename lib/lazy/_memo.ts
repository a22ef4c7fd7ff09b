/**
 * One run for all who ask.
 */

import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import type { Node } from "./_node.ts";
import { steps } from "./_steps.ts";

/**
 * A function that gives the task of the first call to all calls. One that was
 * cancelled, for all who waited had left, says nothing about the next: that
 * one starts anew.
 */
export function shared(node: Node): () => Task<unknown> {
  let task: Task<unknown> | undefined;
  return () => {
    if (task === undefined || task.cancelled || task.cancelRequested) {
      task = spawn(steps(node), { name: "memo" });
    }
    return task;
  };
}

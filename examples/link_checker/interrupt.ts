/**
 * Ctrl-C, as a cancel.
 */
import type { Task } from "@twister/async";

/**
 * Cancels a task when the user presses Ctrl-C, which gives it time to clean
 * up; pressed again, it ends that too.
 */
export function cancelOnInterrupt(task: Task<unknown>): Disposable {
  const cancel = () => {
    task.cancel("Ctrl-C", task.cancelRequested ? { grace: 0 } : {});
  };
  Deno.addSignalListener("SIGINT", cancel);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGINT", cancel),
  };
}

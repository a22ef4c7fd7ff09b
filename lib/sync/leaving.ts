/**
 * What is granted to a task whose next yield throws would be lost: it is not.
 */

import { running } from "../context/running.ts";
import { CANCELLING, REQUESTED } from "../coroutine/modes.ts";
import { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { currentLoop } from "../future/waiter.ts";

/**
 * Whether the next yield of something, or of what runs now, throws a cancel,
 * ready or not. What it asks for is not taken then but waited for, and the
 * cancel gives the place up.
 */
export function isLeaving(by: object = running.by): boolean {
  return by instanceof Task && (by._mode & CANCELLING) !== 0;
}

/**
 * Calls a function when such a cancel has been thrown: for what was asked for
 * may be wanted by somebody else, to whom the Future was handed.
 */
export function afterLeaving(fn: () => void): void {
  const loop = currentLoop(), task = running.by as Task<unknown>;
  // The cancel may be queued only by the yield that follows: behind one turn.
  const look = () => {
    const thrown = task.done || (task._mode & REQUESTED) === 0;
    loop.addCallback(thrown ? fn : look);
  };
  loop.addCallback(look);
}

/**
 * A wait that can never be served. One who is about to leave never hears why:
 * the error is looked at for it, for it tells of no fault.
 */
export function hopeless(error: unknown): Future<never> {
  const future = Future.reject(error);
  if (isLeaving()) future.error();
  return future;
}

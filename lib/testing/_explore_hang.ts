/**
 * Says who waits for what when nothing can run any more.
 */

import { deadlockAmong, deadlockError } from "../coroutine/deadlock.ts";
import type { Task } from "../coroutine/task.ts";
import { DeadlockError } from "../errors/deadlock_error.ts";
import type { Future } from "../future/future.ts";
import { ScheduleError } from "./explore_error.ts";
import { tellWaits, waitsOf } from "./_waits.ts";

/** The error of a run that goes on when nothing of its own can. */
export function wokenError(who = "the program"): ScheduleError {
  return new ScheduleError(
    `${who} waits for something outside of the loop, which comes when it ` +
      "likes: a timer of the host, I/O, a worker. The explorer does not " +
      "control it. Use sleep(), or a fake that asks world.choose()",
  );
}

/** The error of a run that hangs. */
export function hangError(
  tasks: Iterable<Task<unknown>>,
  main: Future<unknown>,
): DeadlockError {
  const live = [...tasks].filter(({ done }) => !done);
  const circle = deadlockAmong([...live, main]);
  if (circle !== undefined) return deadlockError(circle);
  return new DeadlockError(
    "The program hangs: nothing can run, and no timer is set" +
      tellWaits(waitsOf(live)),
  );
}

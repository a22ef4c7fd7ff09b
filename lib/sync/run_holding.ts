import { checkFunction } from "../errors/check.ts";
import { nameOf } from "../errors/describe.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import type { Future } from "../future/future.ts";
import { thenOf } from "../loop/kinds.ts";
import { isGenerator } from "../loop/driver.ts";
import type { Permit } from "./permits.ts";

/** Runs a function between an `acquire()` and its release. */
export function runHolding<R>(
  lock: { acquire(): Future<Permit> },
  fn: (...args: never[]) => unknown,
  args: readonly unknown[],
): Task<R> {
  checkFunction(fn, "run(fn) with a lock or semaphore");
  const body = function* (): Generator<unknown, unknown, unknown> {
    const permit = yield* lock.acquire();
    try {
      const made = fn(...args as never[]);
      if (isGenerator(made)) return yield* made;
      return thenOf(made) !== undefined ? yield made : made;
    } finally {
      permit.release();
    }
  };
  return spawn(body, { name: nameOf(fn) || "run" }) as Task<R>;
}

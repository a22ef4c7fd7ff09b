/**
 * Drives a main function of any kind to a native promise.
 */

import { TimeoutError } from "../errors/timeout_error.ts";
import { nameOf } from "../errors/describe.ts";
import { isGenerator, startGenerator } from "./driver.ts";
import type { Handle } from "./handle.ts";
import { MainRun } from "./main_run.ts";
import type { Rest } from "./rest.ts";

/** A coroutine function, an async function, or a plain one. */
export type Main<T> = () => Iterator<unknown, T, unknown> | PromiseLike<T> | T;

/** Options of `loop.run`. */
export interface RunOptions {
  /** Milliseconds after which a coroutine is cancelled. */
  timeout?: number;
}

/** What `drive` needs of a loop. */
interface Alarms {
  time(): number;
  callLater(ms: number, fn: () => unknown): Handle;
}

/** Starts `main` and follows it to its end, or to the deadline. */
export function drive<T>(
  loop: Alarms,
  rest: Rest,
  main: Main<T>,
  timeout: number | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const started = start(main) as T | PromiseLike<T>;
    if (!isThenable(started)) return resolve(started);
    const run: MainRun<T> = new MainRun(
      started,
      resolve,
      reject,
      () => rest.remove(run),
    );
    rest.add(run);
    run.follow();
    // After `then`: what is ready by now wins over a timeout of zero.
    if (timeout === undefined || run.over) return;
    const deadline = loop.time() + timeout;
    run.timer = loop.callLater(timeout, () => {
      const text = `loop.run(main) did not end within ${timeout} ms`;
      run.breakOff(new TimeoutError(text, { deadline }));
    });
  });
}

function start(main: () => unknown): unknown {
  const made = main();
  return isGenerator(made) ? startGenerator(made, nameOf(main)) : made;
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return value !== null && typeof value === "object" && "then" in value &&
    typeof value.then === "function";
}

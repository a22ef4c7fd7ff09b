import { describe } from "../errors/describe.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { hostSignals, print } from "./_host.ts";
import { dumpTasks } from "./dump.ts";
import { findDeadlock } from "./find_deadlock.ts";
import { deadlockError } from "../coroutine/deadlock.ts";
import type { TraceOptions } from "./known.ts";

/** Signals that ask for a dump; hosts name the others too. */
export type DumpSignal =
  | "SIGQUIT"
  | "SIGUSR2"
  | (string & Record<never, never>);

/**
 * Prints what all tasks do, to the error stream, whenever the process gets a
 * signal: `kill -QUIT <pid>`, or Ctrl+\ in its terminal. After Go and the JVM.
 *
 * A program that computes without end does not come to it: for that there is
 * {@linkcode stallAlarm}. Windows has neither of the two signals.
 *
 * @param signal Which one.
 * @param options The loop, the current one if not given, and other roots.
 * @returns What ends it, for a `using`; listening keeps no program alive.
 * @throws {TypeError} If the host has no signals, or not this one.
 *
 * @example
 * ```ts
 * import { dumpOnSignal } from "@twister/async/trace";
 *
 * using _dumps = dumpOnSignal("SIGUSR2");
 * ```
 */
export function dumpOnSignal(
  signal: DumpSignal = "SIGQUIT",
  options: TraceOptions = {},
): Disposable {
  const signals = hostSignals();
  if (signals === undefined) {
    throw new TypeError(
      `Cannot dump on ${describe(signal)}: this host has no signals. Call ` +
        "dumpTasks() where the program can be asked, from a debug page say",
    );
  }
  const loop = options.loop ?? IOLoop.current();
  const listener = () => print(report({ ...options, loop }));
  try {
    signals.add(signal, listener);
  } catch (error) {
    throw new TypeError(
      `Cannot dump on ${describe(signal)}: this host refuses it as a signal. ` +
        'Use "SIGQUIT" or "SIGUSR2"',
      { cause: error },
    );
  }
  let listens = true;
  return {
    [Symbol.dispose]: () => {
      if (listens) signals.remove(signal, listener);
      listens = false;
    },
  };
}

/** The dump, and below it the deadlock if there is one. */
function report(options: TraceOptions): string {
  const found = findDeadlock(options), dump = dumpTasks(options).toString();
  return found === undefined
    ? dump
    : `${dump}\n${deadlockError(found).message}`;
}

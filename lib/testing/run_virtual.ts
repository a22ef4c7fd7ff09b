import { checkFunction, checkTime } from "../errors/check.ts";
import { nameOf } from "../errors/describe.ts";
import type { Main } from "../loop/run.ts";
import type { Ready } from "../loop/ring.ts";
import { textForHost } from "../traceback/stitch.ts";
import { traceFor } from "../traceback/traces.ts";
import { logError } from "./_host.ts";
import { Session } from "./_session.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** Options of {@linkcode runVirtual}. */
export interface RunVirtualOptions {
  /** The clock of the loop; a new one by default. */
  clock?: VirtualClock;
  /** Virtual milliseconds that the whole may take: `Infinity`. */
  timeout?: number;
  /** Real milliseconds that the whole may take: 10,000. */
  realTimeout?: number;
  /**
   * Whether the loop is in debug, so that messages name lines: yes. What runs
   * millions of steps is faster without.
   */
  debug?: boolean;
}

/**
 * Runs a main function on a new loop whose time is virtual: it goes to the next
 * timer when nothing else can run, so an hour's sleep takes no real time.
 * `IOLoop.current()` is that loop inside. After trio's autojump clock.
 *
 * Time stands still when the main function has ended: what it left behind runs
 * no more timers. Real I/O goes at its own pace: see
 * {@linkcode VirtualClock.hold}.
 *
 * @typeParam T What the main function gives.
 * @param main A coroutine function, an async one or a plain one.
 * @param options The clock, limits, debug.
 * @returns A promise of what `main` returns.
 * @throws {TimeoutError} If it does not end in time. All tasks are cancelled
 * then, and the message names the line where each of them waited.
 * @throws {DeadlockError} If it has not ended and nothing is left that could
 * run; the message names the same.
 * @throws The very error that `main` throws; else the first error that the loop
 * reported, as that of a task which nobody looked at. Further ones are printed.
 *
 * @example
 * ```ts
 * import { runVirtual } from "@twister/async/testing";
 * import { sleep } from "@twister/async/coroutine";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const took = await runVirtual(function* () {
 *   yield* sleep(3_600_000);
 *   return IOLoop.current().time();
 * });
 * assertEquals(took, 3_600_000);
 * ```
 */
export async function runVirtual<T>(
  main: Main<T>,
  options: RunVirtualOptions = {},
): Promise<Awaited<T>> {
  return await runReady(main, options, undefined) as Awaited<T>;
}

/**
 * The same, with a ready queue of the caller's: it says what runs next.
 *
 * @internal
 */
export async function runReady<T>(
  main: Main<T>,
  options: RunVirtualOptions,
  ready: Ready | undefined,
): Promise<T> {
  checkFunction(main, "runVirtual(main)");
  const { timeout = Infinity, realTimeout = 10_000 } = options;
  const session = new Session<T>({
    name: nameOf(main) || "runVirtual(main)",
    clock: options.clock ?? new VirtualClock(),
    timeout: checkTime(timeout, "runVirtual(main, { timeout })"),
    realTimeout: checkTime(realTimeout, "runVirtual(main, { realTimeout })"),
    debug: options.debug ?? true,
    ready,
  });
  try {
    const { value, errors } = await session.run(main);
    if (options.debug === undefined) errors.forEach(hideOurFrames);
    throwFirst(errors);
    return value as T;
  } finally {
    session.close();
  }
}

/**
 * Has an error show the user's frames only: debug is on for the sake of places,
 * not because the user asked for all frames.
 */
export function hideOurFrames(error: unknown): void {
  traceFor(error).debug = false;
}

/** Throws the first of several errors and prints the others. */
export function throwFirst(errors: readonly unknown[]): void {
  if (errors.length === 0) return;
  for (const other of errors.slice(1)) {
    logError(`Another error came with it: ${textForHost(other, undefined)}`);
  }
  throw errors[0];
}

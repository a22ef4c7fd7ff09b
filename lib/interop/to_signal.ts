import { describe } from "../errors/describe.ts";
import type { Task } from "../coroutine/task.ts";
import { isAbortSignal } from "../loop/kinds.ts";
import type { CancelScope } from "../scopes/cancel_scope.ts";

/** What can be cancelled, with a signal that tells so. */
// deno-lint-ignore no-explicit-any -- a task of any result
export type Signalling = Task<any> | CancelScope;

/**
 * The signal that aborts when a task or scope is cancelled, for `fetch` and
 * whatever else takes one. Its reason is the {@linkcode CancelledError}. It
 * is the same signal each time, and made when it is first asked for.
 *
 * @param what The task or scope.
 * @returns The signal.
 * @throws {TypeError} If it is something else.
 *
 * @example
 * ```ts
 * import { toSignal } from "@twister/async/interop";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const task = spawn(function* () {
 *   yield* sleep(60_000);
 * });
 * const signal = toSignal(task);
 * task.cancel();
 * await task.catch(() => {});
 * assertEquals(signal.aborted, true);
 * ```
 */
export function toSignal(what: Signalling): AbortSignal {
  const signal = signalOf(what);
  if (signal !== undefined) return signal;
  throw new TypeError(
    `Cannot make a signal of ${describe(what)}: expected a Task or CancelScope`,
  );
}

function signalOf(what: unknown): AbortSignal | undefined {
  try {
    const { signal } = what as { signal?: unknown };
    const may = signal !== null && typeof signal === "object";
    return may && isAbortSignal(signal) ? signal : undefined;
  } catch {
    return undefined; // nothing at all, or a proxy that refuses
  }
}

/**
 * The values of the host's `AsyncLocalStorage`, where a loop carries them.
 */

import type { Context } from "./running.ts";

/** Runs a function with the values that were current once. */
export type HostContext = <R>(fn: () => R) => R;

/** A loop, as seen from below it. */
interface Home {
  /** @internal */
  _hostContext?(root: boolean): HostContext | undefined;
}

/**
 * Keeps the host's values.
 *
 * @param root Whether those are meant that no work has changed.
 * @returns `undefined` where the context's loop does not carry them.
 */
export function hostContext(
  context: Context,
  root = false,
): HostContext | undefined {
  return (context.home as Home | undefined)?._hostContext?.(root);
}

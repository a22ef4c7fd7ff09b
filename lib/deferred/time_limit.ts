/**
 * Cancels a Deferred that takes too long.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { markOurs } from "../traceback/stitch.ts";
import type { Chain } from "./chain.ts";
import { hasFailed } from "./failure.ts";
import type { Fn } from "./links.ts";

/**
 * Sets the timer for a Deferred.
 *
 * @param chain The Deferred.
 * @param ms Its time, in milliseconds.
 * @param onTimeout Gets what came of the cancel, and the time.
 * @returns What to add to both sides of the chain: it ends the time.
 */
export function timeLimit(
  chain: Pick<Chain, "cancel">,
  ms: number,
  onTimeout: Fn = timedOut,
): Fn {
  let over = false;
  const timer = IOLoop.current().callLater(ms, () => {
    over = true;
    chain.cancel(`no result within ${ms} ms`);
  });
  return (result) => {
    timer.cancel();
    return over ? onTimeout(result, ms) : result;
  };
}

/** A cancel is told as a timeout; whatever else came of it stays. */
function timedOut(result: unknown, ms: unknown): unknown {
  if (!hasFailed(result) || !result.check(CancelledError)) return result;
  throw markOurs(
    new TimeoutError(`A Deferred had no result within ${ms} ms`, {
      cause: result.value,
    }),
  );
}

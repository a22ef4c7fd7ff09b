import { checkFuture } from "../errors/check.ts";
import type { Future } from "./future.ts";
import { CANCELLED, FULFILLED, REJECTED } from "./states.ts";

/** Options of {@linkcode chainFuture}. */
export interface ChainOptions {
  /** Whether cancelling the target cancels the source: no, by default. */
  cancel?: boolean;
}

/**
 * Settles one Future as another is: with the same value, the very same error,
 * or a cancel for the same reason. A target that is settled before is left
 * alone, and the error is then reported if nobody else looks. After Tornado's
 * `chain_future`.
 *
 * @param source Whose outcome to copy.
 * @param target Which to settle.
 * @param options Whether a cancel goes the other way too.
 *
 * @example
 * ```ts
 * import { chainFuture, Future } from "@twister/async/future";
 * import { assertEquals } from "@std/assert";
 *
 * const source = new Future<number>(), target = new Future<number>();
 * chainFuture(source, target);
 * source.setResult(1);
 * assertEquals(await target, 1);
 * ```
 */
export function chainFuture<T>(
  source: Future<T>,
  target: Future<T>,
  options: ChainOptions = {},
): void {
  checkFuture(source, "chainFuture(source, target)");
  checkFuture(target, "chainFuture(source, target)");
  source.addDoneCallback(function chain() {
    if (target.done) return;
    if (source._state === FULFILLED) target._settle(source.value, FULFILLED);
    else {
      const state = source.cancelled ? CANCELLED : REJECTED;
      target._settle(source._error(), state, source._hops ?? null);
    }
  });
  if (!options.cancel) return;
  target.addDoneCallback(() => {
    if (!target.cancelled || source.done) return;
    source.cancel((target._error() as { reason?: unknown }).reason);
  });
}

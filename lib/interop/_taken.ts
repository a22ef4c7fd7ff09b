/**
 * A Future that takes the result of a Deferred.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import {
  type Chain,
  chainOf,
  innermost,
  type Receiver,
  run,
  subscribe,
} from "../deferred/chain.ts";
import { hasFailed } from "../deferred/failure.ts";
import { disown } from "../deferred/unhandled.ts";
import { Cancellation, type Canceller } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";

/** The Future for the result of a Deferred, of whichever loaded copy. */
export function taken(deferred: object): Future<unknown> {
  const chain = chainOf(deferred)!, future = new Future<unknown>();
  subscribe(chain, new Taking(chain, future));
  if (chain.called) run(chain);
  return future;
}

/** The last link of the chain, which is also told of the Future's cancel. */
class Taking implements Receiver, Canceller {
  readonly #chain: Chain;
  readonly #future: Future<unknown>;
  #cancellation: Cancellation | undefined;

  constructor(chain: Chain, future: Future<unknown>) {
    this.#chain = chain;
    this.#future = future;
    future.value = this;
  }

  _receive(result: unknown): undefined {
    const future = this.#future;
    if (future.done) {
      // It was left while somebody held the Deferred by `pause()`.
      if (hasFailed(result)) disown(result, future, "a Deferred that was left");
    } else if (hasFailed(result)) {
      const cancelled = result.check(CancelledError) !== undefined;
      const state = cancelled ? CANCELLED : REJECTED;
      future._settle(result.value, state, result._hops ?? null);
    } else if (this.#cancellation !== undefined) {
      future._settle(this.#cancellation, CANCELLED);
    } else future._settle(result, FULFILLED);
  }

  /** Nothing ends a Deferred that was fired and is paused: it is left. */
  _cancelled(_future: unknown, reason: unknown): boolean {
    this.#cancellation = new Cancellation(reason);
    this.#chain.cancel(reason);
    return !this.#future.done && !innermost(this.#chain).called;
  }
}

/**
 * How a coroutine waits for a Deferred, though neither knows the other.
 */

import { running } from "../context/running.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { hopsOf, stitch } from "../traceback/stitch.ts";
import { type Chain, type Receiver, run, subscribe } from "./chain.ts";
import { hasFailed } from "./failure.ts";

/** The key under which an object says how it can be waited for. */
export const YIELDABLE: unique symbol = Symbol.for(
  "twister.yieldable",
) as never;

/** The mark of futures, of whichever loaded copy of the package. */
export const FUTURE: unique symbol = Symbol.for("twister.future") as never;

/**
 * The face that a Deferred shows to the Runner: what that asks of a Future of
 * another loaded copy of the package, and so a cancel is passed on too.
 *
 * It takes the result away, as all do who wait for a Deferred.
 */
export class Face implements PromiseLike<unknown>, Receiver {
  readonly #chain: Chain;
  /** Whether the result has been taken. */
  #done = false;
  #leaving = false;
  #onValue: ((value: unknown) => unknown) | null | undefined;
  #onError: ((error: unknown) => unknown) | null | undefined;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /** Whether the result has been taken; until then a cancel is on its way. */
  get done(): boolean {
    return this.#done;
  }

  /** The Runner calls it once, and does nothing with what it gives. */
  then(
    onValue?: ((value: unknown) => unknown) | null,
    onError?: ((error: unknown) => unknown) | null,
  ): never {
    this.#onValue = onValue;
    this.#onError = onError;
    subscribe(this.#chain, this);
    if (this.#chain.called) run(this.#chain);
    return undefined as never;
  }

  /** The coroutine gave its wait up. */
  cancel(reason?: unknown): boolean {
    this.#leaving = true;
    this.#chain.cancel(reason);
    this.#leaving = false;
    return true;
  }

  _receive(result: unknown): undefined {
    this.#done = true;
    if (!hasFailed(result)) this.#onValue?.(result);
    // The coroutine has its own CancelledError: the echo would be a second.
    else if (!this.#leaving || result.check(CancelledError) === undefined) {
      this.#onError?.(result.value);
    }
  }
}

Object.defineProperty(Face.prototype, FUTURE, { value: true });

/** One `yield*` of a Deferred: it yields the Deferred and returns its value. */
export class Wait<D, T> implements Iterator<D, T, unknown> {
  #deferred: D | undefined;

  constructor(deferred: D) {
    this.#deferred = deferred;
  }

  next(value: unknown): IteratorResult<D, T> {
    const deferred = this.#deferred;
    if (deferred === undefined) return { done: true, value: value as T };
    this.#deferred = undefined;
    return { done: false, value: deferred };
  }

  /** The error comes in here, with the frames of the `yield*` below. */
  throw(error: unknown): never {
    const below = Wait.prototype.throw;
    const waiting = { name: "", holder: running.by, below };
    stitch(error, hopsOf(error), waiting, running.debug);
    throw error;
  }

  return(value?: unknown): IteratorResult<D, T> {
    return { done: true, value: value as T };
  }
}

/**
 * Deferreds that follow what is none: futures, promises and signals.
 */

import { snapshot } from "../context/snapshot.ts";
import { type Then, thenOf } from "../loop/kinds.ts";
import { hopsOf } from "../traceback/stitch.ts";
import { isDeferred } from "./chain.ts";
import { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";
import { fail, succeed } from "./makers.ts";
import { disown } from "./unhandled.ts";
import { FUTURE } from "./waiting.ts";

/** What every copy's Future has. */
interface Futurelike extends PromiseLike<unknown> {
  readonly done: boolean;
  /** Only a Task has this: it may take time to clean up. */
  readonly cancelRequested?: boolean;
  result(): unknown;
  cancel(reason?: unknown): boolean;
}

/** Whether a value is a Future, by its brand. */
export function isFuture(value: object): value is Futurelike {
  return (value as { [FUTURE]?: unknown })[FUTURE] === true;
}

/** Fires with the outcome of a thenable; one that is given up is reported. */
export function ofThenable(thenable: object, then: Then): Deferred<unknown> {
  const deferred = new Deferred<unknown>(leaveIt);
  follow(thenable, then, deferred);
  return deferred;
}

/** A promise cannot be stopped: the wait ends, its late error is reported. */
function leaveIt(): void {}

/** Calls a foreign `then`, of which nothing is trusted. */
function follow(
  thenable: object,
  then: Then,
  deferred: Deferred<unknown>,
): void {
  let answered = false;
  // A promise answers in a context of nobody: that of who waits is kept.
  const inContext = snapshot();
  const once = (answer: () => void) => {
    if (answered) return;
    answered = true;
    inContext(answer);
  };
  const refuse = (error: unknown) =>
    once(() => {
      const failure = Failure.from(error);
      if (!deferred.called) deferred._fire(failure);
      else disown(failure, thenable, "a promise that was left");
    });
  try {
    then.call(
      thenable,
      (value) =>
        once(() => {
          if (!deferred.called) fireWith(value, deferred);
        }),
      refuse,
    );
  } catch (error) {
    refuse(error);
  }
}

/** Fires with what a promise gave, which may have to be waited for itself. */
export function fireWith(value: unknown, deferred: Deferred<unknown>): void {
  try {
    const then = thenOf(value);
    if (then !== undefined) return follow(value as object, then, deferred);
  } catch (error) {
    return deferred._fire(Failure.from(error));
  }
  if (isDeferred(value)) {
    (value as Deferred<unknown>).chainDeferred(deferred);
  } else deferred.callback(value);
}

/** A Future's outcome. One that is settled costs no turn. */
export function ofFuture(future: Futurelike): Deferred<unknown> {
  return future.done ? settled(future) : new Following(future);
}

function settled(future: Futurelike): Deferred<unknown> {
  let value: unknown;
  try {
    value = future.result();
  } catch (error) {
    return fail(broughtAlong(error));
  }
  return isDeferred(value) ? value as Deferred<unknown> : succeed(value);
}

/** A Future's error, which has just been shown by the path it took. */
export function broughtAlong(error: unknown): Failure {
  return Failure.from(error)._by(hopsOf(error));
}

/** Waits for a Future, in one place among those who do. */
class Following extends Deferred<unknown> {
  readonly #future: Futurelike;
  #place: { cancel?(reason: unknown): unknown };

  constructor(future: Futurelike) {
    super();
    this.#future = future;
    this.#place = this.#follow();
  }

  override _giveUp(reason: unknown): void {
    this.#place.cancel?.(reason);
    // A Task that was cancelled by this cleans up first, and what comes of
    // that is waited for. Others still wait for one that goes on.
    const { done, cancelRequested } = this.#future;
    if (done || cancelRequested === true) this.#place = this.#follow();
    else super._giveUp(reason);
  }

  override _label(): string {
    return "Deferred";
  }

  /**
   * Takes a place. What `then` of a Future gives is a Future: cancelling that
   * gives the place up, and tells the other one if nobody else waits for it.
   */
  #follow(): object {
    return this.#future.then(
      (value) => {
        if (!this.called) fireWith(value, this);
      },
      (error) => {
        const failure = broughtAlong(error);
        if (!this.called) this._fire(failure);
        else disown(failure, this.#future, "a Future that was left");
      },
    );
  }
}

/** Waits for the abort; its reason is the value. */
export function ofSignal(signal: AbortSignal): Deferred<unknown> {
  const aborted = () => deferred.callback(signal.reason);
  const deferred = new Deferred<unknown>(() =>
    signal.removeEventListener("abort", aborted)
  );
  if (signal.aborted) aborted();
  else signal.addEventListener("abort", aborted, { once: true });
  return deferred;
}

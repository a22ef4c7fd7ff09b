import { broughtAlong, fireWith } from "../deferred/adopt.ts";
import { Deferred } from "../deferred/deferred.ts";
import { ensureDeferred } from "../deferred/ensure_deferred.ts";
import { disown } from "../deferred/unhandled.ts";
import { isFuture, type Marked } from "../future/brand.ts";
import type { Yielded } from "../coroutine/protocol.ts";

/**
 * A Deferred that stands for one Future. It is no waiter like others, which
 * could only give up its place: its cancel is that of the Future.
 */
class Standing extends Deferred<unknown> {
  readonly #future: Marked;

  constructor(future: Marked) {
    super();
    this.#future = future;
    future.then(
      (value) => {
        if (!this.called) fireWith(value, this);
      },
      (error) => {
        const failure = broughtAlong(error);
        if (!this.called) this._fire(failure);
        else disown(failure, future, "a Future that was left");
      },
    );
  }

  /** Its end comes by way of the Future, and after a Task's cleanup. */
  override _giveUp(reason: unknown): void {
    this.#future.cancel(reason);
  }

  override _label(): string {
    return "Deferred";
  }
}

/**
 * A Deferred of the same type comes back as it is.
 *
 * @typeParam T What it gives.
 * @param deferred The Deferred.
 * @returns The same Deferred.
 */
export function toDeferred<T>(deferred: Deferred<T>): Deferred<T>;
/**
 * The Deferred of a Future, Task or promise, or whatever else may be yielded.
 * A settled Future fires it at once; a pending one from the loop.
 *
 * For a Future or Task it stands as a whole: cancelling either cancels the
 * other with {@linkcode CancelledError}, also where others wait, and a Task
 * cleans up first. A promise is merely left when the Deferred is cancelled,
 * and its late error reported. After Twisted's `fromFuture`; to be one waiter
 * among others, use `ensureDeferred`.
 *
 * @typeParam Y What may be yielded.
 * @param what It.
 * @returns The Deferred.
 * @throws {BadYieldError} If it cannot be waited for.
 *
 * @example
 * ```ts
 * import { toDeferred } from "@twister/async/interop";
 * import { Future } from "@twister/async/future";
 * import { assertEquals } from "@std/assert";
 *
 * const page = new Future<string>(), text = toDeferred(page);
 * text.addErrback((failure) => String(failure.value));
 * text.cancel("no longer needed");
 * assertEquals(page.cancelled, true);
 * ```
 */
export function toDeferred<Y>(what: Y): Deferred<Yielded<Y>>;
export function toDeferred(what: unknown): Deferred<unknown> {
  return isFuture(what) && !what.done
    ? new Standing(what)
    : ensureDeferred(what);
}

/**
 * One `then`: what to do when a Future is settled, for another to be settled.
 */

import { type Context, running } from "../context/running.ts";
import { type Aside, asideOf } from "../loop/aside.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { nameOf } from "../errors/describe.ts";
import { type Then, thenOf } from "../loop/kinds.ts";
import { present } from "../traceback/stitch.ts";
import { isEngines, rejectAwait } from "./await_hop.ts";
import { type Canceller, type Cell, isCell } from "./cell.ts";
import type { Knowing, Settlers } from "./settlers.ts";
import { CANCELLED, FULFILLED, REJECTED } from "./states.ts";
import { disown, watch } from "./unobserved.ts";
import { currentLoop, DUTY, LOOKS, type Waiter } from "./waiter.ts";

/** A handler of `then`, or whatever was passed in its place. */
type Handler = ((value: unknown) => unknown) | null | undefined;

/** The waiter behind `then`. Without handlers it hands the outcome on. */
export class Reaction implements Waiter, Canceller, Knowing {
  declare _mode: number;
  declare _context: Context;
  declare private source: Cell;
  declare private target: Cell;
  declare private onFulfilled: Handler;
  declare private onRejected: Handler;
  /** Stands on the prototype for those that need none. */
  declare _aside: Aside | undefined;

  constructor(
    source: Cell,
    target: Cell,
    onFulfilled?: Handler,
    onRejected?: Handler,
  ) {
    this._mode = LOOKS;
    this._context = running.by._context;
    this.source = source;
    this.target = target;
    this.onFulfilled = onFulfilled;
    this.onRejected = onRejected;
    if (running.aside && this.#callsUser()) {
      this._aside = asideOf(this._context, this);
    }
  }

  _label(): string {
    return nameOf(this.onFulfilled) || nameOf(this.onRejected) || "then";
  }

  _run(): void {
    if (this._aside === undefined) this.#react();
    else this.#runAside(this._aside);
  }

  /** Apart, for a closure in `_run` would cost every run. */
  #runAside(aside: Aside): void {
    aside.run(this, () => this.#react());
  }

  /** @internal */
  _refused(error: unknown): void {
    if (!this.target.done) settleFailed(this.target, error);
  }

  #react(): void {
    const { source } = this;
    running.by = this;
    if (this.target.done) {
      // Nobody wants the outcome any more; an error of it is not seen so.
      const alone = (this._mode & DUTY) !== 0 && source._state === REJECTED;
      if (alone) watch(source);
    } else if (source._state === FULFILLED) {
      this.#call(this.onFulfilled, source.value);
    } else this.#reject(source, source._error());
  }

  /** The derived future is given up: so is its place with the source. */
  _cancelled(_target: Cell, reason: unknown): void {
    if (!this.source.done) this.source._leave(this, reason);
  }

  /** @internal */
  _settlers(): Settlers {
    const who = [this.source];
    return { kind: "then", source: this.source, who, any: false };
  }

  /** Whether a handler is a user's: an `await` has the engine's own. */
  #callsUser(): boolean {
    const { onFulfilled, onRejected } = this;
    return (typeof onFulfilled === "function" && !isEngines(onFulfilled)) ||
      (typeof onRejected === "function" && !isEngines(onRejected));
  }

  #reject(source: Cell, error: unknown): void {
    const { onFulfilled, onRejected, target } = this;
    if (typeof onRejected !== "function") {
      const state = source._state === CANCELLED ? CANCELLED : REJECTED;
      target._settle(error, state, source._hops ?? null);
    } else if (isEngines(onRejected) && isEngines(onFulfilled)) {
      const reached = rejectAwait(
        onFulfilled,
        onRejected,
        error,
        source._hops,
        running.debug,
      );
      resolveWith(target, reached);
    } else {
      present(error, source._hops, running.debug);
      this.#call(onRejected, error);
    }
  }

  #call(handler: Handler, value: unknown): void {
    const { target } = this;
    let result = value;
    if (typeof handler === "function") {
      try {
        result = handler(value);
      } catch (error) {
        if (target.done) disownLate(error, target, target._label());
        else settleFailed(target, error);
        return;
      }
      if (!target.done) resolveWith(target, result);
    } else if (!target.done) target._settle(result, FULFILLED);
  }
}

Object.defineProperty(Reaction.prototype, "_aside", {
  value: undefined,
  writable: true,
});

/**
 * Settles a cell with a value as `then` demands: a thenable is followed, and
 * only its first answer counts.
 */
export function resolveWith(target: Cell, value: unknown): void {
  if (value === target) {
    const error = new TypeError(
      "Cannot resolve a Future with itself: it would wait for ever",
    );
    target._settle(error, REJECTED);
    return;
  }
  try {
    if (isCell(value)) {
      const link = new Reaction(value, target);
      target.value = link;
      value._wait(link);
      return;
    }
    const then = thenOf(value);
    if (then === undefined) target._settle(value, FULFILLED);
    else follow(value as object, then, target);
  } catch (error) {
    // A `then` that cannot even be read: a getter or a proxy that throws.
    target._settle(error, REJECTED);
  }
}

/** Calls a foreign `then`, of which nothing is trusted. */
function follow(thenable: object, then: Then, target: Cell): void {
  // It answers from outside of any loop, and reports are due on this one.
  const loop = currentLoop();
  let answered = false;
  const answers = () => {
    if (answered) return false;
    loop._rest.foreign--;
    return answered = true;
  };
  loop._rest.foreign++;
  const reject = (error: unknown) => {
    if (!answers()) return;
    loop._within(() =>
      target.done
        ? disownLate(error, thenable, "a promise that was left")
        : settleFailed(target, error)
    );
  };
  try {
    then.call(thenable, (value) => {
      if (!answers()) return;
      if (!target.done) loop._within(() => resolveWith(target, value));
    }, reject);
  } catch (error) {
    reject(error);
  }
}

/** A cancel that comes out of a handler or promise stays a cancel. */
function settleFailed(target: Cell, error: unknown): void {
  target._settle(
    error,
    error instanceof CancelledError ? CANCELLED : REJECTED,
  );
}

/** The late error of what was left is reported; a cancel's echo is not. */
export function disownLate(
  error: unknown,
  source: unknown,
  name: string,
): void {
  if (!isCancel(error)) disown(error, source, name);
}

/** Whether an error only says that something was stopped on request. */
export function isCancel(error: unknown): boolean {
  if (error instanceof CancelledError) return true;
  try {
    return (error as { name?: unknown } | null)?.name === "AbortError";
  } catch {
    return false;
  }
}

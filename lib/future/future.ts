import { running as slot } from "../context/running.ts";
import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Hop } from "../traceback/hops.ts";
import { Bucket } from "../loop/timers.ts";
import { made } from "../traceback/places.ts";
import { hopsOf, present, stitch } from "../traceback/stitch.ts";
import { Bridge } from "./bridge.ts";
import { BRAND } from "./brand.ts";
import { Cancellation, type Canceller, OWN } from "./cell.ts";
import { inspect } from "./inspect.ts";
import { Reaction, resolveWith } from "./reaction.ts";
import { Settlement } from "./settlement.ts";
import { giveByValue, REWRAPS } from "./rewraps.ts";
import { pending, tooLate } from "./state_errors.ts";
import * as states from "./states.ts";
import {
  Callback,
  currentLoop,
  dispatching,
  loopOf,
  Waiters,
} from "./waiter.ts";

// Names of this module for what others export: a constant of its own is compiled
// in, while an import is loaded at each use. `bench/targets.ts S1 S2` shows a
// tenth between the two.
const running = slot, List = Waiters;
const { CANCELLED, FULFILLED, PENDING, REJECTED } = states;

/** Options of a {@linkcode Future}. */
export interface FutureOptions {
  /** A name for reports. */
  name?: string;
  /**
   * Called once, with the reason, when the pending Future is cancelled or its
   * last waiter leaves by a cancel. It may settle the Future itself; else the
   * Future becomes cancelled.
   */
  onCancel?: (reason: unknown) => unknown;
}

/**
 * A result that is not there yet.
 *
 * It is settled once, by whoever makes it: with `setResult`, `setError` or
 * `cancel`. Whoever uses it waits with `yield*` or `yield` in a coroutine, with
 * `await` in an async function, or adds callbacks, which always run in a later
 * turn of the loop. An error that nobody looks at is reported once. After
 * Tornado's and asyncio's Future.
 *
 * It is its own iterator and its own iterator result: so a `yield*` of it
 * infers its type exactly and allocates nothing, and one of a settled Future
 * does not suspend. `value` is part of that and not meant for use.
 *
 * @typeParam T The type of the result.
 *
 * @example
 * ```ts
 * import { Future } from "@twister/async/future";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = new Future<number>();
 * const double = spawn(function* () {
 *   return 2 * (yield* answer);
 * });
 * answer.setResult(21);
 * assertEquals(await double, 42);
 * ```
 */
export class Future<T> extends Settlement<T> implements PromiseLike<T> {
  /**
   * Makes a pending Future.
   *
   * @param options Its name, and whom to tell of a cancel.
   * @throws {TypeError} If `onCancel` is no function.
   */
  constructor(options?: FutureOptions) {
    super();
    if (options !== undefined) configure(this, options);
    if (running.debug) made.record(this, Future as never);
  }

  /**
   * A Future that is fulfilled: with a value, or with nothing. A Future comes
   * back as it is, a promise or other thenable is followed.
   *
   * @returns The Future.
   */
  static resolve(): Future<void>;
  /**
   * The same, of a value.
   *
   * @param value The value.
   * @returns The Future.
   */
  static resolve<T>(value: T): Future<Awaited<T>>;
  static resolve(value?: unknown): Future<unknown> {
    if (isOurs(value)) return value;
    const future = new Future<unknown>();
    resolveWith(future, value);
    return future;
  }

  /**
   * A Future that is rejected with an error.
   *
   * @param error The error; any value is one.
   * @returns The Future.
   */
  static reject<T = never>(error: unknown): Future<T> {
    const future = new Future<T>();
    future._settle(error, REJECTED);
    return future;
  }

  /**
   * The Future of a promise or other thenable. Its first answer counts, and a
   * `then` that throws rejects.
   *
   * @param thenable The promise.
   * @returns The Future; a Future comes back as it is.
   * @throws {TypeError} If it is no thenable.
   */
  static from<T>(thenable: PromiseLike<T>): Future<T> {
    if (isOurs(thenable)) return thenable as Future<T>;
    const future = Future.resolve(thenable) as Future<T>;
    if (future._state === FULFILLED && Object.is(future.value, thenable)) {
      throw new TypeError(
        `Cannot make a Future from ${describe(thenable)}, which is no ` +
          "promise or thenable. For a plain value use Future.resolve(value)",
      );
    }
    return future;
  }

  /** Its state, by name. */
  get state(): states.FutureState {
    return states.STATE_NAMES[this._state]!;
  }

  /** Whether it was cancelled. */
  get cancelled(): boolean {
    return this._state === CANCELLED;
  }

  /** Its name in reports. */
  get name(): string {
    const known = names.get(this);
    if (known !== undefined) return known;
    const sleeps = this._state === PENDING &&
      (this.value as unknown) instanceof Bucket;
    return sleeps ? "sleep" : "Future";
  }

  /**
   * The result of a settled Future.
   *
   * @returns The value.
   * @throws {InvalidStateError} While it is pending.
   * @throws {CancelledError} If it was cancelled.
   * @throws The very error it was rejected with.
   */
  result(): T {
    if (this._state === FULFILLED) return this.value;
    if (this._state === PENDING) throw pending("the result", this);
    throw this._thrown(Future.prototype.result);
  }

  /**
   * The error of a settled Future. Asking for it counts as looking.
   *
   * @returns The very error it was rejected with; `undefined` if it was
   * fulfilled.
   * @throws {InvalidStateError} While it is pending.
   * @throws {CancelledError} If it was cancelled.
   */
  error(): unknown {
    if (this._state === FULFILLED) return undefined;
    if (this._state === PENDING) throw pending("the error", this);
    const error = this._error();
    present(error, this._hops, running.debug);
    if (this._state === CANCELLED) throw error;
    return error;
  }

  /**
   * Fulfils it. A thenable is stored as it is, not followed.
   *
   * @param value The result.
   * @returns `true`; `false` if it had been cancelled, for then nobody waits.
   * @throws {InvalidStateError} If it is settled otherwise.
   */
  setResult(value: T): boolean {
    if (this._state !== PENDING) return tooLate(this, "setResult");
    this._settle(value, FULFILLED);
    return true;
  }

  /**
   * Rejects it. Any value is an error, also `undefined`.
   *
   * @param error The error; waiters get this very object.
   * @returns `true`; `false` if it had been cancelled, for then nobody waits.
   * @throws {InvalidStateError} If it is settled otherwise.
   */
  setError(error: unknown): boolean {
    if (this._state !== PENDING) return tooLate(this, "setError");
    this._settle(error, REJECTED);
    return true;
  }

  /**
   * Fulfils it if it is pending.
   *
   * @param value The result.
   * @returns Whether it was pending.
   */
  trySetResult(value: T): boolean {
    return this._state === PENDING && this.setResult(value);
  }

  /**
   * Rejects it if it is pending.
   *
   * @param error The error.
   * @returns Whether it was pending.
   */
  trySetError(error: unknown): boolean {
    return this._state === PENDING && this.setError(error);
  }

  /**
   * Cancels it: who waits gets a {@linkcode CancelledError} with the reason.
   * `onCancel` is called first and may settle it otherwise.
   *
   * @param reason Why; any value.
   * @returns Whether it was pending.
   */
  cancel(reason?: unknown): boolean {
    if (this._state !== PENDING) return false;
    const shields = (this.value as unknown as Canceller)._shields === true;
    const later = this._giveUp(reason) && !shields;
    if (!later && !this.done) {
      this._settle(new Cancellation(reason), CANCELLED);
    }
    return true;
  }

  /**
   * Has a function called, in a later turn of the loop, when the Future is
   * settled, or soon if it is. Callbacks run in the order of adding, each in
   * the context in which it was added; one that throws is reported, and the
   * others still run. A callback that does not look at the error does not
   * count as having seen it.
   *
   * @param fn Gets this Future as only argument.
   * @throws {TypeError} If `fn` is no function.
   */
  addDoneCallback(fn: (future: this) => unknown): void {
    checkFunction(fn, "addDoneCallback(fn)");
    const link = this._link, callback = fn as (future: unknown) => unknown;
    if (
      this._state === PENDING && link instanceof List &&
      running.by._context === loopOf(link)._root
    ) {
      link.addBare(callback);
    } else this._wait(new Callback(callback, this));
  }

  /**
   * Takes a callback back, all copies of it, also when the Future is settled
   * and they only wait for their turn.
   *
   * @param fn The function that was added.
   * @returns How many were taken back.
   */
  removeDoneCallback(fn: (future: this) => unknown): number {
    const callback = fn as (future: unknown) => unknown;
    let count = 0;
    const entries = this._state === PENDING
      ? [this._link]
      : [dispatching.list, ...currentLoop()._queued()];
    for (const entry of entries) {
      if (entry instanceof Waiters && entry.future === this) {
        count += entry.removeCallback(callback);
      } else if (
        entry instanceof Callback && entry.future === this &&
        entry.fn === callback
      ) {
        entry.fn = undefined;
        if (this._link === entry) this._link = undefined;
        count++;
      }
    }
    return count;
  }

  /**
   * Reacts as a promise does; what comes back is a Future. Handlers run in a
   * later turn of the loop, in the context of this call. Cancelling what comes
   * back gives up this place: if nobody else waits, this Future is told.
   *
   * @param onFulfilled Gets the value.
   * @param onRejected Gets the error, or the {@linkcode CancelledError}.
   * @returns A Future of what the handler returns.
   */
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    // deno-lint-ignore no-explicit-any -- as PromiseLike has it
    onRejected?: ((error: any) => B | PromiseLike<B>) | null,
  ): Future<A | B> {
    const derived = new Future<A | B>();
    const reaction = new Reaction(
      this,
      derived,
      onFulfilled as never,
      onRejected,
    );
    derived.value = reaction as never;
    this._wait(reaction);
    return derived;
  }

  /**
   * Reacts to an error or cancel only, as a promise's `catch`.
   *
   * @param onRejected Gets the error.
   * @returns A Future of the value, or of what the handler returns.
   */
  catch<B = never>(
    // deno-lint-ignore no-explicit-any -- as Promise has it
    onRejected?: ((error: any) => B | PromiseLike<B>) | null,
  ): Future<T | B> {
    return this.then(undefined, onRejected);
  }

  /**
   * Runs a function however it ends, as a promise's `finally`.
   *
   * @param onFinally Gets no argument; what it throws replaces the outcome.
   * @returns A Future of the same outcome.
   */
  finally(onFinally?: (() => unknown) | null): Future<T> {
    if (typeof onFinally !== "function") return this.then();
    return this.then(
      (value) => Future.resolve(onFinally()).then(() => value),
      (error) =>
        Future.resolve(onFinally()).then((): never => {
          throw error;
        }),
    );
  }

  /**
   * The native promise of the same outcome: a little faster to `await` than
   * the Future itself. An error counts as looked at.
   *
   * @returns The promise.
   */
  promise(): Promise<T> {
    if (this._state === FULFILLED) return Promise.resolve(this.value);
    return new Promise((resolve, reject) =>
      this._wait(new Bridge(this, resolve as never, reject))
    );
  }

  /** Lets `yield*` wait for it, with its exact type. */
  [Symbol.iterator](): Iterator<Future<T>, T, unknown> {
    return this as never;
  }

  /** How it is printed: its state and value, or who waits for it. */
  override toString(): string {
    return inspect(this, this._kind(), this._link);
  }

  /** @internal */
  get [Symbol.toStringTag](): string {
    return this._kind();
  }

  /**
   * A step of `yield*`.
   *
   * @internal
   */
  next(): Future<T> {
    if (--running.budget < 0 && isDriving()) return again(this);
    if (this._state >= REJECTED) throw this._thrown(Future.prototype.next);
    return this;
  }

  /**
   * An error thrown in at the `yield*`.
   *
   * @internal
   */
  throw(error: unknown): never {
    throw this._stitched(error, hopsOf(error), Future.prototype.throw);
  }

  /**
   * The generator that waits by `yield*` is closed.
   *
   * @internal
   */
  return<R>(value: R): { done: true; value: R } {
    return { done: true, value };
  }

  /** @internal */
  override _label(): string {
    return this.name;
  }

  /** The error to throw to a waiter whose frames stand on the stack. */
  _thrown(below: (...args: never[]) => unknown): unknown {
    return this._stitched(this._error(), this._hops, below);
  }

  /** Notes that an error reached who runs now. */
  private _stitched(
    error: unknown,
    hops: Hop | undefined,
    below: (...args: never[]) => unknown,
  ): unknown {
    const holder = running.by as { _label?(): string };
    const name = holder._label?.() ?? "";
    stitch(error, hops, { name, holder, below }, running.debug);
    return error;
  }

  /** The name of its class. */
  private _kind(): string {
    return this.constructor.name || "Future";
  }
}

for (
  const [key, value] of [
    [BRAND, true],
    [OWN, true],
    // How Node's and Deno's `console.log` ask.
    [Symbol.for("nodejs.util.inspect.custom"), Future.prototype.toString],
  ] as const
) Object.defineProperty(Future.prototype, key, { value });

/**
 * What a `yield*` gives to the Runner when a ready Future must still take a
 * turn: `value` says which. It is a Future itself, for then all sites see one
 * shape.
 */
export const AGAIN: Future<unknown> = new Future();

if (REWRAPS) giveByValue(Future.prototype, AGAIN, isDriving);

function isOurs(value: unknown): value is Future<unknown> {
  try {
    return value instanceof Future;
  } catch {
    return false; // a proxy that refuses: following it will tell
  }
}

/** Whether a task of this copy runs: no other driver knows of turns. */
function isDriving(): boolean {
  return (running.by as { [OWN]?: boolean })[OWN] === true;
}

function again(future: Future<unknown>): never {
  AGAIN.value = future;
  return AGAIN as never;
}

/** Names are rare, so a table holds them and futures have no slot for one. */
const names: WeakMap<object, string> = new WeakMap();

function configure(future: Future<unknown>, options: FutureOptions): void {
  const { name, onCancel } = options;
  if (name !== undefined) names.set(future, name);
  if (onCancel === undefined) return;
  checkFunction(onCancel, "make a Future with onCancel");
  const canceller: Canceller = {
    _cancelled: (_cell, reason) => void onCancel(reason),
  };
  future.value = canceller as never;
}

import { running } from "../context/running.ts";
import { checkFunction, checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { made, settledFirst } from "../traceback/places.ts";
import {
  append,
  BRAND,
  type Chain,
  foreign,
  innermost,
  isDeferred,
  OWN,
  type Pair,
  refuseDeferred,
  run,
  subscribe,
} from "./chain.ts";
import { Chaining } from "./chaining.ts";
import { Failure, hasFailed, isFailure } from "./failure.ts";
import { bind, type Fn, type Link } from "./links.ts";
import { alreadyCalled, cancelledError, notPaused } from "./state_errors.ts";
import { timeLimit } from "./time_limit.ts";
import type { Check } from "./unhandled.ts";
import { Face, Wait, YIELDABLE } from "./waiting.ts";

/**
 * What a callback's result becomes for the next one: a Deferred gives its
 * value, and a Failure goes to the errbacks.
 */
export type Chained<R> = R extends Deferred<infer V> ? V
  : R extends Failure ? never
  : R;

/**
 * Stops the work behind a Deferred. It may fire the Deferred itself; else that
 * fails with {@linkcode CancelledError}.
 */
export type Canceller<T> = (deferred: Deferred<T>, reason: unknown) => unknown;

/** A callback: gets the value so far. */
export type Callback<T, U, A extends unknown[] = []> = (
  value: T,
  ...args: A
) => U;

/** An errback: gets the failure so far. */
export type Errback<U, A extends unknown[] = []> = (
  failure: Failure,
  ...args: A
) => U;

/**
 * A chain of callbacks for a result that comes later, on two rails: values go
 * to callbacks, failures to errbacks.
 *
 * Whoever makes the result fires the Deferred, once, with `callback` or
 * `errback`; the chain runs at once, inside that call. What a callback returns
 * is what the next one gets; what it throws, or a {@linkcode Failure} that it
 * returns, is what the next errback gets. A Deferred that it returns is waited
 * for and its result taken: that Deferred holds `undefined` then. A failure
 * that is left at the end of the turn is reported once. Each `add…` returns
 * this very object, typed by what its function gives. After Twisted.
 *
 * The result has one way to go: for a second consumer use `branch()`.
 *
 * @typeParam T The type of the result so far.
 *
 * @example
 * ```ts
 * import { Deferred } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * const answer = new Deferred<number>();
 * answer
 *   .addCallback((n) => 2 * n)
 *   .addCallback((n) => {
 *     if (n > 40) throw new RangeError(`${n} is too much`);
 *     return n;
 *   })
 *   .addErrback((failure) => String(failure.value))
 *   .addCallback((text) => log.push(text));
 * answer.callback(21);
 * assertEquals(log, ["RangeError: 42 is too much"]);
 * ```
 */
export class Deferred<T> implements Chain {
  // Declared and set in the constructor in one order: emitted class fields
  // cost a derived class 20 ns an instance.
  /** Whether it was fired, also by a cancel. */
  declare readonly called: boolean;
  /** @internal */
  declare _first: Pair | undefined;
  /** @internal */
  declare _last: Pair | undefined;
  /** The value or Failure so far. @internal */
  declare _result: unknown;
  /** @internal */
  declare _pauses: number;
  /** @internal */
  declare _running: boolean;
  /** @internal */
  declare _waitsFor: Chain | undefined;
  /** @internal */
  declare _check: Check | undefined;
  /** What to do about a cancel: nothing once it is fired. @internal */
  declare _canceller: Canceller<never> | undefined;
  /** Whether one late fire passes without an error. @internal */
  declare _swallows: boolean;

  /**
   * Makes a Deferred that is not fired.
   *
   * @param canceller Stops the work when the Deferred is cancelled. With it a
   * late fire is an error; without it one late fire is swallowed, as nobody
   * told the work to stop.
   * @throws {TypeError} If the canceller is no function.
   */
  constructor(canceller?: Canceller<T>) {
    this.called = false;
    this._first = undefined;
    this._last = undefined;
    this._result = undefined;
    this._pauses = 0;
    this._running = false;
    this._waitsFor = undefined;
    this._check = undefined;
    this._canceller = canceller as Canceller<never> | undefined;
    this._swallows = false;
    if (canceller !== undefined) {
      checkFunction(canceller, "make a Deferred with canceller");
    }
    if (running.debug) made.record(this, Deferred as never);
  }

  /** Whether `pause()` holds it. */
  get paused(): boolean {
    return this._pauses > 0;
  }

  /**
   * Fires it with a value: the callbacks run before this returns.
   *
   * @param value The value; a Failure goes to the errbacks.
   * @throws {AlreadyCalledError} If it was fired before.
   * @throws {TypeError} If the value is a Deferred.
   */
  callback(value: T | Failure): void {
    refuseDeferred(value, "call callback(value)");
    this._fire(isFailure(value) ? Failure.from(value) : value);
  }

  /**
   * Fires it with an error: the errbacks run before this returns.
   *
   * @param error The error, any value, or a Failure of one.
   * @throws {AlreadyCalledError} If it was fired before.
   * @throws {TypeError} If the error is a Deferred.
   */
  errback(error?: unknown): void {
    refuseDeferred(error, "call errback(error)");
    this._fire(isFailure(error) ? Failure.from(error) : new Failure(error));
  }

  /**
   * Adds a callback. It runs when its turn in the chain comes with a value; at
   * once, if the Deferred is fired and nothing holds it. A failure passes by.
   *
   * @param fn Gets the value so far and the arguments.
   * @param args More arguments for it.
   * @returns This Deferred, of what the function gives.
   * @throws {TypeError} If `fn` is no function.
   */
  addCallback<U, A extends unknown[] = []>(
    fn: Callback<T, U, A>,
    ...args: A
  ): Deferred<Chained<U>> {
    checkFunction(fn, "addCallback(fn)");
    return this.#add(bind(fn, args, running.debug), undefined);
  }

  /**
   * Adds an errback. What it returns is a value again; what it throws, or a
   * Failure, goes on to the next errback. A value passes by.
   *
   * @param fn Gets the failure so far and the arguments.
   * @param args More arguments for it.
   * @returns This Deferred, of the value so far or what the function gives.
   * @throws {TypeError} If `fn` is no function.
   */
  addErrback<U, A extends unknown[] = []>(
    fn: Errback<U, A>,
    ...args: A
  ): Deferred<T | Chained<U>> {
    checkFunction(fn, "addErrback(fn)");
    return this.#add(undefined, bind(fn, args, running.debug));
  }

  /**
   * Adds a callback and an errback side by side: one of them runs, and neither
   * gets what the other makes.
   *
   * @param onValue Gets a value; without it values pass by.
   * @param onFailure Gets a failure; without it failures pass by.
   * @param valueArgs More arguments for the callback alone.
   * @param failureArgs More arguments for the errback alone.
   * @returns This Deferred, of what either gives.
   * @throws {TypeError} If one is no function, or neither is given.
   *
   * @example
   * ```ts
   * import { succeed } from "@twister/async/deferred";
   * import { assertEquals } from "@std/assert";
   *
   * const log: string[] = [];
   * succeed(1).addCallbacks(
   *   (n, unit) => log.push(`${n} ${unit}`),
   *   (failure, why) => log.push(`${why}: ${failure.value}`),
   *   ["apple"],
   *   ["no apple"],
   * );
   * assertEquals(log, ["1 apple"]);
   * ```
   */
  addCallbacks<
    U,
    V = never,
    A extends unknown[] = [],
    B extends unknown[] = [],
  >(
    onValue: Callback<T, U, A>,
    onFailure?: Errback<V, B> | null,
    valueArgs?: A,
    failureArgs?: B,
  ): Deferred<Chained<U> | Chained<V>>;
  /**
   * The same without a callback: values pass by.
   *
   * @param onValue Nothing.
   * @param onFailure Gets a failure.
   * @param valueArgs Nothing.
   * @param failureArgs More arguments for the errback.
   * @returns This Deferred, of the value so far or what the errback gives.
   */
  addCallbacks<V, B extends unknown[] = []>(
    onValue: null | undefined,
    onFailure: Errback<V, B>,
    valueArgs?: readonly unknown[],
    failureArgs?: B,
  ): Deferred<T | Chained<V>>;
  addCallbacks(
    onValue: Callback<T, unknown, never[]> | null | undefined,
    onFailure?: Errback<unknown, never[]> | null,
    valueArgs?: readonly unknown[],
    failureArgs?: readonly unknown[],
  ): Deferred<unknown> {
    const call = "addCallbacks(onValue, onFailure)";
    if (onValue !== undefined && onValue !== null || !onFailure) {
      checkFunction(onValue, call);
    }
    if (onFailure !== undefined && onFailure !== null) {
      checkFunction(onFailure, call);
    }
    return this.#add(
      bind(onValue, valueArgs, running.debug),
      bind(onFailure, failureArgs, running.debug),
    );
  }

  /**
   * Adds one function for both rails: for what has to happen in any case.
   *
   * @param fn Gets the value or {@linkcode Failure} so far and the arguments.
   * @param args More arguments for it.
   * @returns This Deferred, of what the function gives.
   * @throws {TypeError} If `fn` is no function.
   */
  addBoth<U, A extends unknown[] = []>(
    fn: Callback<T | Failure, U, A>,
    ...args: A
  ): Deferred<Chained<U>> {
    checkFunction(fn, "addBoth(fn)");
    const link = bind(fn, args, running.debug);
    return this.#add(link, link);
  }

  /**
   * Cancels the Deferred if it has no result within a time, at this place of
   * its chain. Only the {@linkcode CancelledError} that comes of this is turned
   * into {@linkcode TimeoutError}: a value or another error that the canceller
   * fires with stays, and so does what somebody else's cancel makes.
   *
   * @param ms Milliseconds; zero or less is over in the next turn.
   * @returns This Deferred.
   * @throws {TypeError} If `ms` is no number or `onTimeout` no function.
   * @throws {RangeError} If `ms` is NaN.
   *
   * @example
   * ```ts
   * import { Deferred } from "@twister/async/deferred";
   * import { TimeoutError } from "@twister/async/errors";
   * import { assertEquals } from "@std/assert";
   *
   * const found = await new Promise((done) =>
   *   new Deferred<string>().addTimeout(1)
   *     .addErrback((failure) => failure.trap(TimeoutError))
   *     .addCallback(done)
   * );
   * assertEquals(found, TimeoutError);
   * ```
   */
  addTimeout(ms: number): Deferred<T>;
  /**
   * The same with a function that says what a timeout comes to.
   *
   * @param ms Milliseconds.
   * @param onTimeout Called if the time was over, with what came of the cancel.
   * @returns This Deferred, of the value so far or what the function gives.
   */
  addTimeout<U>(
    ms: number,
    onTimeout: (result: T | Failure, ms: number) => U,
  ): Deferred<T | Chained<U>>;
  addTimeout(
    ms: number,
    onTimeout?: (result: T | Failure, ms: number) => unknown,
  ): Deferred<unknown> {
    checkTime(ms, "addTimeout(ms)");
    if (onTimeout !== undefined) {
      checkFunction(onTimeout, "addTimeout(ms, onTimeout)");
    }
    const end = timeLimit(this, ms, onTimeout as Fn | undefined);
    return this.#add(end, end);
  }

  /**
   * Fires another Deferred with the result at this place of the chain. The
   * result goes there and a failure counts as handled; this one goes on with
   * `undefined`. Cancelling the other does not cancel this one.
   *
   * @param other Which to fire.
   * @returns This Deferred. If the other was fired before, it fails with
   * {@linkcode AlreadyCalledError}.
   * @throws {TypeError} If `other` is no Deferred, or this one.
   *
   * @example
   * ```ts
   * import { Deferred, succeed } from "@twister/async/deferred";
   * import { assertEquals } from "@std/assert";
   *
   * const log: number[] = [], other = new Deferred<number>();
   * other.addCallback((n) => log.push(n));
   * succeed(1).chainDeferred(other);
   * assertEquals(log, [1]);
   * ```
   */
  chainDeferred(other: Deferred<T>): Deferred<undefined> {
    if (!isDeferred(other) || other as unknown === this) {
      throw new TypeError(
        `Cannot chainDeferred(${
          other as unknown === this ? "itself" : describe(other)
        }): expected another Deferred`,
      );
    }
    subscribe(this, new Chaining(other as Deferred<unknown>, this));
    if (this.called) run(this);
    return this as never;
  }

  /**
   * Makes a Deferred for a second consumer. It gets the result at this place of
   * the chain, which goes on as if nothing had looked; a failure is then on
   * both, and each reports its own if nobody handles it. Cancelling a branch
   * cancels nothing but the branch.
   *
   * @returns The new Deferred.
   *
   * @example
   * ```ts
   * import { Deferred } from "@twister/async/deferred";
   * import { assertEquals } from "@std/assert";
   *
   * const log: string[] = [], page = new Deferred<string>();
   * page.branch().addCallback((text) => log.push(`first ${text}`));
   * page.branch().addCallback((text) => log.push(`second ${text}`));
   * page.callback("page");
   * assertEquals(log, ["first page", "second page"]);
   * ```
   */
  branch(): Deferred<T> {
    const branch = new Deferred<T>();
    const hand = (result: unknown) => {
      branch._fire(result);
      return result;
    };
    this.#add(hand, hand);
    return branch;
  }

  /**
   * Holds the chain before its next callback, until each `pause()` is taken
   * back by an `unpause()`. Within a callback too, where Twisted would still
   * run the rest.
   */
  pause(): void {
    this._pauses++;
  }

  /**
   * Takes one `pause()` back; the last one lets the chain go on, at once.
   *
   * @throws {InvalidStateError} If it is not paused.
   */
  unpause(): void {
    if (this._pauses === 0) throw notPaused();
    if (--this._pauses === 0 && this.called) run(this);
  }

  /**
   * Gives the result up. One that is not fired has its canceller called, and
   * fails with {@linkcode CancelledError} unless that fires it otherwise; what
   * a canceller throws is what it fails with. One that waits for another
   * passes the cancel on to that. One that is done is left alone.
   *
   * @param reason Why; the canceller and the error get it.
   */
  cancel(reason?: unknown): void {
    const at = innermost(this);
    if (!at.called) at._giveUp(reason);
  }

  /** Lets `yield*` wait for it, with its exact type. */
  [Symbol.iterator](): Iterator<Deferred<T>, T, unknown> {
    return new Wait(this);
  }

  /** How it is printed: its result so far, or what it waits for. */
  toString(): string {
    const state = this._waitsFor !== undefined
      ? "waits for another"
      : this.called
      ? `has ${hasFailed(this._result) ? this._result : describe(this._result)}`
      : "not fired";
    return `${this._label()} (${state}${this.paused ? ", paused" : ""})`;
  }

  /** @internal */
  _label(): string {
    return this.constructor.name || "Deferred";
  }

  /** The path of its error, for a report. @internal */
  get _hops(): Failure["_hops"] {
    return hasFailed(this._result) ? this._result._hops : undefined;
  }

  /** Fires it and runs the chain. @internal */
  _fire(result: unknown): void {
    if (this._begin(result)) run(this);
  }

  /**
   * Fires it, and leaves it to the caller to run the chain.
   *
   * @returns `false` if this is the one late fire that is swallowed.
   * @internal
   */
  _begin(result: unknown): boolean {
    if (this.called) {
      if (!this._swallows) throw alreadyCalled(this);
      return this._swallows = false;
    }
    (this as { called: boolean }).called = true;
    this._result = result;
    this._canceller = undefined;
    if (running.debug) settledFirst.record(this, Deferred.prototype._begin);
    return true;
  }

  /** Carries out the cancel of one that is not fired. @internal */
  _giveUp(reason: unknown): void {
    const canceller = this._canceller;
    if (canceller === cancelling) return;
    if (canceller === undefined) this._swallows = true;
    else {
      this._canceller = cancelling;
      try {
        canceller(this as never, reason);
      } catch (error) {
        if (!this.called) return this._fire(new Failure(error));
        const loop = IOLoop.current();
        loop._tell(loop.onError, { error, source: this, name: this._label() });
      }
    }
    if (!this.called) {
      this._fire(new Failure(cancelledError(this._label(), reason)));
    }
  }

  #add<R>(onValue: Link, onFailure: Link): Deferred<R> {
    append(this, onValue, onFailure);
    if (this.called) run(this);
    return this as never;
  }
}

for (
  const [key, value] of [
    [BRAND, true],
    [OWN, true],
    [YIELDABLE, function (this: Deferred<unknown>): unknown {
      return new Face(this);
    }],
    // How Node's and Deno's `console.log` ask.
    [Symbol.for("nodejs.util.inspect.custom"), Deferred.prototype.toString],
  ] as const
) Object.defineProperty(Deferred.prototype, key, { value });

/** Stands for a canceller that is running: a cancel within it does nothing. */
function cancelling(): void {}

foreign.adopt = (given) => {
  const theirs = given as Deferred<unknown>;
  const ours = new Deferred<unknown>((_, reason) => theirs.cancel(reason));
  theirs.addBoth((result) => void ours.callback(result));
  return ours;
};

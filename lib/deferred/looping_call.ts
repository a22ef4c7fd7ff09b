import { checkFunction, checkTime } from "../errors/check.ts";
import { nameOf } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import type { Handle } from "../loop/handle.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { Deferred } from "./deferred.ts";
import type { Failure } from "./failure.ts";
import { arrive, type Fn } from "./links.ts";
import { start } from "./work.ts";
import { disown } from "./unhandled.ts";

/** Options of {@linkcode LoopingCall.start}. */
export interface LoopingCallOptions {
  /** Whether the first call comes at once: `true` by default. */
  now?: boolean;
}

/**
 * Calls a function again and again until it is stopped or fails.
 *
 * The calls lie on a grid of times from the start on. One that takes longer,
 * by itself or by the Deferred or promise that it gives, is not overlapped:
 * the times that pass meanwhile are skipped. The first failure ends the calls
 * and is the start's. After Twisted; the loop layer's `PeriodicCallback` goes
 * on after an error.
 *
 * @typeParam A The types of the arguments.
 *
 * @example
 * ```ts
 * import { LoopingCall } from "@twister/async/deferred";
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 *
 * let calls = 0;
 * const beat = new LoopingCall(() => {
 *   if (++calls === 3) beat.stop();
 * });
 * const ended = await new Promise((done) => beat.start(1).addCallback(done));
 * assertEquals(calls, 3);
 * assertStrictEquals(ended, beat);
 * ```
 */
export class LoopingCall<A extends unknown[] = []> {
  #fn: (count: number) => unknown;
  readonly #name: Fn;
  #series: Series | undefined;

  /**
   * Prepares the calls; `start` begins them.
   *
   * @param fn The function.
   * @param args Its arguments, each time.
   * @throws {TypeError} If `fn` is no function.
   */
  constructor(fn: (...args: A) => unknown, ...args: A) {
    checkFunction(fn, "make a LoopingCall(fn)");
    this.#fn = () => fn(...args);
    this.#name = fn as unknown as Fn;
  }

  /**
   * A LoopingCall whose function is told how many times of the grid have come
   * since the call before: 1, if none was skipped.
   *
   * @param fn Gets the count.
   * @returns The LoopingCall.
   * @throws {TypeError} If `fn` is no function.
   */
  static withCount(fn: (count: number) => unknown): LoopingCall {
    checkFunction(fn, "make LoopingCall.withCount(fn)");
    const call = new LoopingCall<[]>(fn as () => unknown);
    call.#fn = fn;
    return call;
  }

  /** Whether calls are planned. */
  get running(): boolean {
    return this.#series?.running === true;
  }

  /** The milliseconds from call to call; `undefined` before the first start. */
  get interval(): number | undefined {
    return this.#series?.interval;
  }

  /**
   * Begins the calls, on the current loop.
   *
   * @param ms The time from call to call; 0 means each turn of the loop.
   * @param options Whether the first call comes at once.
   * @returns A Deferred that fires with this object when the calls are
   * stopped, or with what the function failed with. Cancelling it stops them,
   * and cancels the call that is under way.
   * @throws {InvalidStateError} If the calls are under way.
   * @throws {TypeError} If `ms` is no number.
   * @throws {RangeError} If `ms` is NaN, negative or infinite.
   */
  start(ms: number, options: LoopingCallOptions = {}): Deferred<this> {
    checkTime(ms, "start(ms)");
    if (ms < 0 || ms === Infinity) {
      throw new RangeError(
        `Cannot call every ${ms} ms: expected a finite time of zero or more`,
      );
    }
    if (this.running) {
      throw new InvalidStateError(
        `Cannot start the LoopingCall of ${this.#label()}: it is running. ` +
          "Stop it first, or use reset() for a new interval from now",
      );
    }
    const series = new Series(this, this.#fn, this.#name, ms);
    this.#series = series;
    series.start(options.now ?? true);
    return series.deferred as Deferred<never>;
  }

  /**
   * Ends the calls. One that is under way goes on to its end, and the start's
   * Deferred fires after it.
   *
   * @throws {InvalidStateError} If no calls are under way.
   */
  stop(): void {
    this.#current("stop").stop();
  }

  /**
   * Counts the interval anew from now.
   *
   * @throws {InvalidStateError} If no calls are under way.
   */
  reset(): void {
    this.#current("reset").reset();
  }

  #current(call: string): Series {
    if (this.#series?.running) return this.#series;
    throw new InvalidStateError(
      `Cannot ${call} the LoopingCall of ${this.#label()}: it is not running`,
    );
  }

  #label(): string {
    return nameOf(this.#name) || "a function";
  }
}

/** The calls of one start. */
class Series {
  readonly interval: number;
  readonly deferred: Deferred<object>;
  running = true;
  readonly #owner: object;
  readonly #fn: (count: number) => unknown;
  readonly #name: Fn;
  readonly #loop: IOLoop = IOLoop.current();
  /** From when the grid is counted. */
  #origin: number = this.#loop.time();
  /** The number on the grid of the latest call. */
  #last = 0;
  #timer: Handle | undefined;
  #work: Deferred<unknown> | undefined;

  constructor(
    owner: object,
    fn: (count: number) => unknown,
    name: Fn,
    interval: number,
  ) {
    this.#owner = owner;
    this.#fn = fn;
    this.#name = name;
    this.interval = interval;
    this.deferred = new Deferred<object>((_, reason) => {
      this.#halt();
      this.#work?.cancel(reason);
    });
  }

  start(now: boolean): void {
    if (!now) return this.#plan();
    this.#last = -1;
    this.#call(0);
  }

  stop(): void {
    const waits = this.#timer !== undefined;
    this.#halt();
    if (waits) this.deferred.callback(this.#owner);
  }

  reset(): void {
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.#origin = this.#loop.time();
    this.#last = 0;
    this.#plan();
  }

  #halt(): void {
    this.running = false;
    this.#timer?.cancel();
  }

  #plan(): void {
    const now = this.#loop.time(), { interval } = this;
    let next = this.#numberAt(now) + 1;
    // Rounding may have put the number of this very moment one too low.
    if (interval > 0 && this.#origin + next * interval <= now) next++;
    const time = interval === 0 ? now : this.#origin + next * interval;
    this.#timer = this.#loop.callAt(time, () => this.#call(next));
  }

  /** How many times of the grid have come. */
  #numberAt(time: number): number {
    if (this.interval === 0) return this.#last;
    return Math.floor((time - this.#origin) / this.interval);
  }

  #call(planned: number): void {
    this.#timer = undefined;
    // By number and not by time: a sum of tenths is no whole number.
    const number = Math.max(planned, this.#numberAt(this.#loop.time()));
    const count = number - this.#last;
    this.#last = number;
    this.#work = start(() => this.#fn(count)).addCallbacks(
      () => this.#ended(),
      (failure) => this.#failed(failure),
    );
  }

  #ended(): void {
    if (this.running) this.#plan();
    else if (!this.deferred.called) this.deferred.callback(this.#owner);
  }

  #failed(failure: Failure): void {
    this.#halt();
    if (this.deferred.called) disown(failure, this.#owner, "LoopingCall");
    else this.deferred._fire(arrive(failure, this.#name, this));
  }
}

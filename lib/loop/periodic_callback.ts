import { checkFunction, checkTime } from "../errors/check.ts";
import { describe, nameOf } from "../errors/describe.ts";
import { running } from "../context/running.ts";
import { type Snapshot, snapshot } from "../context/snapshot.ts";
import type { Handle } from "./handle.ts";
import { IOLoop } from "./io_loop.ts";
import type { Settles } from "./runnable.ts";

/** Options of a {@linkcode PeriodicCallback}. */
export interface PeriodicCallbackOptions {
  /** Spreads each period by this share of it, half to each side: 0 to 1. */
  jitter?: number;
  /** Where jitter takes its chance from; `loop.random` by default. */
  random?: () => number;
}

/**
 * Calls a function again and again on a fixed grid of times.
 *
 * The next time is counted from the last planned one, not from the end of the
 * call, so the calls do not drift. A call that takes longer than the period,
 * also one that returns a Future or promise that does, is never overlapped:
 * the times that passed meanwhile are skipped. A call that throws is reported
 * and the next one comes. After Tornado's class of that name.
 *
 * @example
 * ```ts
 * import { PeriodicCallback } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * let calls = 0;
 * await new Promise<void>((done) => {
 *   const beat = new PeriodicCallback(() => {
 *     if (++calls < 3) return;
 *     beat.stop();
 *     done();
 *   }, 1);
 *   beat.start();
 * });
 * assertEquals(calls, 3);
 * ```
 */
export class PeriodicCallback {
  readonly #fn: () => unknown;
  readonly #period: number;
  readonly #jitter: number;
  readonly #random: (() => number) | undefined;
  #loop: IOLoop = IOLoop.current();
  #context: Snapshot = snapshot();
  #timer: Handle | undefined;
  #planned = 0;
  #running = false;
  /** Which start a pending call belongs to. */
  #round = 0;

  /**
   * Prepares the calls; `start()` begins them.
   *
   * @param fn What to call; it gets no arguments.
   * @param ms The period in milliseconds, above zero.
   * @param options Jitter.
   * @throws {TypeError} If an argument has the wrong type.
   * @throws {RangeError} If the period is not above zero and finite, or the
   * jitter not between 0 and 1.
   */
  constructor(
    fn: () => unknown,
    ms: number,
    options: PeriodicCallbackOptions = {},
  ) {
    checkFunction(fn, "make a PeriodicCallback(fn, ms)");
    checkTime(ms, "make a PeriodicCallback(fn, ms)");
    const jitter = options.jitter ?? 0;
    if (!(ms > 0 && ms < Infinity)) {
      throw new RangeError(
        `Cannot call every ${ms} ms: the period must be above zero and finite`,
      );
    }
    if (typeof jitter !== "number" || !(jitter >= 0 && jitter <= 1)) {
      throw new RangeError(
        `Cannot use jitter ${describe(jitter)}: it is a share from 0 to 1`,
      );
    }
    this.#fn = fn;
    this.#period = ms;
    this.#jitter = jitter;
    this.#random = options.random;
  }

  /** Whether calls are planned. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * Begins the calls on the current loop, the first one period from now. A
   * second start changes nothing.
   */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#round++;
    this.#loop = IOLoop.current();
    this.#context = snapshot();
    this.#planned = this.#loop.time();
    this.#plan();
  }

  /** Ends the calls; one that is under way goes on to its end. */
  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #plan(): void {
    const now = this.#loop.time();
    const random = this.#random ?? this.#loop.random;
    const chance = this.#jitter * (random() - 0.5);
    const period = this.#period * (1 + chance);
    const passed = Math.max(0, Math.floor((now - this.#planned) / period));
    this.#planned += (passed + 1) * period;
    // Each call in the context of the start, whoever planned it.
    this.#timer = this.#context(() =>
      this.#loop.callAt(this.#planned, () => this.#call())
    );
  }

  #call(): void {
    const round = this.#round;
    const next = () => {
      if (this.#running && this.#round === round) this.#plan();
    };
    let result: unknown;
    try {
      result = (0, this.#fn)();
    } catch (error) {
      if (running.by._context.stack !== undefined) {
        next();
        throw error; // to the handlers around it, which the timer asks
      }
      this.#report(error);
    }
    if (result === null || typeof result !== "object") next();
    // A Future that fails is still unobserved, and reported as any other.
    else if (settles(result)) result.addDoneCallback(next);
    else {
      // A promise sorts out what is no thenable, or a hostile one.
      Promise.resolve(result).catch((error) => this.#report(error)).then(next);
    }
  }

  #report(error: unknown): void {
    const name = nameOf(this.#fn) || "PeriodicCallback";
    const loop = this.#loop;
    loop._tell(loop.onError, { error, source: this, name });
  }
}

function settles(value: object): value is Settles<unknown> {
  return "addDoneCallback" in value &&
    typeof value.addDoneCallback === "function";
}

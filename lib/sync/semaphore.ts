import type { Coroutine } from "../coroutine/protocol.ts";
import type { Task } from "../coroutine/task.ts";
import type { Future } from "../future/future.ts";
import { checkCount, nameIn, type NameOptions } from "./options.ts";
import { type Permit, Permits } from "./permits.ts";
import { runHolding } from "./run_holding.ts";
import { refuseUsing } from "./using_hint.ts";
import type { WaitOptions } from "./wait_options.ts";

/** What a {@linkcode Semaphore} looks like at one moment. */
export interface SemaphoreStatistics {
  /** How many permits are free. */
  readonly value: number;
  /** How many wait for one. */
  readonly waiting: number;
}

/**
 * Lets a number of users in at a time; the others wait, first come first
 * served. `release()` without an `acquire()` makes one permit more, as in
 * asyncio, trio and Tornado; where that is a mistake, use
 * {@linkcode BoundedSemaphore}.
 *
 * @example
 * ```ts
 * import { Semaphore } from "@twister/async/sync";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { multi } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const two = new Semaphore(2);
 * let inside = 0, most = 0;
 * const work = () =>
 *   spawn(function* () {
 *     using _permit = yield* two.acquire();
 *     most = Math.max(most, ++inside);
 *     yield* sleep(1);
 *     inside--;
 *   });
 * await multi([work(), work(), work()]);
 * assertEquals(most, 2);
 * ```
 */
export class Semaphore {
  /** The name in messages. */
  readonly name: string | undefined;
  /** @internal */
  readonly _permits: Permits;

  /**
   * Makes one whose permits are all free.
   *
   * @param permits How many; a whole number, which may be zero.
   * @param options A name.
   * @throws {RangeError} If the number is negative, not whole, or NaN.
   * @throws {TypeError} If it is no number, or the name no string.
   */
  constructor(permits = 1, options: NameOptions = {}) {
    const kind = this.#kind(), call = `make a new ${kind}(permits)`;
    checkCount(permits, 0, call);
    this.name = nameIn(options, call);
    this._permits = new Permits(this, kind, permits, this.name);
  }

  /** How many permits are free. */
  get value(): number {
    return this._permits.free;
  }

  /** Whether the next to acquire it has to wait. */
  get locked(): boolean {
    return this._permits.free === 0;
  }

  /**
   * Takes a permit, or waits for one. Cancelling the wait gives the place in
   * the line up; a permit that has reached its waiter is delivered also if a
   * cancel came meanwhile, which then comes at the next yield.
   *
   * @param options How long the wait may last.
   * @returns A Future of the permit: ready, if one is free.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  acquire(options?: WaitOptions): Future<Permit> {
    return this._permits.take(options);
  }

  /**
   * Takes a permit if one is free.
   *
   * @returns The permit, or `undefined`: both are fine for a `using`.
   */
  acquireNowait(): Permit | undefined {
    return this._permits.takeNow();
  }

  /**
   * Makes a permit free; the first who waits has it when this returns. Anybody
   * may call it. A permit of the running task is spent by that, the oldest if
   * it has several.
   */
  release(): void {
    this._permits.giveAny();
  }

  /**
   * Runs a function while it holds a permit, which is given back however that
   * ends.
   *
   * @param fn A generator function, an async one or a plain one.
   * @param args Its arguments.
   * @returns The task; cancelling it gives the place in the line up, or
   * cancels what the function does.
   * @throws {TypeError} If `fn` is no function.
   */
  run<A extends unknown[], R>(
    fn: (...args: A) => Coroutine<R> | PromiseLike<R> | R,
    ...args: A
  ): Task<R> {
    return runHolding(this, fn, args);
  }

  /** What it looks like now. */
  statistics(): SemaphoreStatistics {
    return { value: this.value, waiting: this._permits.line.size };
  }

  #kind(): string {
    return this.constructor.name || "Semaphore";
  }
}

refuseUsing(Semaphore.prototype, "Semaphore");

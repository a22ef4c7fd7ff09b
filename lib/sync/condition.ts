import { checkFunction, checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { currentLoop } from "../future/waiter.ts";
import { markOurs } from "../traceback/stitch.ts";
import { hopeless } from "./leaving.ts";
import { ConditionWait } from "./condition_wait.ts";
import { Lock } from "./lock.ts";
import { checkCount, nameIn, type NameOptions } from "./options.ts";
import { type Primitive, WaitList } from "./wait_list.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/** What a {@linkcode Condition} looks like at one moment. */
export interface ConditionStatistics {
  /** How many wait to be notified. */
  readonly waiting: number;
}

/**
 * Lets users wait until another says that something has changed. Without a
 * lock it is Tornado's Condition. With one it is asyncio's: the lock is given
 * up while a wait lasts, and held again when it is over, however it ends.
 *
 * @example
 * ```ts
 * import { Condition, Lock } from "@twister/async/sync";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const lock = new Lock(), changed = new Condition(lock);
 * const basket: string[] = [];
 * const eats = spawn(function* () {
 *   using _permit = yield* lock.acquire();
 *   yield* changed.waitFor(() => basket.length > 0);
 *   return basket.pop();
 * });
 * {
 *   using _permit = await lock.acquire();
 *   basket.push("apple");
 *   changed.notify();
 * }
 * assertEquals(await eats, "apple");
 * ```
 */
export class Condition {
  /** The name in messages. */
  readonly name: string | undefined;
  /** The lock that is given up while a wait lasts, if there is one. */
  readonly lock: Lock | undefined;
  /** @internal */
  readonly _waits: WaitList;
  readonly #passOn = (): void => this.#serve(1);

  /**
   * Makes one that nobody waits for.
   *
   * @param lock The lock that its users hold.
   * @param options A name.
   * @throws {TypeError} If it is no lock, or the name no string.
   */
  constructor(lock?: Lock, options: NameOptions = {}) {
    const call = "make a new Condition(lock)";
    if (lock !== undefined && !(lock instanceof Lock)) {
      throw new TypeError(
        `Cannot ${call}: expected a Lock or nothing, got ${describe(lock)}`,
      );
    }
    const name = this.name = nameIn(options, call);
    this.lock = lock;
    const owner: Primitive = { kind: "Condition", name, pump: () => {} };
    this._waits = new WaitList(owner, "wait()");
  }

  /**
   * Gives the lock up, waits to be notified, and takes the lock again. A cancel
   * comes when the lock is held again too; the notify then goes to the next.
   *
   * @param options How long the wait may last. Taking the lock again is not
   * limited by it.
   * @returns A Future of `true`, or of `false` if the time is over.
   * @throws {InvalidStateError} By the Future, if nobody holds the lock.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  wait(options?: WaitOptions): Future<boolean> {
    const no = options && refused(options, "Condition.wait(options)");
    if (no !== undefined) return no;
    if (!this.#isHeld()) return hopeless(this.#notHeld("wait for"));
    const permits = this.lock?._permits;
    const wait = new ConditionWait(this._waits, this.#passOn, permits);
    if (options?.timeout !== undefined && options.timeout <= 0) {
      return Future.resolve(false);
    }
    this._waits.enter(wait, options);
    wait._lend();
    return wait;
  }

  /**
   * Waits until something is true: now, or at a notify.
   *
   * @param predicate Says whether it is; called with the lock held.
   * @param options How long it may last in all.
   * @returns A Future of `true`, or of what the predicate says when the time
   * is over.
   * @throws {TypeError} If the predicate is no function.
   * @throws {InvalidStateError} By the Future, if nobody holds the lock.
   * @throws What the predicate throws, by the Future.
   */
  waitFor(predicate: () => unknown, options?: WaitOptions): Task<boolean> {
    checkFunction(predicate, "Condition.waitFor(predicate)");
    const { timeout = Infinity } = options ?? {};
    checkTime(timeout, "Condition.waitFor(predicate, { timeout })");
    const loop = currentLoop(), deadline = loop.time() + timeout;
    const body = (function* (self: Condition) {
      for (;;) {
        if (!self.#isHeld()) throw self.#notHeld("wait for");
        if (predicate()) return true;
        const left = Math.max(0, deadline - loop.time());
        const limit = timeout === Infinity ? {} : { timeout: left };
        const rest = options && { ...options, ...limit };
        if (!(yield* self.wait(rest))) return Boolean(predicate());
      }
    })(this);
    return spawn(body, { name: "waitFor" });
  }

  /**
   * Lets those go on who have waited longest.
   *
   * @param n How many, if so many wait.
   * @throws {InvalidStateError} If there is a lock that nobody holds.
   * @throws {RangeError} If the number is negative, not whole, or NaN.
   */
  notify(n = 1): void {
    checkCount(n, 0, "Condition.notify(n)");
    if (!this.#isHeld()) throw this.#notHeld("notify");
    this.#serve(n);
  }

  /**
   * Lets all go on who wait.
   *
   * @throws {InvalidStateError} If there is a lock that nobody holds.
   */
  notifyAll(): void {
    this.notify(this._waits.size);
  }

  /** What it looks like now. */
  statistics(): ConditionStatistics {
    return { waiting: this._waits.size };
  }

  #serve(n: number): void {
    for (let left = n; left > 0; left--) {
      const wait = this._waits.first as ConditionWait | undefined;
      if (wait === undefined) return;
      wait._end(true);
    }
  }

  #isHeld(): boolean {
    return this.lock === undefined || this.lock.locked;
  }

  #notHeld(what: string): InvalidStateError {
    const name = this.name === undefined ? "" : ` ${this.name}`;
    return markOurs(
      new InvalidStateError(
        `Cannot ${what} a Condition${name}: nobody holds its lock. Acquire ` +
          "the lock before, and hold it",
      ),
    );
  }
}

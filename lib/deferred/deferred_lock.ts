import { InvalidStateError } from "../errors/invalid_state_error.ts";
import type { Deferred } from "./deferred.ts";
import { DeferredSemaphore } from "./deferred_semaphore.ts";
import type { Outcome } from "./work.ts";

/**
 * Lets one user in at a time; the others wait, first come first served. After
 * Twisted.
 *
 * @example
 * ```ts
 * import { DeferredLock } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [], lock = new DeferredLock();
 * lock.acquire().addCallback(() => log.push("first"));
 * lock.acquire().addCallback(() => log.push("second"));
 * assertEquals(log, ["first"]);
 * lock.release();
 * assertEquals(log, ["first", "second"]);
 * ```
 */
export class DeferredLock {
  readonly #one: DeferredSemaphore = new DeferredSemaphore(1);

  /** Whether somebody is in. */
  get locked(): boolean {
    return this.#one.tokens === 0;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#one.waiting;
  }

  /**
   * Comes in, or waits to.
   *
   * @returns A Deferred of this lock. Cancelling it gives the place in the line
   * up; once the lock is there, it does nothing.
   */
  acquire(): Deferred<this> {
    return this.#one.acquire().addCallback(() => this) as Deferred<this>;
  }

  /**
   * Goes out. The first who waits comes in inside this call.
   *
   * @throws {InvalidStateError} If nobody is in.
   */
  release(): void {
    if (!this.locked) {
      throw new InvalidStateError(
        "Cannot release a DeferredLock: nobody holds it. Each release() gives " +
          "back one acquire()",
      );
    }
    this.#one.release();
  }

  /**
   * Calls a function while it holds the lock, which is given back however the
   * function's work ends.
   *
   * @param fn The function.
   * @param args Its arguments.
   * @returns A Deferred of what the function gives. Cancelling it gives the
   * place in the line up, or cancels what the function gave.
   * @throws {TypeError} If `fn` is no function.
   */
  run<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Deferred<Outcome<R>> {
    return this.#one.run(fn, ...args);
  }
}

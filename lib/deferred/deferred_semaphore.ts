import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Deferred } from "./deferred.ts";
import { type Outcome, start } from "./work.ts";

/**
 * Lets so many users in at a time; the others wait, first come first served.
 * A token that is given back goes to the first who waits. After Twisted.
 *
 * @example
 * ```ts
 * import { Deferred, DeferredSemaphore } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [], slow = new Deferred<void>();
 * const semaphore = new DeferredSemaphore(1);
 * semaphore.run(() => slow.addCallback(() => log.push("first")));
 * semaphore.run(() => log.push("second"));
 * assertEquals(log, []);
 * slow.callback();
 * assertEquals(log, ["first", "second"]);
 * ```
 */
export class DeferredSemaphore {
  /** How many may be in. */
  readonly limit: number;
  #tokens: number;
  readonly #waiting: Set<Deferred<this>> = new Set();
  #handing = false;

  /**
   * Makes a semaphore with all its tokens.
   *
   * @param tokens How many may be in.
   * @throws {TypeError} If it is no number.
   * @throws {RangeError} If it is no whole number of one or more.
   */
  constructor(tokens: number) {
    if (typeof tokens !== "number") {
      throw new TypeError(
        `Cannot make a DeferredSemaphore of ${describe(tokens)}: expected a ` +
          "number of tokens",
      );
    }
    if (!(tokens >= 1 && Math.floor(tokens) === tokens)) {
      throw new RangeError(
        `Cannot make a DeferredSemaphore of ${tokens} tokens: expected a ` +
          "whole number of one or more, or nobody could ever acquire it",
      );
    }
    this.limit = this.#tokens = tokens;
  }

  /** How many may come in yet. */
  get tokens(): number {
    return this.#tokens;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Takes a token, or waits for one.
   *
   * @returns A Deferred of this semaphore. Cancelling it gives the place in
   * the line up; once the token is there, it does nothing.
   */
  acquire(): Deferred<this> {
    const deferred = new Deferred<this>(() =>
      void this.#waiting.delete(deferred)
    );
    this.#waiting.add(deferred);
    this.#hand();
    return deferred;
  }

  /**
   * Gives a token back. The first who waits gets it inside this call.
   *
   * @throws {InvalidStateError} If no token is out.
   */
  release(): void {
    if (this.#tokens === this.limit) {
      throw new InvalidStateError(
        `Cannot release a DeferredSemaphore: all its ${this.limit} tokens are ` +
          "there. Each release() gives back one acquire()",
      );
    }
    this.#tokens++;
    this.#hand();
  }

  /**
   * Calls a function while it holds a token, which is given back however the
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
    checkFunction(fn, "run(fn)");
    return this.acquire().addCallback(() =>
      start(() => fn(...args)).addBoth((result) => {
        this.release();
        return result;
      })
    ) as Deferred<unknown> as Deferred<never>;
  }

  /** Gives tokens to those who wait, one after the other. */
  #hand(): void {
    // A loop, and not one release within the next: a thousand who run and
    // release at once would overflow the stack.
    if (this.#handing) return;
    this.#handing = true;
    try {
      for (const first of this.#waiting) {
        if (this.#tokens === 0) break;
        this.#tokens--;
        this.#waiting.delete(first);
        first.callback(this);
      }
    } finally {
      this.#handing = false;
    }
  }
}

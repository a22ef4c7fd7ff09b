import { InvalidStateError } from "../errors/invalid_state_error.ts";
import type { NameOptions } from "./options.ts";
import { Semaphore } from "./semaphore.ts";

/**
 * A {@linkcode Semaphore} that never has more permits than it began with: one
 * `release()` too many is an error, not one permit more. After asyncio's and
 * Tornado's BoundedSemaphore.
 *
 * @example
 * ```ts
 * import { BoundedSemaphore } from "@twister/async/sync";
 * import { InvalidStateError } from "@twister/async/errors";
 * import { assertThrows } from "@std/assert";
 *
 * const semaphore = new BoundedSemaphore(2);
 * assertThrows(() => semaphore.release(), InvalidStateError);
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  /** How many permits there are, free or held. */
  readonly bound: number;

  /**
   * Makes one whose permits are all free.
   *
   * @param permits How many; a whole number, which may be zero.
   * @param options A name.
   * @throws {RangeError} If the number is negative, not whole, or NaN.
   * @throws {TypeError} If it is no number, or the name no string.
   */
  constructor(permits = 1, options: NameOptions = {}) {
    super(permits, options);
    this.bound = permits;
  }

  /**
   * Makes a permit free; the first who waits has it when this returns.
   *
   * @throws {InvalidStateError} If all are free already.
   */
  override release(): void {
    if (this.value >= this.bound) {
      throw new InvalidStateError(
        `Cannot release a BoundedSemaphore${
          this.name === undefined ? "" : ` ${this.name}`
        }: all ${this.bound} permits are free. Each release() gives back one ` +
          "acquire()",
      );
    }
    super.release();
  }
}

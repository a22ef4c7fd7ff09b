/**
 * Fires one Deferred with another's result.
 */

import { suppress } from "../errors/suppressed.ts";
import { type Chain, isOwn, type Receiver } from "./chain.ts";
import { hasFailed } from "./failure.ts";
import { arrive } from "./links.ts";

/** The link in the source's chain. */
export class Chaining implements Receiver {
  readonly #target: Chain;
  readonly #source: Chain;

  constructor(target: Chain, source: Chain) {
    this.#target = target;
    this.#source = source;
  }

  /**
   * @throws {AlreadyCalledError} If the target was fired before: that is the
   * source's error then, beside which a failure that it brought is kept.
   */
  _receive(result: unknown): Chain | undefined {
    const arrived = arrive(result, undefined, this.#source);
    try {
      return this.#fire(arrived);
    } catch (error) {
      if (hasFailed(arrived)) suppress(error, arrived.value);
      throw error;
    }
  }

  #fire(result: unknown): Chain | undefined {
    const target = this.#target;
    if (isOwn(target)) return target._begin(result) ? target : undefined;
    // Of another loaded copy: only its public methods can be relied on.
    (target as Foreign).callback(result);
    return undefined;
  }
}

interface Foreign {
  callback(result: unknown): void;
}

/**
 * Waits for several Deferreds as one: the members of a yielded array.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { suppress } from "../errors/suppressed.ts";
import { type Chain, type Receiver, run, subscribe } from "./chain.ts";
import { Deferred } from "./deferred.ts";
import { type Failure, hasFailed } from "./failure.ts";
import { disown } from "./unhandled.ts";

/**
 * Fires when all members have, with their values; or with the first error in
 * their order, beside which the others are kept. A member may stand there
 * several times. Cancelling it cancels the members, and waits for them.
 */
export class Collected extends Deferred<unknown> {
  readonly #members: readonly Chain[];
  readonly #results: Map<Chain, unknown> = new Map();
  readonly #shape: (values: unknown[]) => unknown;
  #left = 1;

  constructor(
    members: readonly Chain[],
    shape: (values: unknown[]) => unknown,
  ) {
    super();
    this.#members = members;
    this.#shape = shape;
    for (const member of new Set(members)) {
      this.#left++;
      subscribe(member, new Place(this, member));
      if (member.called) run(member);
    }
    if (this._arrived()) run(this);
  }

  override _label(): string {
    return "Deferred";
  }

  override _giveUp(reason: unknown): void {
    for (const member of new Set(this.#members)) {
      if (!this.#results.has(member)) member.cancel(reason);
    }
  }

  /** One more is there; `true` if that was the last. @internal */
  _arrived(member?: Chain, result?: unknown): boolean {
    if (member !== undefined) this.#results.set(member, result);
    if (--this.#left > 0) return false;
    const results = this.#members.map((one) => this.#results.get(one));
    const failures = results.filter((one) => hasFailed(one));
    const first = failures.find((one) => !isCancel(one)) ?? failures[0];
    for (const failure of failures) {
      const quiet = failure === first || isCancel(failure);
      if (!quiet && !suppress(first!.value, failure.value)) {
        disown(failure, this, this._label());
      }
    }
    return this._begin(first ?? this.#shape(results));
  }
}

function isCancel(failure: Failure): boolean {
  return failure.check(CancelledError) !== undefined;
}

/** The receiver of one member. */
class Place implements Receiver {
  readonly #whole: Collected;
  readonly #member: Chain;

  constructor(whole: Collected, member: Chain) {
    this.#whole = whole;
    this.#member = member;
  }

  _receive(result: unknown): Chain | undefined {
    const { _arrived } = Collected.prototype;
    const last = _arrived.call(this.#whole, this.#member, result);
    return last ? this.#whole : undefined;
  }
}

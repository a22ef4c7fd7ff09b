import { CancelledError } from "../errors/cancelled_error.ts";
import { Failure } from "./failure.ts";
import { type Chained, Deferred } from "./deferred.ts";
import { type AnyDeferred, checkDeferreds, refuseNone } from "./members.ts";
import { disown } from "./unhandled.ts";

/**
 * The first success among several Deferreds. The others are cancelled then;
 * what they failed with by themselves is reported. If all fail, so does the
 * race: with an `AggregateError` of all errors, in the order of the members.
 * After Twisted.
 *
 * Cancelling it cancels the members, and it ends by what comes of that.
 *
 * @typeParam D The types of the members.
 * @param deferreds The members.
 * @returns A Deferred of index and value of the winner.
 * @throws {TypeError} If something in it is no Deferred.
 * @throws {RangeError} If there is none.
 *
 * @example
 * ```ts
 * import { Deferred, race } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * const slow = new Deferred<string>(() => void log.push("slow stopped"));
 * const fast = new Deferred<string>();
 * race([slow, fast]).addCallback((winner) => log.push(winner));
 * fast.callback("fast");
 * assertEquals(log, ["slow stopped", [1, "fast"]]);
 * ```
 */
export function race<const D extends readonly AnyDeferred[]>(
  deferreds: D,
): Deferred<[index: number, value: Chained<D[number]>]> {
  checkDeferreds(deferreds, "race");
  if (deferreds.length === 0) refuseNone("race");
  return new Race(deferreds) as Deferred<unknown> as Deferred<never>;
}

class Race extends Deferred<unknown> {
  readonly #members: readonly AnyDeferred[];
  readonly #failures: Failure[] = [];
  #won = false;
  #left: number;

  constructor(members: readonly AnyDeferred[]) {
    super();
    this.#members = [...members];
    this.#left = members.length;
    this.#members.forEach((member, index) =>
      member.addCallbacks(
        (value) => this.#succeeded(index, value),
        (failure) => this.#failed(index, Failure.from(failure)),
      )
    );
  }

  override _giveUp(reason: unknown): void {
    for (const member of this.#members) member.cancel(reason);
  }

  override _label(): string {
    return "race";
  }

  #succeeded(index: number, value: unknown): unknown {
    if (this.#won || this.called) return value;
    this.#won = true;
    for (const member of this.#members) {
      if (member !== this.#members[index]) {
        member.cancel("another one was first");
      }
    }
    // Nobody will hear of them from the race: no error is lost all the same.
    this.#failures.forEach((failure, at) =>
      disown(failure, this.#members[at], this._label())
    );
    this._fire([index, value]);
    return undefined;
  }

  #failed(index: number, failure: Failure): unknown {
    // After the end the member has its error back, and answers for it.
    if (this.#won || this.called) return failure;
    this.#failures[index] = failure;
    if (--this.#left === 0) this._fire(this.#allFailed());
    return undefined;
  }

  #allFailed(): Failure {
    const failures = this.#failures;
    const real = failures.find((one) => !one.check(CancelledError));
    if (real === undefined) return failures[0]!;
    return new Failure(
      new AggregateError(
        failures.map(({ value }) => value),
        `All ${failures.length} Deferreds of a race failed`,
      ),
    );
  }
}

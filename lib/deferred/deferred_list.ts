import { suppress } from "../errors/suppressed.ts";
import { markOurs } from "../traceback/stitch.ts";
import { type Chained, Deferred } from "./deferred.ts";
import { Failure, hasFailed, isFailure } from "./failure.ts";
import { FirstError } from "./first_error.ts";
import { type AnyDeferred, checkDeferreds, refuseNone } from "./members.ts";

export type { AnyDeferred };
export { FirstError };

/** How one member ended: with a value, or with a failure. */
export type MemberResult<T> = [ok: true, value: T] | [
  ok: false,
  failure: Failure,
];

/** How all members ended, in their order. */
export type MemberResults<D extends readonly AnyDeferred[]> = {
  -readonly [K in keyof D]: MemberResult<Chained<D[K]>>;
};

/** What a list fires with. */
export type ListResult<D extends readonly AnyDeferred[], F extends boolean> =
  F extends true ? [value: Chained<D[number]>, index: number] | MemberResults<D>
    : MemberResults<D>;

/** Options of a {@linkcode DeferredList}. */
export interface DeferredListOptions<F extends boolean = boolean> {
  /** Fires with value and index of the first success. */
  fireOnOneCallback?: F;
  /** Fails with {@linkcode FirstError} at the first failure. */
  fireOnOneErrback?: boolean;
  /**
   * Whether the members' failures count as handled; later errbacks on a member
   * then see none.
   */
  consumeErrors?: boolean;
}

/**
 * Waits for several Deferreds: fires with a pair for each, in their order,
 * when all have fired. It never fails, unless told to at the first failure.
 * The members keep their results. After Twisted.
 *
 * Cancelling it cancels the members; it fires when they have. Once it has
 * fired they are left alone.
 *
 * @typeParam D The types of the members.
 * @typeParam F Whether it fires on the first success.
 *
 * @example
 * ```ts
 * import { DeferredList, fail, succeed } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * new DeferredList([succeed(1), fail("no")], { consumeErrors: true })
 *   .addCallback(([one, two]) => {
 *     log.push(one[0], one[1], two[0], two[0] || two[1].value);
 *   });
 * assertEquals(log, [true, 1, false, "no"]);
 * ```
 */
export class DeferredList<
  const D extends readonly AnyDeferred[],
  F extends boolean = false,
> extends Deferred<ListResult<D, F>> {
  readonly #members: readonly AnyDeferred[];
  readonly #options: DeferredListOptions;
  readonly #results: MemberResult<unknown>[];
  /** The failure that ended the wait. */
  #first: Failure | undefined;
  #left: number;

  /**
   * Waits for the members, which may have fired already.
   *
   * @param deferreds The members; one may stand there several times.
   * @param options When to fire, and whose the errors are.
   * @throws {TypeError} If something in it is no Deferred.
   * @throws {RangeError} If the first success of none is asked for, which
   * could never come.
   */
  constructor(deferreds: D, options: DeferredListOptions<F> = {}) {
    checkDeferreds(deferreds, "make a DeferredList");
    super();
    this.#members = [...deferreds];
    this.#options = options;
    this.#left = deferreds.length;
    this.#results = new Array(deferreds.length);
    if (deferreds.length === 0) {
      if (options.fireOnOneCallback) refuseNone("make a DeferredList");
      this._fire([]);
    }
    this.#members.forEach((member, index) =>
      member.addBoth((result) => this.#arrived(index, result))
    );
  }

  /** Passes the cancel on: the list fires by what comes of it. @internal */
  override _giveUp(reason: unknown): void {
    for (const member of this.#members) member.cancel(reason);
  }

  #arrived(index: number, given: unknown): unknown {
    const result = isFailure(given) ? Failure.from(given) : given;
    const failed = hasFailed(result);
    const { fireOnOneCallback, fireOnOneErrback, consumeErrors } =
      this.#options;
    this.#results[index] = failed ? [false, result] : [true, result];
    this.#left--;
    if (this.called) {
      // A consumed error that comes after the first is not lost.
      if (failed && consumeErrors && this.#first !== undefined) {
        suppress(this.#first.value, result.value);
      }
    } else if (!failed && fireOnOneCallback) this._fire([result, index]);
    else if (failed && fireOnOneErrback) {
      this.#first = result;
      this._fire(new Failure(markOurs(new FirstError(result, index))));
    } else if (this.#left === 0) this._fire(this.#results);
    return failed && consumeErrors ? undefined : given;
  }
}

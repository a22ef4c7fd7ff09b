import { Crowd, Joint } from "../coroutine/crowd.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { CancelledError } from "../errors/cancelled_error.ts";
import type { Cell } from "../future/cell.ts";
import type { Future } from "../future/future.ts";
import { CANCELLED, FULFILLED } from "../future/states.ts";
import { type Members, startAll, type Started } from "./members.ts";

/** How one of several ended. */
export type Settled<T> =
  | { readonly status: "fulfilled"; readonly value: T }
  | { readonly status: "rejected"; readonly reason: unknown }
  | { readonly status: "cancelled"; readonly reason: CancelledError };

/** How all of several ended, in their shape. */
export type SettledResults<M> = {
  -readonly [K in keyof M]: Settled<Yielded<M[K]>>;
};

class Settling extends Crowd {
  readonly #started: Started;

  constructor(started: Started, target: Future<unknown>) {
    super(started.cells, target);
    this.#started = started;
  }

  protected override get kind(): string {
    return "settle";
  }

  protected override get eager(): boolean {
    return false;
  }

  protected override ended(): void {}

  protected override finish(): void {
    if (this.cancellation !== undefined) this.endCancelled();
    else {
      const entries = this.#started.cells.map(entryOf);
      this.target._settle(this.#started.shape(entries), FULFILLED);
    }
  }
}

function entryOf(cell: Cell): Settled<unknown> {
  if (cell._state === FULFILLED) {
    return { status: "fulfilled", value: cell.value };
  }
  const reason = cell._error();
  return cell._state === CANCELLED
    ? { status: "cancelled", reason: reason as CancelledError }
    : { status: "rejected", reason };
}

/**
 * Waits for all and tells how each ended; it never throws for them. The shape
 * of the entries is that of `Promise.allSettled`, with cancels told apart.
 *
 * @typeParam M The types of the members.
 * @param members An array, another iterable, or a record of yieldables.
 * @returns A Future of the entries in the same shape.
 * @throws {BadYieldError} If one cannot be waited for: then none is started.
 *
 * @example
 * ```ts
 * import { settle } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const ends = await settle({
 *   good: Promise.resolve(1),
 *   bad: Promise.reject("no"),
 * });
 * assertEquals(ends, {
 *   good: { status: "fulfilled", value: 1 },
 *   bad: { status: "rejected", reason: "no" },
 * });
 * ```
 */
export function settle<const M extends Members>(
  members: M,
): Future<SettledResults<M>>;
/**
 * The same over any iterable.
 *
 * @param members The yieldables.
 * @returns A Future of an array.
 */
export function settle<Y>(
  members: Iterable<Y>,
): Future<Settled<Yielded<Y>>[]>;
export function settle(members: unknown): Future<unknown> {
  const target = new Joint<unknown>();
  new Settling(startAll(members, "settle"), target).begin();
  return target;
}

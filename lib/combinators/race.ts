import { Crowd, Joint } from "../coroutine/crowd.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { FULFILLED } from "../future/states.ts";
import { type Members, type Result, startAll } from "./members.ts";

/** The first end decides; the others are given up, and seen to theirs. */
class Racing extends Crowd {
  #winner: Cell | undefined;

  protected override get kind(): string {
    return "race";
  }

  protected override ended(cell: Cell): void {
    if (this.#winner !== undefined || this.cancellation !== undefined) return;
    this.#winner = cell;
    this.giveUp("another was first");
  }

  protected override finish(): void {
    const winner = this.#winner;
    if (winner === undefined) this.endCancelled();
    else if (winner._state !== FULFILLED) this.failWith(winner);
    else {
      this.suppressAll(undefined);
      this.target._settle(winner.value, FULFILLED);
    }
  }
}

/**
 * The outcome of the first that ends, value or error. The losers that nobody
 * else waits for are cancelled, and their cleanup is waited for; an error of
 * it is `suppressed` beside the winner's, or reported.
 *
 * @typeParam M The types of the members.
 * @param members An array, another iterable, or a record of yieldables.
 * @returns A Future of the first outcome; of those that have ended already,
 * the first in input order. Of nothing, it fails with a RangeError.
 * @throws {BadYieldError} If one cannot be waited for: then none is started.
 *
 * @example
 * ```ts
 * import { race } from "@twister/async/combinators";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const long = sleep(60_000);
 * assertEquals(await race([long, Promise.resolve("first")]), "first");
 * assertEquals(long.cancelled, true);
 * ```
 */
export function race<const M extends Members | Iterable<unknown>>(
  members: M,
): Future<Result<M>> {
  const { cells } = startAll(members, "race");
  if (cells.length === 0) {
    return Future.reject(
      new RangeError("Cannot race nothing: none could ever be first"),
    );
  }
  const target = new Joint<unknown>();
  new Racing(cells, target).begin();
  return target as Future<Result<M>>;
}

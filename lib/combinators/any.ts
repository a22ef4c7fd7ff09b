import { Crowd, failed, Joint } from "../coroutine/crowd.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";
import { FULFILLED, REJECTED } from "../future/states.ts";
import { type Members, type Result, startAll } from "./members.ts";

/** The first success decides. */
class Trying extends Crowd {
  readonly #members: readonly Cell[];
  #winner: Cell | undefined;

  constructor(members: readonly Cell[], target: Future<unknown>) {
    super(members, target);
    this.#members = members;
  }

  protected override get kind(): string {
    return "any";
  }

  protected override ended(cell: Cell): void {
    if (cell._state !== FULFILLED) {
      // Failing before the winner is what `any` is for; a loser's cleanup that
      // fails is another matter.
      if (this.#winner !== undefined && failed(cell)) {
        disownLate(cell._error(), cell, cell._label());
      }
      return;
    }
    if (this.#winner !== undefined || this.cancellation !== undefined) return;
    this.#winner = cell;
    this.giveUp("another was first");
  }

  protected override finish(): void {
    if (this.#winner !== undefined) {
      for (const cell of this.cells) {
        if (cell._state > FULFILLED) cell._error();
      }
      this.target._settle(this.#winner.value, FULFILLED);
    } else if (this.cancellation !== undefined) this.endCancelled();
    else {
      const errors = this.#members.map((cell) => cell._error());
      this.target._settle(allFailed(errors), REJECTED);
    }
  }
}

/**
 * The value of the first that succeeds. The others that nobody else waits for
 * are cancelled, and their cleanup is waited for. If all fail, an
 * AggregateError has their errors in input order.
 *
 * @typeParam M The types of the members.
 * @param members An array, another iterable, or a record of yieldables.
 * @returns A Future of the first value.
 * @throws {BadYieldError} If one cannot be waited for: then none is started.
 *
 * @example
 * ```ts
 * import { any } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const answers = [Promise.reject(new Error("down")), Promise.resolve("up")];
 * assertEquals(await any(answers), "up");
 * ```
 */
export function any<const M extends Members | Iterable<unknown>>(
  members: M,
): Future<Result<M>> {
  const { cells } = startAll(members, "take any of");
  if (cells.length === 0) return Future.reject(allFailed([]));
  const target = new Joint<unknown>();
  new Trying(cells, target).begin();
  return target as Future<Result<M>>;
}

function allFailed(errors: unknown[]): AggregateError {
  return new AggregateError(
    errors,
    errors.length === 0
      ? "Cannot take any of nothing: none could ever succeed"
      : `All ${errors.length} failed`,
  );
}

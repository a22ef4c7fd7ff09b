import { InvalidStateError } from "../errors/invalid_state_error.ts";
import type { Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { Reaction } from "../future/reaction.ts";
import { Finishing } from "./finishing.ts";
import { type Members, type Result, startAll } from "./members.ts";

/**
 * Gives the results of several things one by one, as they end, and tells which
 * it was. After Tornado's class of that name.
 *
 * @typeParam M The types of the members.
 *
 * @example
 * ```ts
 * import { WaitIterator } from "@twister/async/combinators";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const after = (ms: number) =>
 *   spawn(function* () {
 *     yield* sleep(ms);
 *     return ms;
 *   });
 * const log: unknown[] = [];
 * await spawn(function* () {
 *   const ends = new WaitIterator({ slow: after(4), fast: after(1) });
 *   while (!ends.done) log.push(yield* ends.next(), ends.currentIndex);
 * });
 * assertEquals(log, [1, "fast", 4, "slow"]);
 * ```
 */
export class WaitIterator<const M extends Members | Iterable<unknown>>
  implements AsyncIterable<Result<M>> {
  readonly #finishing: Finishing;
  readonly #keys: Map<Cell, (string | number)[]> = new Map();
  #current: Cell | undefined;

  /**
   * Starts to wait for all.
   *
   * @param members An array, another iterable, or a record of yieldables.
   * @throws {BadYieldError} If one cannot be waited for: then none is started.
   */
  constructor(members: M) {
    const { cells, keys } = startAll(members, "wait for each of");
    cells.forEach((cell, i) => {
      const known = this.#keys.get(cell);
      if (known === undefined) this.#keys.set(cell, [keys[i]!]);
      else known.push(keys[i]!);
    });
    this.#finishing = new Finishing(cells);
  }

  /** Whether every result has been asked for. */
  get done(): boolean {
    return this.#finishing.unasked === 0;
  }

  /** The position or key of what ended last; `undefined` outside of that. */
  get currentIndex(): string | number | undefined {
    return this.#current && this.#keys.get(this.#current)![0];
  }

  /** The Future of what ended last, also when it failed. */
  get currentFuture(): Future<Result<M>> | undefined {
    return this.#current as Future<Result<M>> | undefined;
  }

  /**
   * The next result. What has ended before comes in input order.
   *
   * @returns A Future of the result; it throws the error of what failed.
   * @throws {InvalidStateError} If every result has been asked for.
   */
  next(): Future<Result<M>> {
    if (this.done) {
      throw new InvalidStateError(
        "Cannot wait for the next of a WaitIterator: all have ended. Look " +
          "at `done` first",
      );
    }
    this.#current = undefined;
    const ended = this.#finishing.next();
    const result = new Future<unknown>({
      onCancel: () => this.#finishing.forget(ended),
    });
    ended.addDoneCallback(() => {
      this.#current = ended.value as unknown as Cell;
      if (!result.done) {
        this.#current._wait(new Reaction(this.#current, result));
      }
    });
    return result as Future<Result<M>>;
  }

  /** The results, for `for await`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Result<M>, void, void> {
    while (!this.done) yield await this.next() as Result<M>;
    this.#current = undefined;
  }
}

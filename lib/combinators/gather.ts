import { Crowd, failed, Joint } from "../coroutine/crowd.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { Cell } from "../future/cell.ts";
import type { Future } from "../future/future.ts";
import { FULFILLED } from "../future/states.ts";
import {
  type Members,
  type Results,
  startAll,
  type Started,
} from "./members.ts";

/** Gives the others up at the first failure in time. */
class Gathering extends Crowd {
  readonly #started: Started;
  #first: Cell | undefined;

  constructor(started: Started, target: Future<unknown>) {
    super(started.cells, target);
    this.#started = started;
  }

  protected override get kind(): string {
    return "gather";
  }

  protected override ended(cell: Cell): void {
    if (cell._state === FULFILLED || this.#first !== undefined) return;
    this.#first = cell;
    if (this.cancellation === undefined) this.giveUp(cell._error());
  }

  protected override finish(): void {
    const { cells, shape } = this.#started;
    if (cells.every((cell) => cell._state === FULFILLED)) {
      this.target._settle(shape(cells.map((cell) => cell.value)), FULFILLED);
    } else if (this.cancellation !== undefined) this.endCancelled();
    else {
      const first = this.#first!;
      this.failWith(failed(first) ? first : this.#anyFailed() ?? first);
    }
  }

  /** A cleanup's error goes before the cancel that caused it. */
  #anyFailed(): Cell | undefined {
    return [...this.cells].find(failed);
  }
}

/**
 * Waits for all, and at the first error in time cancels the rest, waits for
 * their cleanup, and throws that error; errors of the others are
 * `suppressed(error)`. Only what nobody else waits for is cancelled. After
 * asyncio's `gather`, which leaves the rest running.
 *
 * @typeParam M The types of the members.
 * @param members An array, another iterable, or a record of yieldables.
 * @returns A Future of the results in the same shape; of nothing, the empty
 * value. Cancelling it cancels the members and ends after them.
 * @throws {BadYieldError} If one cannot be waited for: then none is started.
 *
 * @example
 * ```ts
 * import { gather } from "@twister/async/combinators";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * const slow = spawn(function* () {
 *   try {
 *     yield* sleep(60_000);
 *   } finally {
 *     log.push("stopped");
 *   }
 * });
 * const bad = Promise.reject(new Error("bad"));
 * const error = await gather([slow, bad]).catch((error) => error);
 * assertEquals(error.message, "bad");
 * assertEquals(log, ["stopped"]);
 * ```
 */
export function gather<const M extends Members>(
  members: M,
): Future<Results<M>>;
/**
 * The same over any iterable.
 *
 * @param members The yieldables.
 * @returns A Future of an array.
 */
export function gather<Y>(members: Iterable<Y>): Future<Yielded<Y>[]>;
export function gather(members: unknown): Future<unknown> {
  const target = new Joint<unknown>();
  new Gathering(startAll(members, "gather"), target).begin();
  return target;
}

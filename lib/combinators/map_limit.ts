import { type ItemIterator, iteratorOf } from "../loop/iterator_of.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { suppress } from "../errors/suppressed.ts";
import { TaskGroupError } from "../errors/task_group_error.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";
import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";
import { TaskGroup } from "../scopes/task_group.ts";

/**
 * Calls a function for each item, a number of them at a time, and gives the
 * results in the order of the items. Items are taken when there is room. The
 * first failure cancels the other calls, and their cleanup is waited for.
 *
 * @typeParam T The items.
 * @typeParam R The results.
 * @param items An iterable or async iterable; it is closed at an early end.
 * @param limit How many calls may run at a time: a whole number above zero.
 * @param fn A generator function, or an async or plain one; it gets the item
 * and its index.
 * @returns A task of the results; cancelling it cancels the calls.
 * @throws {TypeError} If `items` is not iterable or `fn` no function.
 * @throws {RangeError} If the limit is not a whole number above zero.
 *
 * @example
 * ```ts
 * import { mapLimit } from "@twister/async/combinators";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * let running = 0, most = 0;
 * const doubled = await mapLimit([1, 2, 3, 4], 2, function* (n) {
 *   most = Math.max(most, ++running);
 *   yield* sleep(1);
 *   running--;
 *   return 2 * n;
 * });
 * assertEquals(doubled, [2, 4, 6, 8]);
 * assertEquals(most, 2);
 * ```
 */
export function mapLimit<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  fn: (item: T, index: number) => Coroutine<R> | PromiseLike<R> | R,
): Task<R[]> {
  checkFunction(fn, "mapLimit(items, limit, fn)");
  if (!(limit === Infinity || (Number.isInteger(limit) && limit > 0))) {
    throw new RangeError(
      `Cannot map with limit ${describe(limit)}: expected a whole number ` +
        "above zero, or Infinity",
    );
  }
  const source = iteratorOf(items, "map");
  return spawn(() => mapAll(source, limit, fn), { name: "mapLimit" });
}

function* mapAll<T, R>(
  source: ItemIterator<T>,
  limit: number,
  fn: (item: T, index: number) => unknown,
): Generator<unknown, R[], unknown> {
  const results: R[] = [];
  let running = 0, open = true, asking = false, failed = false;
  let room: Future<void> | undefined;
  const call = function* (item: T, index: number): Coroutine<void> {
    try {
      const made = fn(item, index);
      results[index] = (isWaitable(made) ? yield made : made) as R;
    } catch (error) {
      failed = true; // at once: the group hears of it only from the loop
      throw error;
    } finally {
      running--;
      room?.trySetResult(undefined);
    }
  };
  try {
    yield* TaskGroup.run(function* (group) {
      for (let index = 0; open; index++) {
        while (running >= limit) yield* room = new Future<void>();
        if (failed) return;
        asking = true;
        const next = source.next();
        const step = (isWaitable(next) ? yield next : next) as Step<T>;
        asking = false;
        if (step.done) open = false;
        else {
          running++;
          group.spawn(call, step.value, index);
        }
      }
    }, { name: "mapLimit" });
  } catch (error) {
    const first = firstOf(error);
    if (open) yield* close(source, first, asking);
    throw first;
  }
  return results;
}

/** Closes the items at an early end; an error of that stays beside the first. */
function* close(
  source: ItemIterator<unknown>,
  first: unknown,
  asking: boolean,
): Generator<unknown, void, unknown> {
  try {
    const closed = source.return?.();
    if (!isWaitable(closed)) return;
    // It ends only after the item that is asked for, which may never come.
    if (asking) Future.resolve(closed);
    else yield closed;
  } catch (error) {
    if (first instanceof CancelledError) throw error;
    keepBeside(first, error);
  }
}

type Step<T> = { done: true } | { done?: false; value: T };

/** What a call gave has still to be waited for. */
function isWaitable(made: unknown): boolean {
  return thenOf(made) !== undefined || isGenerator(made);
}

/** The error that came first; the others stay beside it. */
function firstOf(error: unknown): unknown {
  if (!(error instanceof TaskGroupError)) return error;
  const [first, ...others] = error.errors;
  for (const other of others) keepBeside(first, other);
  return first;
}

function keepBeside(first: unknown, other: unknown): void {
  if (other instanceof CancelledError || suppress(first, other)) return;
  disownLate(other, undefined, "mapLimit");
}

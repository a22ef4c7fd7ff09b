import { checkFunction } from "../errors/check.ts";
import { suppress } from "../errors/suppressed.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { isGenerator } from "../loop/driver.ts";
import {
  type Item,
  type Sequence,
  toAsyncIterable,
} from "./to_async_iterable.ts";

/** What is done with an item: a coroutine function, or a plain one. */
export type Each<T> = (item: T) => Coroutine<unknown> | unknown;

/**
 * Goes through a sequence in a coroutine, which cannot write `for await`: calls
 * a function with each item and waits for what it gives, before it asks for the
 * next. The sequence is closed in any case, and its cleanup waited for: when
 * the function throws, when it returns `false`, which is the `break`, and when
 * the task is cancelled.
 *
 * @typeParam S The type of the sequence.
 * @param sequence Anything that {@linkcode toAsyncIterable} takes.
 * @param fn A coroutine function or a plain one; a generator or promise that it
 * gives is waited for.
 * @returns The coroutine; `yield*` it. It gives whether the end was reached.
 * @throws {TypeError} If it is no sequence, or `fn` no function.
 *
 * @example
 * ```ts
 * import { each } from "@twister/async/interop";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: number[] = [];
 * await spawn(function* () {
 *   yield* each([1, 2, 3], function* (n) {
 *     yield* sleep(n);
 *     log.push(n);
 *     return n < 2;
 *   });
 * });
 * assertEquals(log, [1, 2]);
 * ```
 */
export function* each<S extends Sequence<unknown>>(
  sequence: S,
  fn: Each<Item<S>>,
): Generator<unknown, boolean, unknown> {
  checkFunction(fn, "go through each(sequence, fn)");
  const source = toAsyncIterable(sequence);
  try {
    for (;;) {
      const { done, value } = yield* source.next();
      if (done) return true;
      const made = fn(value);
      const result = isGenerator(made)
        ? yield* made
        : isThenable(made)
        ? yield made
        : made;
      if (result === false) break;
    }
  } catch (error) {
    yield* closeAfter(error, source.close(error));
  }
  yield* source.close();
  return false;
}

/** The first error goes on; one of the cleanup stays beside it. */
function* closeAfter(
  error: unknown,
  closing: Iterable<unknown> & { cancelled: boolean },
): Generator<unknown, never, unknown> {
  try {
    yield* closing;
  } catch (other) {
    if (!suppress(error, other)) throw other;
  }
  throw error;
}

function isThenable(value: unknown): boolean {
  return value !== null && typeof value === "object" &&
    typeof (value as { then?: unknown }).then === "function";
}

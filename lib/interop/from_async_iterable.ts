import { describe } from "../errors/describe.ts";
import { faultOf, Feed } from "./_feed.ts";
import type { AsyncSource } from "./source.ts";

/** An async iterator with the one method that it must have. */
type Pulled<T> = Pick<AsyncIterator<T, unknown, void>, "next" | "return">;

/** The source of a native iterator, of which nothing is trusted. */
class Iterated<T> extends Feed<T> {
  readonly #iterator: Pulled<T>;
  #reading = false;
  // Made once, for they are handed over for each item.
  readonly #onStep = (step: unknown): void =>
    this.loop._within(() => this.#arrived(step as IteratorResult<T>));
  readonly #onError = (error: unknown): void =>
    this.loop._within(() => this.fail(faultOf(error)));

  constructor(iterator: Pulled<T>) {
    super();
    this.#iterator = iterator;
  }

  // One at a time: not every iterator minds being asked twice.
  protected override pull(): void {
    if (this.#reading) return;
    this.#reading = true;
    try {
      // A promise comes back as it is; whatever else is followed once.
      Promise.resolve(this.#iterator.next()).then(this.#onStep, this.#onError);
    } catch (error) {
      this.fail(faultOf(error));
    }
  }

  protected override release(reason: unknown): PromiseLike<unknown> | void {
    const iterator = this.#iterator, close = iterator.return;
    if (typeof close !== "function") {
      // An item that has come has the time to be seen.
      return this.#reading ? Promise.resolve() : undefined;
    }
    return Promise.resolve(close.call(iterator, reason as never));
  }

  #arrived(step: IteratorResult<T>): void {
    this.#reading = false;
    try {
      if (step === null || typeof step !== "object") throw noStep(step);
      if (step.done) this.end();
      else this.give(step.value);
    } catch (error) {
      this.fail(faultOf(error));
    }
    if (this.waiting > 0) this.pull();
  }
}

function noStep(step: unknown): TypeError {
  return new TypeError(
    `Cannot read an async iterator whose next() gave ${describe(step)}: ` +
      "expected an object with `done` and `value`",
  );
}

/**
 * The source of an async generator, or of whatever else `for await` can go
 * through, for use in coroutines. The iterator is asked for one item at a time
 * and never ahead.
 *
 * Who is cancelled while it waits for an item has the iterator's `return()`
 * called, once, and waits for that within its grace; an item that was on its
 * way is given to it first. What a generator returns is dropped, as
 * `for await` does. An iterator without `return()` is only left.
 *
 * @typeParam T The type of an item.
 * @param iterable The iterable, or an iterator.
 * @returns The source.
 * @throws {TypeError} If it is no async iterable.
 *
 * @example
 * ```ts
 * import { fromAsyncIterable } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * async function* letters() {
 *   yield "a";
 *   yield "b";
 * }
 * const log: string[] = [];
 * await spawn(function* () {
 *   const source = fromAsyncIterable(letters());
 *   for (;;) {
 *     const { done, value } = yield* source.next();
 *     if (done) break;
 *     log.push(value);
 *   }
 * });
 * assertEquals(log, ["a", "b"]);
 * ```
 */
export function fromAsyncIterable<T>(
  iterable: AsyncIterable<T> | AsyncIterator<T>,
): AsyncSource<T> {
  const iterator = iteratorOf(iterable);
  if (iterator === undefined) {
    throw new TypeError(
      `Cannot make a source from ${describe(iterable)}: expected an async ` +
        "iterable. For an array or another plain iterable use " +
        "toAsyncIterable(items)",
    );
  }
  return new Iterated(iterator as Pulled<T>);
}

function iteratorOf(given: unknown): unknown {
  if (given === null || given === undefined) return undefined;
  const make = (given as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator];
  if (typeof make === "function") return make.call(given);
  const next = (given as { next?: unknown }).next;
  return typeof next === "function" ? given : undefined;
}

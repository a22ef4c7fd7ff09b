import { CancelledError } from "../errors/cancelled_error.ts";
import { spawn } from "../coroutine/spawn.ts";
import { Future } from "../future/future.ts";
import { disownAll, withCleanup } from "./_cleanup.ts";
import { END, LATER, type Pull } from "./_pull.ts";
import type { Steps } from "./_steps.ts";

type Step<T> = IteratorResult<T, void>;

/**
 * One run of a stream, pulled by hand: what `LazyStream.open()` gives.
 *
 * Items come in the order of asking. When the one who waits in `next()` is
 * cancelled, the run is closed, for a broken-off wait cannot be taken back from
 * what lies behind. It has the methods of the sources in
 * `@twister/async/interop`.
 *
 * @typeParam T The type of an item.
 *
 * @example
 * ```ts
 * import { LazyStream } from "@twister/async/lazy";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * await spawn(function* () {
 *   const reader = LazyStream.from([1, 2, 3]).open();
 *   assertEquals(yield* reader.next(), { done: false, value: 1 });
 *   yield* reader.close();
 *   assertEquals(yield* reader.next(), { done: true, value: undefined });
 * });
 * ```
 */
export class StreamReader<T> implements AsyncIterable<T>, AsyncDisposable {
  readonly #pull: Pull;
  #last: Future<Step<T>> | undefined;
  #closed: Future<void> | undefined;

  /** @internal */
  constructor(pull: unknown) {
    this.#pull = pull as Pull;
  }

  /**
   * Asks for the next item. Several may ask at the same time.
   *
   * @returns A Future of the item, or of `done`. It fails with the very error
   * of what lies behind; then the run has ended.
   */
  next(): Future<IteratorResult<T, void>> {
    const before = this.#last;
    if (before !== undefined && !before.done) {
      return this.#last = spawn(this.#after(before), { name: "next" });
    }
    try {
      const item = this.#closed === undefined ? this.#pull.next() : END;
      if (item !== END && item !== LATER) return Future.resolve(given<T>(item));
      const steps = item === END ? this.#end() : this.#wait(this.#pull.pending);
      return this.#last = spawn(steps, { name: "next" });
    } catch (error) {
      return this.#last = spawn(this.#fail(error), { name: "next" });
    }
  }

  /**
   * Ends the run from this side, as `break` does: what lies behind is closed.
   * A second call gives the same Future.
   *
   * @returns A Future of the end of its cleanup; an error of that is thrown.
   */
  close(): Future<void> {
    if (this.#closed !== undefined) return this.#closed;
    const last = this.#last;
    const closed = this.#closed = new Future<void>({ name: "close" });
    last?.cancel("the stream was closed");
    const task = spawn(this.#closing(last), { name: "close" });
    task.then(
      () => closed.trySetResult(undefined),
      (error) => closed.trySetError(error),
    );
    return closed;
  }

  /** For `for await`; `break` closes the run and waits for it. */
  [Symbol.asyncIterator](): AsyncIterator<T, void, void> {
    return {
      next: () => this.next().promise(),
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  /** For `await using`: the same as `close()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  *#after(before: Future<Step<T>>): Steps<Step<T>> {
    try {
      yield* before;
    } catch (error) {
      if (before.state === "pending") throw error;
    }
    return yield* this.#closed === undefined ? this.#ask() : this.#end();
  }

  *#ask(): Steps<Step<T>> {
    let item: unknown;
    try {
      item = this.#pull.next();
    } catch (error) {
      return yield* this.#fail(error);
    }
    if (item === END) return yield* this.#end();
    return item === LATER ? yield* this.#wait(this.#pull.pending) : given(item);
  }

  *#wait(pending: Steps): Steps<Step<T>> {
    let item: unknown;
    try {
      item = yield* pending;
    } catch (error) {
      if (this.#closed === undefined) return yield* this.#fail(error);
      if (!(error instanceof CancelledError)) throw error;
      item = END;
    }
    return item === END ? yield* this.#end() : given(item);
  }

  *#end(): Steps<Step<T>> {
    if (this.#closed === undefined) {
      const rest = this.#pull.close();
      if (rest !== undefined) disownAll(yield* rest);
    }
    return { done: true, value: undefined };
  }

  /** One that failed is closed, and then says that it has ended. */
  *#fail(error: unknown): Steps<Step<T>> {
    this.#closed = Future.resolve();
    return (yield* withCleanup(
      failing(error),
      () => this.#pull.close(),
    )) as Step<T>;
  }

  *#closing(last: Future<unknown> | undefined): Steps<void> {
    try {
      // Its owner gets the error of it.
      if (last !== undefined && !last.done) yield last;
    } catch { /* that is how it ends */ }
    const rest = this.#pull.close();
    if (rest !== undefined) disownAll(yield* rest);
  }
}

function given<T>(item: unknown): Step<T> {
  return { done: false, value: item as T };
}

// deno-lint-ignore require-yield -- it only throws
function* failing(error: unknown): Steps {
  throw error;
}

import { checkFunction } from "../errors/check.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { describe, nameOf } from "../errors/describe.ts";
import { type Snapshot, snapshot } from "../context/snapshot.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import type { Canceller, Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { markOurs } from "../traceback/stitch.ts";
import { Feed } from "./_feed.ts";
import type { AsyncSource } from "./source.ts";

/** Hands one item to whoever asks; `yield*` it. */
export type Emit<T> = (value: T) => Future<void>;

/** The body of a {@linkcode stream}. */
export type Producer<T> = (emit: Emit<T>) => Coroutine<unknown>;

/** One value that is offered, and the producer that stands there with it. */
class Offer<T> implements Canceller {
  readonly value: T;
  readonly future: Future<void>;
  readonly #offers: Set<Offer<T>>;

  constructor(value: T, future: Future<void>, offers: Set<Offer<T>>) {
    this.value = value;
    this.future = future;
    this.#offers = offers;
    offers.add(this);
    future.value = this as never;
  }

  /** Who offered it was cancelled: it is not given to anybody. */
  _cancelled(): void {
    this.#offers.delete(this);
  }
}

/** The source of what a coroutine emits. */
class Produced<T> extends Feed<T> {
  readonly #fn: Producer<T>;
  readonly #inContext: Snapshot = snapshot();
  #started = false;
  #task: Task<unknown> | undefined;
  /** Values that nobody has asked for. */
  readonly #offers: Set<Offer<T>> = new Set();
  /** Who goes on when the next value is asked for. */
  #held: Future<void> | undefined;

  constructor(fn: Producer<T>) {
    super();
    this.#fn = fn;
  }

  protected override catchUp(): void {
    if (this.#task?.done) this.#done(this.#task);
  }

  /** A task keeps to its own grace, and may shield what must not be cut. */
  protected override patience(): number {
    return Infinity;
  }

  protected override pull(): void {
    if (!this.#started) return this.#start();
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined && !held.done) held._settle(undefined, FULFILLED);
    const [offer] = this.#offers;
    if (offer === undefined) return;
    this.#offers.delete(offer);
    this.#held = offer.future;
    this.give(offer.value);
  }

  protected override release(reason: unknown): PromiseLike<unknown> | void {
    const task = this.#task;
    if (task === undefined) return;
    const quiet = (error: unknown) => {
      if (task._state !== CANCELLED) throw error;
    };
    task.cancel(reason);
    return task.then(undefined, quiet);
  }

  #start(): void {
    const fn = this.#fn;
    this.#started = true;
    const emit: Emit<T> = (value) => this.#emit(value);
    const task: Task<unknown> = this.#task = this.#inContext(() =>
      spawn(() => fn(emit), { name: nameOf(fn) || "stream" })
    );
    task.addDoneCallback(() => this.#done(task));
    // Its first step may have closed the stream itself.
    if (this.ended) task.cancel();
  }

  #emit(value: T): Future<void> {
    const future = new Future<void>();
    if (this.ended) {
      future._settle(leftBy(value), REJECTED);
      // A body that is being cancelled gets that at its `yield` instead.
      future._error();
    } else if (this.waiting === 0) new Offer(value, future, this.#offers);
    else {
      this.give(value);
      if (this.waiting > 0) future._settle(undefined, FULFILLED);
      else this.#held = future;
    }
    return future;
  }

  /** The coroutine has ended: its error is not looked at before it is asked for. */
  #done(task: Cell): void {
    if (this.ended) return;
    if (task._state === FULFILLED) this.end();
    else this.fail(task);
  }
}

function leftBy(value: unknown): ClosedError {
  return markOurs(
    new ClosedError(
      `Cannot emit ${describe(value)}: the stream was closed, so nobody asks ` +
        "for it. Emit nothing in a cleanup",
    ),
  );
}

/**
 * An async sequence made by a coroutine: what an async generator is to async
 * functions. `yield* emit(value)` hands a value to whoever asks, and goes on
 * when the next one is asked for: nothing is made ahead.
 *
 * The coroutine starts when the first item is asked for, in the context in
 * which the stream was made. `break`, `close()` and the cancel of who waits for
 * an item cancel it; its `finally` runs and is waited for. An error of it goes
 * to who asks: the same object, with the whole stack. After Python's async
 * generators, which a cancel leaves in worse order.
 *
 * @typeParam T The type of an item.
 * @param fn The coroutine function. Emitting when the stream is closed throws
 * {@linkcode ClosedError} in it.
 * @returns The source: for `for await`, {@linkcode each} or `next()`.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { stream } from "@twister/async/interop";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * const ticks = stream<number>(function* ticks(emit) {
 *   try {
 *     for (let i = 0;; i++) {
 *       yield* sleep(1);
 *       yield* emit(i);
 *     }
 *   } finally {
 *     log.push("stopped");
 *   }
 * });
 * for await (const tick of ticks) {
 *   log.push(tick);
 *   if (tick === 2) break;
 * }
 * assertEquals(log, [0, 1, 2, "stopped"]);
 * ```
 */
export function stream<T>(fn: Producer<T>): AsyncSource<T> {
  checkFunction(fn, "make a stream(fn)");
  return new Produced(fn);
}

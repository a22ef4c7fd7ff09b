/**
 * The items that a coroutine emits.
 */

import { ClosedError } from "../errors/closed_error.ts";
import { describe, nameOf } from "../errors/describe.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { shield } from "../scopes/shield.ts";
import { markOurs } from "../traceback/stitch.ts";
import type { Closing } from "./_cleanup.ts";
import { END, LATER } from "./_pull.ts";
import type { Steps } from "./_steps.ts";
import { Waking } from "./_waking.ts";

/** Hands one item to whoever asks; `yield*` it. */
export type Emit<T> = (value: T) => Future<void>;

/** The body of a stream that emits its items. */
export type Producer<T> = (emit: Emit<T>) => Coroutine<unknown>;

/** A value that stands there, and who goes on when it is not the last. */
interface Offer {
  readonly value: unknown;
  readonly future: Future<void>;
}

/**
 * Runs the producer in a task of its own, from one item that is asked for to
 * the next. Running it within the task of who asks was tried: a scope that it
 * enters would then hold who asks as well, and be left in the wrong order.
 */
export class Producing extends Waking {
  readonly #fn: Producer<unknown>;
  #task: Task<unknown> | undefined;
  #offers: Offer[] = [];
  /** Who goes on when the next item is asked for. */
  #held: Future<void> | undefined;
  #over = false;

  constructor(fn: Producer<unknown>) {
    super();
    this.#fn = fn;
  }

  protected override poll(): unknown {
    if (this.#over) return END;
    this.#task ??= this.#start();
    this.#held?.trySetResult(undefined);
    this.#held = undefined;
    let offer = this.#offers.shift();
    while (offer?.future.done) offer = this.#offers.shift(); // it was cancelled
    if (offer !== undefined) {
      this.#held = offer.future;
      return offer.value;
    }
    if (!this.#task.done) return LATER;
    this.#over = true;
    this.#task.result();
    return END;
  }

  override close(): Closing | undefined {
    if (this.#over) return;
    this.#over = true;
    return this.#task === undefined ? undefined : stopped(this.#task);
  }

  #start(): Task<unknown> {
    const fn = this.#fn, name = nameOf(fn) || "producer";
    const emit = (value: unknown) => this.#emit(value);
    const task: Task<unknown> = spawn(() => fn(emit), { name });
    task.addDoneCallback(() => {
      // It is told to who asks, or to who closes.
      if (task.state === "rejected") task.error();
      this.wake();
    });
    return task;
  }

  #emit(value: unknown): Future<void> {
    if (this.#over) return Future.reject(tooLate(value));
    const future = new Future<void>();
    this.#offers.push({ value, future });
    this.wake();
    return future;
  }
}

/**
 * Cancels a task and waits for its cleanup, which may fail. A cancel of who
 * waits comes after that: others hear of the task's end too, so a plain wait
 * would leave it behind.
 */
export function* stopped(task: Task<unknown>): Steps<void> {
  task.cancel("the stream was closed");
  try {
    yield* shield(task);
  } catch (error) {
    if (!task.cancelled) throw error;
  }
}

function tooLate(value: unknown): ClosedError {
  return markOurs(
    new ClosedError(
      `Cannot emit ${describe(value)}: the stream was closed, so nobody asks ` +
        "for it. Emit nothing in a cleanup",
    ),
  );
}

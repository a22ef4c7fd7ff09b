/**
 * A primed generator as a sink: what is sent comes out of its `yield`.
 */

import { describe } from "../errors/describe.ts";
import { thenOf } from "../loop/kinds.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import type { Sent, Sink } from "./_sink.ts";

type Receiver<T> = Iterator<unknown, unknown, T>;

/**
 * Sends to a generator, which has ended when it returns. A Future or promise
 * that it yields is waited for before the next item, other values are nobody's.
 */
export class GeneratorSink<T> implements Sink<T> {
  readonly #generator: Receiver<T>;

  constructor(generator: Receiver<T>) {
    this.#generator = generator;
  }

  send(value: T): Sent {
    const step = this.#generator.next(value);
    if (step.done) return false;
    if (step.value !== undefined) return waitFor(step.value);
  }

  throw(error: unknown): unknown {
    const step = this.#generator.throw!(error);
    return step.done ? undefined : waitFor(step.value);
  }

  close(): unknown {
    const step = this.#generator.return!();
    return step.done ? undefined : this.#cleanUp(step);
  }

  /** Its `finally` yields: what it waits for is waited for. */
  *#cleanUp(step: IteratorResult<unknown>): Coroutine<void> {
    const generator = this.#generator as Receiver<unknown>;
    while (!step.done) {
      if (thenOf(step.value) === undefined) throw stays(step.value);
      let value: unknown;
      try {
        value = yield step.value;
      } catch (error) {
        step = generator.throw!(error);
        continue;
      }
      step = generator.next(value);
    }
  }
}

function waitFor(value: unknown): Sent {
  return thenOf(value) === undefined ? undefined : value as Sent;
}

function stays(value: unknown): TypeError {
  return new TypeError(
    `Cannot close a generator that yields ${describe(value)} when it is ` +
      "closed: expected it to return, or to yield Futures and promises of its " +
      "cleanup. Leave its loop on close, as `finally` does",
  );
}

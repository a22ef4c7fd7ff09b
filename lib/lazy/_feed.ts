/**
 * Where the items of a pipeline come from, as something that pushes.
 */

import type { Coroutine } from "../coroutine/protocol.ts";
import type { Body } from "./_failure.ts";
import { type Opener, openerOf } from "./_opening.ts";
import type { Emit } from "./_producing.ts";
import { END, LATER, PATIENCE, type Pull } from "./_pull.ts";
import type { Stage, Taken } from "./_sink.ts";

export type { Emit };

/**
 * What the items of a pipeline come from: a sequence, a function that makes
 * one, or a coroutine function with a parameter, by which it emits them.
 */
export type PushSource<T> =
  | Iterable<T>
  | AsyncIterable<T>
  | ReadableStream<T>
  | (() => Iterable<T> | AsyncIterable<T>)
  | ((emit: Emit<T>) => Coroutine<unknown>);

/** A source that is pushed out of, once. */
export class Feed {
  /** Whether an error that came out of `run` is one of the pipe's. */
  sending: boolean = false;
  readonly #open: Opener;
  #pull: Pull | undefined;

  /**
   * Looks at a source.
   *
   * @param source What a user gave.
   * @param call The call in the user's words.
   * @throws {TypeError} If it is no source.
   */
  constructor(source: unknown, call: string) {
    this.#open = openerOf(source, call);
  }

  /** Takes the source. */
  open(): void {
    this.#pull = this.#open();
  }

  /** Pushes all; what it gives is the last word of the stage. */
  *run(to: Stage<unknown>): Body<Taken> {
    const pull = this.#pull!;
    for (let left = PATIENCE;; left--) {
      let item = pull.next();
      if (item === LATER) item = yield* pull.pending;
      if (item === END) return;
      this.sending = true;
      const sent = to.send(item);
      if (sent !== undefined) {
        if (sent === false || (yield* sent) === false) return false;
      } else if (left < 0) {
        yield; // a source that never waits must not starve the loop
        left = PATIENCE;
      }
      this.sending = false;
    }
  }

  /** Has the source clean up, unless it has ended by itself. */
  *close(): Body<void> {
    const closing = this.#pull?.close();
    if (closing !== undefined) yield* closing;
  }
}

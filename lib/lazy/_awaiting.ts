/**
 * The items of an iterator whose steps are waited for.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { Future } from "../future/future.ts";
import type { Closing } from "./_cleanup.ts";
import { END, LATER, Pull } from "./_pull.ts";
import type { Steps } from "./_steps.ts";

/** How an asynchronous sequence is asked and closed, whatever its kind. */
export interface Asked {
  /** Gives the next step, to be waited for. */
  next(): unknown;
  /** Closes it at an early end; what it gives is waited for. */
  close(): unknown;
  /** Frees what is left at its own end. */
  end?(): unknown;
  /** Whether it can be closed while a step is waited for. */
  readonly closesAtOnce: boolean;
}

/** Asks for one step after the other; never for two. */
export class Awaiting extends Pull {
  readonly #begin: () => Asked;
  #asked: Asked | undefined;
  #over = false;
  #asking = false;

  /** @param begin Called for the first item: what is not begun needs no end. */
  constructor(begin: () => Asked) {
    super();
    this.#begin = begin;
  }

  override next(): unknown {
    if (this.#over) return END;
    this.pending = this.#wait();
    return LATER;
  }

  override close(): Closing | undefined {
    if (this.#over) return;
    this.#over = true;
    return this.#close();
  }

  *#wait(): Steps {
    this.#asking = true;
    let step: IteratorResult<unknown>;
    try {
      step = (yield (this.#asked ??= this.#begin()).next()) as IteratorResult<
        unknown
      >;
    } catch (error) {
      // A cancel leaves it as it is, to be closed; one that failed has ended.
      if (!(error instanceof CancelledError)) this.#ended();
      throw error;
    }
    this.#asking = false;
    if (!step.done) return step.value;
    this.#ended();
    return END;
  }

  #ended(): void {
    if (this.#over) return;
    this.#over = true;
    this.#asked?.end?.();
  }

  *#close(): Steps<void> {
    const asked = this.#asked, closed = asked?.close();
    if (closed === undefined || closed === null) return;
    // An async generator ends only after the step that was asked for, which
    // may never come: it is told, and its error is reported.
    if (this.#asking && !asked!.closesAtOnce) Future.resolve(closed);
    else yield closed;
  }
}

/** An async iterator. */
export function iteratorAsked(iterator: AsyncIterator<unknown>): Asked {
  return {
    next: () => iterator.next(),
    close: () => iterator.return?.(),
    closesAtOnce: false,
  };
}

/** A source with `next` and `close`, as those of `@twister/async/interop`. */
export function sourceAsked(
  source: { next(): unknown; close(): unknown },
): Asked {
  return {
    next: () => source.next(),
    close: () => source.close(),
    closesAtOnce: true,
  };
}

/** A stream of the host that is read. */
export function streamAsked(stream: ReadableStream<unknown>): Asked {
  const reader = stream.getReader();
  return {
    next: () => reader.read(),
    close: () => reader.cancel().finally(() => reader.releaseLock()),
    end: () => reader.releaseLock(),
    closesAtOnce: true,
  };
}

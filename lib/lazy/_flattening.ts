/**
 * The items of one source after the other.
 */

import { closeAll, type Closing } from "./_cleanup.ts";
import { END, LATER, PATIENCE, Pull } from "./_pull.ts";
import type { Steps } from "./_steps.ts";

/** Opens a source when the one before has ended. */
export class Flattening extends Pull {
  readonly #sources: Pull;
  #inner: Pull | undefined;

  /** @param sources Gives sources, each to be gone through. */
  constructor(sources: Pull) {
    super();
    this.#sources = sources;
  }

  override next(): unknown {
    for (let left = PATIENCE; left > 0; left--) {
      const inner = this.#inner, from = inner ?? this.#sources;
      const item = from.next();
      if (item === LATER) return this.#later(from.pending);
      if (inner === undefined ? item === END : item !== END) return item;
      this.#inner = inner === undefined ? item as Pull : undefined;
    }
    return this.#later(undefined);
  }

  override close(): Closing {
    const inner = this.#inner, sources = this.#sources;
    this.#inner = undefined;
    return closeAll([() => inner?.close(), () => sources.close()]);
  }

  #later(pending: Steps | undefined): typeof LATER {
    this.pending = this.#slowly(pending);
    return LATER;
  }

  /** The same as `next`, from an item that is waited for. */
  *#slowly(pending: Steps | undefined): Steps {
    for (let left = pending === undefined ? 0 : PATIENCE;; left--) {
      if (left === 0) {
        left = PATIENCE;
        yield; // so many empty sources must not starve the loop
      }
      const inner = this.#inner, from = inner ?? this.#sources;
      let item = pending === undefined ? from.next() : LATER;
      if (item === LATER) item = yield* pending ?? from.pending;
      pending = undefined;
      if (inner === undefined ? item === END : item !== END) return item;
      this.#inner = inner === undefined ? item as Pull : undefined;
    }
  }
}

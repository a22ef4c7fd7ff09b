/**
 * The items of an iterator that need not be waited for.
 */

import type { Closing } from "./_cleanup.ts";
import { END, Pull } from "./_pull.ts";

/** Goes through an iterator; closes it at an early end. */
export class Iterating extends Pull {
  readonly #begin: () => Iterator<unknown>;
  #iterator: Iterator<unknown> | undefined;
  #over = false;

  /** @param begin Called for the first item: what is not begun needs no end. */
  constructor(begin: () => Iterator<unknown>) {
    super();
    this.#begin = begin;
  }

  override next(): unknown {
    if (this.#over) return END;
    let step: IteratorResult<unknown>;
    try {
      step = (this.#iterator ??= this.#begin()).next();
    } catch (error) {
      this.#over = true; // one that threw has ended: it is not closed
      throw error;
    }
    if (!step.done) return step.value;
    this.#over = true;
    return END;
  }

  override close(): Closing | undefined {
    if (this.#over) return;
    this.#over = true;
    this.#iterator?.return?.();
  }
}

/** The items of an array: what its iterator does, without its steps. */
export class Indexing extends Pull {
  readonly #items: readonly unknown[];
  #at = 0;

  constructor(items: readonly unknown[]) {
    super();
    this.#items = items;
  }

  override next(): unknown {
    return this.#at < this.#items.length ? this.#items[this.#at++] : END;
  }

  override close(): undefined {
    this.#at = Infinity;
  }
}

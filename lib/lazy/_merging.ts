/**
 * The items of several sources, each as it comes.
 */

import type { Closing } from "./_cleanup.ts";
import { Ahead, stopAll } from "./_ahead.ts";
import { END, LATER, type Pull } from "./_pull.ts";
import { Waking } from "./_waking.ts";

/** Asks a number of sources at a time, one item of each. */
export class Merging extends Waking {
  readonly #sources: Ahead;
  readonly #limit: number;
  readonly #open: Ahead[] = [];
  #more = true;
  /** Whose turn it is, so that one that is always ready starves no other. */
  #at = 0;

  /**
   * @param sources Gives sources that are to be merged.
   * @param limit How many of them are asked at a time.
   */
  constructor(sources: Pull, limit: number) {
    super();
    this.#sources = new Ahead(sources, () => this.wake());
    this.#limit = limit;
  }

  protected override poll(): unknown {
    const open = this.#open;
    this.#fill();
    for (let tries = open.length; tries > 0; tries--) {
      if (this.#at >= open.length) this.#at = 0;
      const ahead = open[this.#at]!;
      if (!ahead.ready()) this.#at++;
      else {
        const item = ahead.take();
        if (item !== END) {
          this.#at++;
          return item;
        }
        open.splice(this.#at, 1);
        if (this.#fill()) tries = open.length + 1;
      }
    }
    return open.length === 0 && !this.#more ? END : LATER;
  }

  override close(): Closing {
    this.#more = false;
    return stopAll([...this.#open.splice(0), this.#sources]);
  }

  /** Opens as many as may be: whether there is a new one. */
  #fill(): boolean {
    const before = this.#open.length;
    while (
      this.#more && this.#open.length < this.#limit && this.#sources.ready()
    ) {
      const source = this.#sources.take();
      if (source === END) this.#more = false;
      else this.#open.push(new Ahead(source as Pull, () => this.wake()));
    }
    return this.#open.length > before;
  }
}

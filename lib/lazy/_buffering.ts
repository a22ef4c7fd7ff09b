/**
 * Items that are asked for before they are wanted.
 */

import { Ahead } from "./_ahead.ts";
import { closeAll, type Closing } from "./_cleanup.ts";
import { Fifo } from "../loop/fifo.ts";
import { END, LATER, type Pull } from "./_pull.ts";
import { Waking } from "./_waking.ts";

/** Holds up to so many items, from the first one that is asked for. */
export class Buffering extends Waking {
  readonly #ahead: Ahead;
  readonly #size: number;
  readonly #items: Fifo<unknown> = new Fifo();
  #ended: { readonly error?: unknown } | undefined;

  constructor(source: Pull, size: number) {
    super();
    this.#size = size;
    this.#ahead = new Ahead(source, () => {
      this.#fill();
      this.wake();
    });
  }

  protected override poll(): unknown {
    this.#fill();
    const items = this.#items;
    if (items.size > 0) {
      const item = items.take();
      this.#fill();
      return item;
    }
    const ended = this.#ended;
    if (ended === undefined) return LATER;
    this.#ended = {};
    if ("error" in ended) throw ended.error;
    return END;
  }

  override close(): Closing {
    const ended = this.#ended ?? {};
    const left = "error" in ended ? [ended.error] : [];
    this.#ended = {};
    this.#items.clear();
    return closeAll([() => this.#ahead.stop()], left);
  }

  #fill(): void {
    const items = this.#items;
    while (
      this.#ended === undefined && items.size < this.#size &&
      this.#ahead.ready()
    ) {
      try {
        const item = this.#ahead.take();
        if (item === END) this.#ended = {};
        else items.push(item);
      } catch (error) {
        this.#ended = { error };
      }
    }
  }
}

/**
 * A stage that something else brings items to.
 */

import { Future } from "../future/future.ts";
import { LATER, Pull } from "./_pull.ts";
import type { Steps } from "./_steps.ts";

/** It looks whether there is an item, and again each time it is woken. */
export abstract class Waking extends Pull {
  #news: Future<void> | undefined;
  #woken = false;

  /** An item, `END`, or `LATER` if it is to be woken. */
  protected abstract poll(): unknown;

  override next(): unknown {
    this.#woken = false;
    const item = this.poll();
    if (item === LATER) this.pending = this.#wait();
    return item;
  }

  /** There may be an item now. */
  wake(): void {
    this.#woken = true;
    this.#news?.trySetResult(undefined);
  }

  *#wait(): Steps {
    for (;;) {
      if (this.#woken) yield;
      else {
        this.#news = new Future<void>({ name: "an item" });
        yield* this.#news;
      }
      this.#news = undefined;
      this.#woken = false;
      const item = this.poll();
      if (item !== LATER) return item;
    }
  }
}

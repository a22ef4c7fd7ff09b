/**
 * The items of several sources side by side.
 */

import { closeAll, type Closing } from "./_cleanup.ts";
import { ask, END, LATER, Pull, thenEnd } from "./_pull.ts";
import type { Steps } from "./_steps.ts";

/**
 * Asks one after the other: when one has ended, those behind it are not asked
 * for an item that nobody would get.
 */
export class Zipping extends Pull {
  readonly #sources: readonly Pull[];

  constructor(sources: readonly Pull[]) {
    super();
    this.#sources = sources;
  }

  override next(): unknown {
    const items: unknown[] = [];
    for (const source of this.#sources) {
      const item = source.next();
      if (item === END) {
        this.pending = thenEnd(this.close());
        return LATER;
      }
      if (item === LATER) {
        this.pending = this.#slowly(items, source.pending);
        return LATER;
      }
      items.push(item);
    }
    return items;
  }

  override close(): Closing {
    return closeAll(this.#sources.map((source) => () => source.close()));
  }

  *#slowly(items: unknown[], pending: Steps): Steps {
    let item = yield* pending;
    while (item !== END) {
      const next = this.#sources[items.push(item)];
      if (next === undefined) return items;
      item = yield* ask(next);
    }
    return yield* thenEnd(this.close());
  }
}

/**
 * Stages that know the time, which is the loop's.
 */

import { sleep } from "../coroutine/sleep.ts";
import { currentLoop } from "../future/waiter.ts";
import type { Handle } from "../loop/handle.ts";
import type { Closing } from "./_cleanup.ts";
import { Ahead } from "./_ahead.ts";
import { ask, END, LATER, Pull } from "./_pull.ts";
import type { Steps } from "./_steps.ts";
import { Waking } from "./_waking.ts";

/** At most one item in a time: who asks sooner waits, and none is dropped. */
export class Throttled extends Pull {
  readonly #source: Pull;
  readonly #ms: number;
  #due = -Infinity;

  constructor(source: Pull, ms: number) {
    super();
    this.#source = source;
    this.#ms = ms;
  }

  override next(): unknown {
    this.pending = this.#wait();
    return LATER;
  }

  override close(): Closing | undefined {
    return this.#source.close();
  }

  *#wait(): Steps {
    const loop = currentLoop(), rest = this.#due - loop.time();
    if (rest > 0) yield* sleep(rest);
    const item = yield* ask(this.#source);
    if (item !== END) this.#due = loop.time() + this.#ms;
    return item;
  }
}

/** An item that no other follows within a time. */
export class Debounced extends Waking {
  readonly #ahead: Ahead;
  readonly #ms: number;
  #held: { readonly item: unknown } | undefined;
  #timer: Handle | undefined;
  #quiet = false;
  #over = false;

  constructor(source: Pull, ms: number) {
    super();
    this.#ahead = new Ahead(source, () => this.wake());
    this.#ms = ms;
  }

  protected override poll(): unknown {
    while (!this.#over && !this.#quiet && this.#ahead.ready()) {
      const item = this.#ahead.take();
      this.#timer?.cancel();
      if (item === END) this.#over = true;
      else this.#hold(item);
    }
    const held = this.#held;
    if (held === undefined) return this.#over ? END : LATER;
    if (!this.#over && !this.#quiet) return LATER;
    this.#held = undefined;
    this.#quiet = false;
    return held.item;
  }

  override close(): Closing {
    this.#over = true;
    this.#held = undefined;
    this.#timer?.cancel();
    return this.#ahead.stop();
  }

  #hold(item: unknown): void {
    this.#held = { item };
    this.#timer = currentLoop().callLater(this.#ms, () => {
      this.#quiet = true;
      this.wake();
    });
  }
}

/**
 * A source with a chain of links.
 */

import type { Closing } from "./_cleanup.ts";
import { giving, type Link, type Sent, type Stage, STOP } from "./_links.ts";
import { END, LATER, PATIENCE, Pull, thenEnd } from "./_pull.ts";
import type { Steps } from "./_steps.ts";

/** The chain has given nothing. */
const NOTHING = Symbol("no item");

/** Pushes items of the source until one comes out, or all of them. */
export class Fused extends Pull {
  readonly #source: Pull;
  readonly #stages: readonly Stage[];
  #chain: Link | undefined;
  #item: unknown = NOTHING;
  #over = false;

  constructor(source: Pull, stages: readonly Stage[]) {
    super();
    this.#source = source;
    this.#stages = stages;
  }

  /** A pull with one more stage: two chains become one. */
  static over(pull: Pull, stage: Stage): Fused {
    return pull instanceof Fused
      ? new Fused(pull.#source, [...pull.#stages, stage])
      : new Fused(pull, [stage]);
  }

  override next(): unknown {
    const chain = this.#chain ??= this.#linked(giving((item) => {
      this.#item = item;
    }));
    for (let left = PATIENCE; left > 0; left--) {
      if (this.#over) return this.#ended();
      const item = this.#source.next();
      if (item === LATER) return this.#later(chain, this.#source.pending);
      const sent = item === END ? this.#end(chain) : chain.push(item);
      if (sent === STOP) this.#over = true;
      else if (sent !== undefined) return this.#later(chain, undefined, sent);
      if (this.#item !== NOTHING) return this.#take();
    }
    return this.#later(chain, undefined, turn());
  }

  /**
   * Pushes all items into a function, with no stop between: for who wants
   * nothing else. Called instead of `next`.
   */
  *drain(each: (item: unknown) => unknown): Steps {
    const chain = this.#linked(giving(each)), source = this.#source;
    for (let left = PATIENCE; !this.#over; left--) {
      let item = source.next();
      if (item === LATER) item = yield* source.pending;
      let sent = item === END ? this.#end(chain) : chain.push(item);
      if (sent !== undefined) {
        if (sent !== STOP) sent = yield* sent;
        if (sent === STOP) return;
      }
      if (left === 0) {
        left = PATIENCE;
        yield; // a stream that never waits must not starve the loop
      }
    }
  }

  override close(): Closing | undefined {
    this.#over = true;
    return this.#source.close();
  }

  #linked(last: Link): Link {
    return this.#stages.reduceRight((down, stage) => stage(down), last);
  }

  #end(chain: Link): Sent {
    this.#over = true;
    return chain.end();
  }

  /** It may have ended before its source. */
  #ended(): unknown {
    const rest = this.#source.close();
    if (rest === undefined) return END;
    this.pending = thenEnd(rest);
    return LATER;
  }

  #take(): unknown {
    const item = this.#item;
    this.#item = NOTHING;
    return item;
  }

  #later(
    chain: Link,
    arriving?: Steps,
    sent?: Steps<undefined | typeof STOP>,
  ): typeof LATER {
    this.pending = this.#slowly(chain, arriving, sent);
    return LATER;
  }

  /** The same as `next`, from an item or an answer that is waited for. */
  *#slowly(
    chain: Link,
    arriving: Steps | undefined,
    answer: Sent,
  ): Steps {
    for (let left = PATIENCE;; left--) {
      let sent = answer;
      if (sent === undefined) {
        if (this.#over) {
          const end = this.#ended();
          return end === LATER ? yield* this.pending : end;
        }
        let item = arriving === undefined ? this.#source.next() : LATER;
        if (item === LATER) item = yield* arriving ?? this.#source.pending;
        sent = item === END ? this.#end(chain) : chain.push(item);
      }
      if (sent !== undefined && sent !== STOP) sent = yield* sent;
      if (sent === STOP) this.#over = true;
      if (this.#item !== NOTHING) return this.#take();
      arriving = undefined;
      answer = left > 0 ? undefined : turn();
      if (left === 0) left = PATIENCE;
    }
  }
}

/** Else a filter that finds nothing would hold the loop for ever. */
function* turn(): Steps<undefined> {
  yield;
}

/**
 * A Deferred as plainly as it can be written: by recursion, without types.
 *
 * @module
 */

/** How a failure looks in the model. */
export interface Bad {
  readonly bad: unknown;
}

type Fn = (given: unknown) => unknown;
type Link = readonly [Fn | undefined, Fn | undefined] | Fn;

/** The naive Deferred. */
export class Naive {
  called = false;
  result: unknown;
  links: Link[] = [];
  pauses = 0;
  waits: Naive | undefined;
  busy = false;
  swallows = false;
  constructor(readonly canceller?: (it: Naive) => void) {}

  fire(result: unknown): void {
    if (this.called) {
      if (!this.swallows) throw "already";
      this.swallows = false;
      return;
    }
    this.called = true;
    this.result = result;
    this.go();
  }

  add(...links: Link[]): void {
    this.links.push(...links);
    if (this.called) this.go();
  }

  go(): void {
    while (!this.busy && !this.pauses && !this.waits && this.links.length > 0) {
      const link = this.links.shift()!, given = this.result;
      if (typeof link === "function") {
        this.result = undefined; // given away, to one that waits or is chained
        try {
          link(given);
        } catch (error) {
          this.result = { bad: error };
        }
        continue;
      }
      const fn = link[isBad(given) ? 1 : 0];
      if (fn === undefined) continue;
      this.busy = true;
      let result: unknown;
      try {
        result = fn(given);
      } catch (error) {
        result = { bad: error };
      }
      this.busy = false;
      if (result instanceof Naive) this.follow(result);
      else this.result = result;
    }
  }

  follow(inner: Naive): void {
    let at: Naive | undefined = inner;
    while (at !== undefined && at !== this) at = at.waits;
    if (at === this) {
      this.result = { bad: "deadlock" };
      return;
    }
    this.waits = inner;
    this.result = undefined;
    // One with links left is on its way already, further down the stack.
    const idle = inner.called && inner.links.length === 0;
    inner.links.push((result) => {
      this.waits = undefined;
      this.result = result;
      this.go();
    });
    if (idle) inner.go();
  }

  unpause(): void {
    if (this.pauses === 0) throw "not paused";
    if (--this.pauses === 0 && this.called) this.go();
  }

  cancel(): void {
    if (this.waits) return this.waits.cancel();
    if (this.called) return;
    if (this.canceller === undefined) this.swallows = true;
    try {
      this.canceller?.(this);
    } catch (error) {
      this.fire({ bad: error });
    }
    if (!this.called) this.fire({ bad: "cancelled" });
  }
}

/** Whether a result of the model is a failure. */
export function isBad(result: unknown): result is Bad {
  return result !== null && typeof result === "object" && "bad" in result;
}

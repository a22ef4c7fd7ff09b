/**
 * A Future on native promises, as simple as it can be: what the clever one must
 * agree with. A settled promise tells that the time of the waiters has come;
 * all else is a list of who waits, and who is derived from whom.
 *
 * @module
 */

/** The states, and what a Future ended with. */
export type Outcome = readonly [
  state: "pending" | "fulfilled" | "rejected" | "cancelled",
  value?: unknown,
];

type Handler = ((value: unknown) => unknown) | undefined;

/** Somebody who waits. */
interface Place {
  readonly fn: (model: FutureModel) => void;
}

/** The naive Future. */
export class FutureModel {
  outcome: Outcome = ["pending"];
  /** Whether the outcome reached one that hands it on. */
  seen = false;
  readonly #settled = Promise.withResolvers<void>();
  #waiting: Place[] = [];
  /** What it follows, and its place there. */
  #follows: { source: FutureModel; place: Place } | undefined;

  settle(...outcome: Outcome): boolean {
    if (this.outcome[0] !== "pending") return false;
    this.outcome = outcome;
    this.#settled.resolve();
    return true;
  }

  addDoneCallback(fn: (model: FutureModel) => void): Place {
    const place = { fn };
    this.#waiting.push(place);
    const serve = () => void (this.#leave(place) && fn(this));
    this.#settled.promise.then(serve).catch(() => {}); // would be reported
    return place;
  }

  removeDoneCallback(fn: (model: FutureModel) => void): number {
    const copies = this.#waiting.filter((place) => place.fn === fn);
    return copies.filter((place) => this.#leave(place)).length;
  }

  cancel(reason: unknown): boolean {
    if (!this.settle("cancelled", reason)) return false;
    const { source, place } = this.#follows ?? {};
    const left = place !== undefined && source!.#leave(place);
    // A derived one for which nobody waits any more is given up as well.
    if (left && source!.#waiting.length === 0 && source!.#follows) {
      source!.cancel(reason);
    }
    return true;
  }

  then(onFulfilled?: Handler, onRejected?: Handler): FutureModel {
    const derived = new FutureModel();
    derived.#follow(this, (state, value) => {
      const handler = state === "fulfilled" ? onFulfilled : onRejected;
      if (handler === undefined) return void derived.settle(state, value);
      try {
        derived.#resolve(handler(value));
      } catch (error) {
        derived.settle("rejected", error);
      }
    });
    return derived;
  }

  #follow(source: FutureModel, react: (...outcome: Outcome) => void): void {
    const place = source.addDoneCallback(() => {
      if (this.outcome[0] !== "pending") return; // settled by somebody else
      source.seen = true;
      react(...source.outcome);
    });
    this.#follows = { source, place };
  }

  #resolve(value: unknown): void {
    if (value === this) this.settle("rejected", "followed itself");
    else if (!(value instanceof FutureModel)) this.settle("fulfilled", value);
    else this.#follow(value, (...outcome) => void this.settle(...outcome));
  }

  #leave(place: Place): boolean {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((other) => other !== place);
    return this.#waiting.length < before;
  }
}

/**
 * Context variables as copied maps: what the linked lists must agree with.
 *
 * @module
 */

/** Who runs, with a map of its own. */
export class ContextModel {
  #values: ReadonlyMap<unknown, unknown> = new Map();

  get(variable: unknown, otherwise?: unknown): unknown {
    return this.#values.has(variable) ? this.#values.get(variable) : otherwise;
  }

  set(variable: unknown, value: unknown): void {
    this.#values = new Map(this.#values).set(variable, value);
  }

  /** Runs with the map as it is now; what `fn` sets is gone after it. */
  run(fn: () => void): void {
    this.snapshot()(fn);
  }

  snapshot(): (fn: () => void) => void {
    const kept = this.#values;
    return (fn) => {
      const before = this.#values;
      this.#values = kept;
      fn();
      this.#values = before;
    };
  }
}

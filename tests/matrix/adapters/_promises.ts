/**
 * Named results, for the libraries that wait for plain promises.
 *
 * @module
 */

/** The results that bodies wait for and anybody settles. */
export class NamedPromises {
  readonly #made = new Map<string, PromiseWithResolvers<unknown>>();

  make(name: string): void {
    const made = Promise.withResolvers<unknown>();
    // Nobody may be waiting when it fails, which is not what is looked at.
    made.promise.catch(() => {});
    this.#made.set(name, made);
  }

  promise(name: string): Promise<unknown> {
    return this.#of(name).promise;
  }

  settle(name: string, value: unknown): void {
    this.#of(name).resolve(value);
  }

  fail(name: string, error: Error): void {
    this.#of(name).reject(error);
  }

  #of(name: string): PromiseWithResolvers<unknown> {
    const made = this.#made.get(name);
    if (made === undefined) throw new Error(`No result is called ${name}`);
    return made;
  }
}

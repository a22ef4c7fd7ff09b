/**
 * The items of a job's async iterable, pulled one by one from its thread.
 */

/** How the thread is told. */
export interface Pull {
  pull(): void;
  close(): void;
}

type Step = IteratorResult<unknown, undefined>;

/** A promise, and the ways to settle it. */
class Answer {
  readonly promise: Promise<Step>;
  resolve!: (step: Step) => void;
  reject!: (error: unknown) => void;

  constructor() {
    // Node 20 has no `Promise.withResolvers`.
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** An async iterator whose other end is in a thread. */
export class RemoteStream implements AsyncIterator<unknown, undefined> {
  readonly #far: Pull;
  #asked: Answer | undefined;
  #closing: Answer | undefined;
  #end: { error?: unknown } | undefined;

  constructor(far: Pull) {
    this.#far = far;
  }

  /** Asks for an item; one at a time. */
  next(): Promise<Step> {
    const asked = this.#asked = new Answer();
    if (this.#end === undefined) this.#far.pull();
    else this.#tellEnd();
    return asked.promise;
  }

  /** Asks for no more, and waits for the cleanup. */
  return(): Promise<Step> {
    const closing = this.#closing = new Answer();
    if (this.#end === undefined) this.#far.close();
    else this.#tellEnd();
    return closing.promise;
  }

  /** An item arrived. */
  item(step: IteratorResult<unknown>): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.resolve(step as Step);
  }

  /** There are no more; the error, if it failed, is told once. */
  end(end: { error?: unknown }): void {
    this.#end = end;
    this.#tellEnd();
  }

  #tellEnd(): void {
    const asked = this.#asked ?? this.#closing, end = this.#end!;
    if (asked === undefined) return;
    const done: Step = { done: true, value: undefined };
    if ("error" in end) asked.reject(end.error);
    else asked.resolve(done);
    if (asked !== this.#closing) this.#closing?.resolve(done);
    this.#end = {};
    this.#asked = this.#closing = undefined;
  }
}

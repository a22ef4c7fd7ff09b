/**
 * The jobs that a worker's job submitted itself, on the pool's side.
 */

import type { Future } from "../future/future.ts";
import { FULFILLED } from "../future/states.ts";
import type { FromWorker, Outcome, ToWorker } from "./_messages.ts";
import { packError } from "./_wire_error.ts";

/** What such a job asks for. */
export type InnerCall = Extract<FromWorker, { kind: "submit" }>;

/** They belong to one worker, and to the job that it runs. */
export class InnerJobs {
  readonly #jobs: Map<number, Future<unknown>> = new Map();
  readonly #post: (message: ToWorker) => void;
  readonly #changed: () => void;

  constructor(post: (message: ToWorker) => void, changed: () => void) {
    this.#post = post;
    this.#changed = changed;
  }

  /** How many have not ended. */
  get size(): number {
    return this.#jobs.size;
  }

  /** Answers when the job has ended. */
  add(id: number, future: Future<unknown>): void {
    this.#jobs.set(id, future);
    future.addDoneCallback(() => {
      if (!this.#jobs.delete(id)) return;
      this.#changed();
      if (future._state !== FULFILLED) return this.#fail(id, future._error());
      try {
        this.#answer(id, { ok: true, value: future.value });
      } catch (error) {
        // The items of a sequence would have to go through two threads.
        this.#fail(id, error);
      }
    });
    this.#changed();
  }

  /** Cancels one. */
  recall(id: number, reason: unknown): void {
    this.#jobs.get(id)?.cancel(reason);
  }

  /** The job that submitted them has ended: they are nobody's. */
  forget(): void {
    const left = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const future of left) {
      future.cancel("the job that submitted it has ended");
    }
  }

  #fail(id: number, error: unknown): void {
    this.#answer(id, { ok: false, error: packError(error) });
  }

  #answer(id: number, outcome: Outcome): void {
    this.#post({ kind: "inner", id, outcome });
  }
}

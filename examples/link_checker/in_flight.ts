/**
 * Several tasks under way, taken in the order in which they end.
 */
import { chainFuture, Future, type Task } from "@twister/async";

/** The tasks. */
export class InFlight<T> {
  readonly #running = new Set<Task<T>>();
  readonly #ended: Task<T>[] = [];
  #next: Future<T> | undefined;

  /** How many were added and not yet taken. */
  get size(): number {
    return this.#running.size + this.#ended.length;
  }

  /** Adds a task. Its error is this object's to hand on. */
  add(task: Task<T>): void {
    this.#running.add(task);
    const end = () => {
      this.#running.delete(task);
      this.#ended.push(task);
      this.#give();
    };
    task.then(end, end);
  }

  /** Takes the next that ends: the result, or the error with all its path. */
  next(): Future<T> {
    const next = this.#next = new Future<T>({ name: "the next to end" });
    this.#give();
    return next;
  }

  /** Cancels those that still run, and waits until they have cleaned up. */
  *stop(reason: unknown): Generator<unknown, void, unknown> {
    for (const task of this.#running) task.cancel(reason);
    yield Array.from(this.#running, (task) => task.catch(() => {}));
  }

  #give(): void {
    if (this.#next === undefined) return;
    const first = this.#ended.shift();
    if (first === undefined) return;
    chainFuture(first, this.#next);
    this.#next = undefined;
  }
}

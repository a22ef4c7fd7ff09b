/**
 * The least lock whose waiters know who holds it, for tests of the search:
 * the real ones lie in a layer above.
 */
import { currentTask, type Task } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import type { Settlers } from "../../lib/future/settlers.ts";

class Waiting extends Future<void> {
  readonly lock: TinyLock;

  constructor(lock: TinyLock) {
    super();
    this.lock = lock;
  }

  _settlers(): Settlers {
    const { lock } = this, { name, holders } = lock;
    return { kind: "Lock", name, source: lock, who: [...holders], any: true };
  }
}

/** A semaphore, or with one permit a lock; handed over in order. */
export class TinyLock {
  readonly name: string;
  readonly holders: Set<Task<unknown>> = new Set();
  readonly #permits: number;
  readonly #queue: { future: Waiting; task: Task<unknown> }[] = [];

  constructor(name: string, permits = 1) {
    this.name = name;
    this.#permits = permits;
  }

  acquire(): Future<void> {
    const task = currentTask()!, future = new Waiting(this);
    this.#queue.push({ future, task });
    this.#serve();
    return future;
  }

  release(): void {
    this.holders.delete(currentTask()!);
    this.#serve();
  }

  #serve(): void {
    while (this.holders.size < this.#permits && this.#queue.length > 0) {
      const { future, task } = this.#queue.shift()!;
      if (future.trySetResult(undefined)) this.holders.add(task);
    }
  }
}

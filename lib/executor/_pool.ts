/**
 * Jobs, and how many of them may run.
 */

import { describe } from "../errors/describe.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { Future } from "../future/future.ts";
import { CANCELLED, FULFILLED } from "../future/states.ts";
import { type Call, nameOfCall } from "./_call.ts";
import { Calling } from "./_calling.ts";
import type { ExecutorStatistics, ShutdownOptions } from "./executor.ts";
import { Job } from "./_job.ts";
import { JobQueue } from "./_job_queue.ts";

/**
 * An executor with a queue; where jobs run is told by others.
 *
 * @internal
 */
export abstract class Pool extends Calling {
  protected readonly queue: JobQueue = new JobQueue();
  protected readonly running: Set<Job> = new Set();
  protected readonly limit: number;
  #completed = 0;
  #failed = 0;
  #cancelled = 0;
  #closing: Future<void> | undefined;

  constructor(limit: number) {
    super();
    this.limit = limit;
  }

  override shutdown(options: ShutdownOptions = {}): Future<void> {
    const { wait = true, cancelPending = false } = options;
    checkFlag(wait, "wait");
    checkFlag(cancelPending, "cancelPending");
    const closing = this.#closing ??= new Future<void>({ name: "shutdown" });
    if (cancelPending) {
      for (const job of this.queue) job.cancel("the executor was shut down");
    }
    this.#finish();
    return wait ? closing : Future.resolve();
  }

  override statistics(): ExecutorStatistics {
    return {
      limit: this.limit,
      ...this.counts(),
      running: this.running.size,
      queued: this.queue.size,
      completed: this.#completed,
      failed: this.#failed,
      cancelled: this.#cancelled,
    };
  }

  override _call(call: Call): Future<unknown> {
    if (this.#closing !== undefined) {
      throw new ClosedError(
        `Cannot submit ${nameOfCall(call)}: the executor was shut down`,
      );
    }
    this.check(call);
    return this.enqueue(new Job(call, this));
  }

  /** @internal */
  _recalled(job: Job): void {
    this.queue.delete(job);
  }

  /** @internal */
  _ended(job: Job, state: number): void {
    this.running.delete(job);
    if (state === FULFILLED) this.#completed++;
    else if (state === CANCELLED) this.#cancelled++;
    else this.#failed++;
    this.pump();
    this.#finish();
  }

  protected enqueue(job: Job): Future<unknown> {
    this.queue.add(job);
    this.wake();
    return job.future;
  }

  /** Starts what there is room for. */
  protected pump(): void {
    for (;;) {
      const job = this.queue.first;
      if (job === undefined || !this.begin(job)) return;
    }
  }

  /** Has `pump` called, now or soon. */
  protected abstract wake(): void;
  /** Refuses a call that cannot work. */
  protected abstract check(call: Call): void;
  /**
   * Gives a job a place.
   *
   * @returns Whether there was room: then it is out of the queue.
   */
  protected abstract begin(job: Job): boolean;
  /** Ends the workers. */
  protected abstract stop(): PromiseLike<unknown>;
  protected abstract counts(): Pick<ExecutorStatistics, "workers" | "lost">;

  /** Takes a job out of the queue to run it. */
  protected take(job: Job): void {
    this.queue.delete(job);
    this.running.add(job);
  }

  #stopping = false;

  #finish(): void {
    const closing = this.#closing;
    const idle = this.queue.size === 0 && this.running.size === 0;
    if (closing === undefined || this.#stopping || !idle) return;
    this.#stopping = true;
    this.stop().then(
      () => closing.trySetResult(undefined),
      (error: unknown) => closing.trySetError(error),
    );
  }
}

function checkFlag(flag: unknown, what: string): void {
  if (typeof flag === "boolean") return;
  throw new TypeError(
    `Cannot shut down with ${what} ${describe(flag)}: expected true or false`,
  );
}

/** Insists on a number of jobs. */
export function checkLimit(limit: unknown, what: string): number {
  const text = `Cannot make an executor with ${what} ${describe(limit)}: ` +
    "expected a whole number above zero";
  if (typeof limit !== "number") throw new TypeError(text);
  if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1)) {
    throw new RangeError(text);
  }
  return limit;
}

import { detached } from "../context/detached.ts";
import { describe } from "../errors/describe.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { FULFILLED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import { fromAsyncIterable } from "../interop/from_async_iterable.ts";
import { newAbortController } from "../loop/abort.ts";
import type { Call } from "./_call.ts";
import { runCarried } from "./carried.ts";
import { unclonableError } from "./_clonable.ts";
import type { Job, Place } from "./_job.ts";
import { jobHere, type JobScope } from "./_job_scope.ts";
import { checkLimit, Pool } from "./_pool.ts";
import { transferOf } from "./transfer.ts";
import { Sequence, work } from "./_work.ts";
import type { ExecutorStatistics } from "./executor.ts";
import { CancelledError } from "../errors/cancelled_error.ts";

/** Options of an {@linkcode InlineExecutor}. */
export interface InlineExecutorOptions {
  /** How many jobs may run at a time: 1. */
  limit?: number;
  /** Whether arguments and results are copied, as a worker does: `true`. */
  clone?: boolean;
}

/**
 * An executor that runs its jobs here, on the loop: for tests, and where there
 * are no threads. It behaves as a pool of workers does, as far as one thread
 * can: jobs start in a later turn, no more than `limit` at a time, by priority
 * and in order, and what goes in and out is copied. Any function can be
 * submitted, for there is no module; a name cannot.
 *
 * A cancelled coroutine is cancelled; an async function runs to its end, and is
 * left alone when its grace is over. Errors come back as they are.
 *
 * @example
 * ```ts
 * import { InlineExecutor } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new InlineExecutor();
 * const square = (n: number) => n * n;
 * assertEquals(await executor.submit(square, 3), 9);
 * assertEquals(await executor.map(square, [1, 2, 3]).all(), [1, 4, 9]);
 * ```
 */
export class InlineExecutor extends Pool {
  readonly #clone: boolean;
  #planned = false;

  /**
   * Makes an executor.
   *
   * @param options How many jobs at a time, and whether values are copied.
   * @throws {TypeError} If an option has the wrong type.
   * @throws {RangeError} If the limit is no whole number above zero.
   */
  constructor(options: InlineExecutorOptions = {}) {
    const { limit = 1, clone = true } = options;
    super(checkLimit(limit, "limit"));
    if (typeof clone !== "boolean") {
      throw new TypeError(
        `Cannot make an InlineExecutor with clone ${describe(clone)}: ` +
          "expected true or false",
      );
    }
    this.#clone = clone;
  }

  /** @internal */
  protected override check({ target }: Call): void {
    if (typeof target !== "string") return;
    throw new TypeError(
      `Cannot submit ${describe(target)} to an InlineExecutor: it has no ` +
        "module in which to look the name up. Submit the function",
    );
  }

  /** @internal */
  protected override wake(): void {
    if (this.#planned) return;
    this.#planned = true;
    currentLoop().addCallback(() => {
      this.#planned = false;
      this.pump();
    });
  }

  /** @internal */
  protected override begin(job: Job): boolean {
    if (this.running.size >= this.limit) return false;
    this.take(job);
    const scope = new Scope(job.name);
    job.start(scope);
    detached(() =>
      jobHere.run(
        scope,
        () => runCarried(job.carried, () => this.#run(job, scope)),
      )
    );
    return true;
  }

  /** @internal */
  protected override stop(): PromiseLike<unknown> {
    return Promise.resolve();
  }

  /** @internal */
  protected override counts(): Pick<ExecutorStatistics, "workers" | "lost"> {
    return { workers: 0, lost: 0 };
  }

  #run(job: Job, scope: Scope): void {
    const { target, args, each } = job.call, fn = target as () => unknown;
    const copied = (value: unknown[], doing: string, root: string) =>
      this.#clone ? copy(value, `Cannot ${doing} ${job.name}`, root) : value;
    const task = scope.task = spawn(function* () {
      const given = copied([...args], "submit", "args");
      const result = yield* work(fn, given, each);
      if (result instanceof Sequence) return result;
      return copied([result], "send back the result of", "result")[0];
    }, { name: job.name, grace: Infinity });
    scope.onKill = () => job.end({ kind: "killed" });
    task.addDoneCallback(() => {
      if (task._state !== FULFILLED) {
        job.end({ kind: "error", error: task._error() });
      } else {
        const value = task.value instanceof Sequence
          ? fromAsyncIterable(task.value.items)
          : task.value;
        job.end({ kind: "value", value });
      }
    });
  }
}

/** A job that runs here. */
class Scope implements JobScope, Place {
  readonly #name: string;
  readonly #controller: AbortController = newAbortController();
  #cancelled = false;
  task: Task<unknown> | undefined;
  onKill: (() => void) | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancelled(): CancelledError | undefined {
    if (!this.#cancelled) return undefined;
    const { reason } = this.signal;
    return new CancelledError(`${this.#name} was cancelled`, { reason });
  }

  cancel(reason: unknown): void {
    this.#cancelled = true;
    this.#controller.abort(reason);
    this.task?.cancel(reason);
  }

  kill(): void {
    this.onKill?.();
  }
}

function copy(values: unknown[], doing: string, root: string): unknown[] {
  try {
    return structuredClone(values, { transfer: transferOf(values) });
  } catch (error) {
    const value = root === "args" ? values : values[0];
    throw unclonableError(doing, root, value, error);
  }
}

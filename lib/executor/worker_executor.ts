import { describe } from "../errors/describe.ts";
import type { ExecutorError } from "../errors/executor_error.ts";
import type { Future } from "../future/future.ts";
import { currentLoop } from "../future/waiter.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { markOurs } from "../traceback/stitch.ts";
import { asExport, type Call } from "./_call.ts";
import type { ExecutorStatistics } from "./executor.ts";
import { type Exports, nameIn } from "./_exports.ts";
import type { InnerCall } from "./_inner_jobs.ts";
import { Job } from "./_job.ts";
import { parallelism } from "./_node.ts";
import { checkLimit, Pool } from "./_pool.ts";
import { type Owner, Thread } from "./_thread.ts";

/** Options of a {@linkcode WorkerExecutor}. */
export interface WorkerExecutorOptions {
  /**
   * The module whose exported functions are the jobs: its URL, as
   * `import.meta.url` or `import.meta.resolve("./jobs.ts")` gives it.
   */
  module: string | URL;
  /** How many workers there may be; as many as the machine has cores. */
  threads?: number;
  /** Megabytes of heap that a worker may use: 2048. */
  memory?: number;
}

/**
 * An executor whose jobs run in workers: for computations that would hold up
 * the loop.
 *
 * Workers start when there are jobs for them, run one job at a time, and keep
 * no process alive while idle. A worker that dies (out of memory, `Deno.exit`)
 * fails only its job, with {@linkcode ExecutorError}; another one takes its
 * place.
 *
 * Cancelling the Future of a running job raises a flag that the job sees by
 * `checkCancelled()`; a coroutine is cancelled as anywhere. It is waited for;
 * when its grace is over its worker is killed, and only that. Deno 2.9 gives
 * such a worker up but leaves its thread computing, if that is what it does.
 *
 * An error comes back with its class, `cause`, own properties and the worker's
 * stack, which the submitter's follows. Context variables travel if they are
 * {@linkcode carried}. A job may submit others, by `defaultExecutor()`.
 *
 * @example
 * ```ts
 * import { WorkerExecutor } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * const jobs = "export function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }";
 * await using executor = new WorkerExecutor({
 *   module: `data:text/javascript,${encodeURIComponent(jobs)}`,
 *   threads: 1,
 * });
 * // With a module of your own: executor.submit(fib, 20)
 * assertEquals(await executor.submit("fib", 20), 6765);
 * ```
 */
export class WorkerExecutor extends Pool {
  readonly #module: string;
  readonly #threads: Set<Thread> = new Set();
  readonly #owner: Owner;
  readonly #loop: IOLoop = currentLoop();
  #exports: Exports | undefined;
  readonly #names: WeakMap<object, string> = new WeakMap();
  /** Workers that are ended without a fault of theirs. */
  readonly #retired: WeakSet<Thread> = new WeakSet();
  #lost = 0;

  /**
   * Makes an executor; no worker is started yet.
   *
   * @param options The module of the jobs, and limits.
   * @throws {TypeError} If the module is no URL, or an option has the wrong
   * type.
   * @throws {RangeError} If a number is no whole one above zero.
   */
  constructor(options: WorkerExecutorOptions) {
    const { module, threads = parallelism(), memory = 2048 } = options ?? {};
    super(checkLimit(threads, "threads"));
    this.#module = checkModule(module);
    this.#owner = {
      loop: this.#loop,
      module: this.#module,
      memory: checkLimit(memory, "memory"),
      ready: (exports) => {
        this.#exports ??= exports;
        this.pump();
      },
      unloadable: (error) => this.#unloadable(error),
      free: () => this.pump(),
      lost: (thread) => {
        this.#threads.delete(thread);
        if (!this.#retired.has(thread)) this.#lost++;
      },
      inner: (by, call) => this.#inner(by, call),
    };
  }

  /** @internal */
  protected override wake(): void {
    this.pump();
  }

  /** @internal */
  protected override check(call: Call): void {
    if (this.#exports !== undefined) this.#nameOf(call);
  }

  /** @internal */
  protected override begin(job: Job): boolean {
    const threads = [...this.#threads];
    const idle = threads.find((thread) => thread.idle);
    if (idle === undefined) {
      this.#grow(threads);
      return false;
    }
    this.take(job);
    try {
      idle.run(job, this.#nameOf(job.call));
    } catch (error) {
      job.end({ kind: "error", error });
    }
    return true;
  }

  /** @internal */
  protected override pump(): void {
    super.pump();
    if (this.queue.size > 0) return;
    // Those that stood in for workers whose jobs waited are one too many now.
    for (const thread of this.#threads) {
      if (this.#threads.size <= this.limit) return;
      if (thread.idle) void this.#retire(thread);
    }
  }

  /** @internal */
  protected override stop(): PromiseLike<unknown> {
    const retired = [...this.#threads].map((one) => this.#retire(one));
    return Promise.all(retired);
  }

  /** @internal */
  protected override counts(): Pick<ExecutorStatistics, "workers" | "lost"> {
    return { workers: this.#threads.size, lost: this.#lost };
  }

  #retire(thread: Thread): Promise<unknown> {
    this.#retired.add(thread);
    return thread.kill();
  }

  /** Starts a worker for each job in the queue, as far as may be. */
  #grow(threads: readonly Thread[]): void {
    let starting = threads.filter((thread) => thread.starting).length;
    // One whose job waits for another job leaves its core to that.
    let working = threads.filter((thread) => !thread.waiting).length;
    for (; working < this.limit && starting < this.queue.size; working++) {
      starting++;
      this.#threads.add(new Thread(this.#owner));
    }
  }

  /** What waits for a module that cannot be loaded fails, each with why. */
  #unloadable(error: ExecutorError): void {
    for (const job of this.queue) {
      this.queue.delete(job);
      job.end({ kind: "error", error });
    }
  }

  #inner(by: Job, call: InnerCall): Future<unknown> {
    const { name: target, args, each, options, carried } = call;
    const inner = { target, args, each, options };
    return this.enqueue(new Job(inner, this, by.depth + 1, carried));
  }

  #nameOf(call: Call): string {
    const { target } = asExport(call);
    const known = typeof target === "function" && this.#names.get(target);
    if (known) return known;
    try {
      const name = nameIn(this.#exports!, target, this.#module);
      if (typeof target === "function") this.#names.set(target, name);
      return name;
    } catch (error) {
      throw markOurs(error as Error);
    }
  }
}

function checkModule(module: unknown): string {
  const text = module instanceof URL ? module.href : module;
  if (typeof text === "string" && URL.canParse(text)) return text;
  throw new TypeError(
    `Cannot make a WorkerExecutor with module ${describe(module)}: expected ` +
      'a URL, such as import.meta.resolve("./jobs.ts") gives',
  );
}

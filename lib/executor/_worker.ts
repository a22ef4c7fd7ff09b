/**
 * The program of a worker: it loads the module, then runs a job at a time.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { FULFILLED } from "../future/states.ts";
import { newAbortController } from "../loop/abort.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { runCarried } from "./carried.ts";
import { unclonableError } from "./_clonable.ts";
import { setDefaultExecutor } from "./default_executor.ts";
import { type Exports, type JobFunction, jobsOf } from "./_exports.ts";
import { jobOfThread, type JobScope } from "./_job_scope.ts";
import type { FromWorker, Outcome, Start, ToWorker } from "./_messages.ts";
import { NestedExecutor } from "./_nested.ts";
import { inOwnTurn, onStray, parent, type Port, startData } from "./_node.ts";
import { transferOf } from "./transfer.ts";
import { Sequence, work } from "./_work.ts";
import { packError } from "./_wire_error.ts";

type Run = Extract<ToWorker, { kind: "run" }>;

/** The one job that runs. */
class Running implements JobScope {
  readonly #run: Run;
  readonly #port: Port<FromWorker>;
  readonly #flag: Int32Array;
  #controller: AbortController | undefined;
  #cancelled: { reason: unknown } | undefined;
  #task: Task<unknown> | undefined;
  #items: AsyncIterator<unknown> | undefined;
  #over = false;

  constructor(run: Run, port: Port<FromWorker>, flag: Int32Array) {
    this.#run = run;
    this.#port = port;
    this.#flag = flag;
  }

  get signal(): AbortSignal {
    const controller = this.#controller ??= newAbortController();
    if (this.#cancelled) controller.abort(this.#cancelled.reason);
    return controller.signal;
  }

  cancelled(): CancelledError | undefined {
    if (Atomics.load(this.#flag, 0) !== this.#run.id) return undefined;
    const { label } = this.#run, reason = this.#cancelled?.reason;
    return new CancelledError(`${label} was cancelled`, { reason });
  }

  cancel(reason: unknown): void {
    this.#cancelled = { reason };
    this.#controller?.abort(reason);
    this.#task?.cancel(reason);
  }

  start(fn: JobFunction): void {
    const { label, args, each, carried } = this.#run;
    jobOfThread.scope = this;
    const body = () => work(fn, args, each);
    // How long its cleanup may take is for the pool to say.
    const options = { name: label, grace: Infinity };
    const task = runCarried(carried, () => spawn(body, options));
    this.#task = task;
    if (this.#cancelled) task.cancel(this.#cancelled.reason);
    // Most jobs are plain functions: they need no turn of the loop.
    if (task.done) this.#done(task);
    else task.addDoneCallback(() => this.#done(task));
  }

  #done(task: Task<unknown>): void {
    if (task._state !== FULFILLED) this.#fail(task._error());
    else if (task.value instanceof Sequence) this.#stream(task.value);
    else this.#send(task.value);
  }

  pull(): void {
    this.#ask(
      () => this.#items!.next(),
      (step) => step.done ? this.#send(undefined) : this.#item(step),
    );
  }

  close(): void {
    this.#controller?.abort();
    this.#ask(() => this.#items!.return?.(), () => this.#send(undefined));
  }

  /** Asks the user's iterator, of which nothing is trusted. */
  async #ask<T>(
    ask: () => Promise<T> | undefined,
    then: (answer: Awaited<T>) => void,
  ): Promise<void> {
    try {
      then(await ask() as Awaited<T>);
    } catch (error) {
      this.#fail(error);
    }
  }

  #stream({ items }: Sequence): void {
    this.#items = items[Symbol.asyncIterator]();
    this.#port.post({ kind: "stream", id: this.#run.id });
  }

  #item(step: IteratorResult<unknown>): void {
    const { id, label } = this.#run;
    try {
      this.#port.post({ kind: "item", id, step }, transferOf([step.value]));
    } catch (error) {
      const doing = `Cannot send an item of ${label} back`;
      this.#fail(unclonableError(doing, "item", step.value, error));
      void this.#items!.return?.();
    }
  }

  #send(value: unknown): void {
    const { label, each } = this.#run;
    const list = each ? value as unknown[] : [value];
    try {
      this.#end({ ok: true, value }, transferOf(list));
    } catch (error) {
      const doing = `Cannot send the result of ${label} back`;
      const root = each ? "results" : "result";
      this.#fail(unclonableError(doing, root, value, error));
    }
  }

  #fail(error: unknown): void {
    this.#end({ ok: false, error: packError(error) });
  }

  #end(outcome: Outcome, transfer?: Transferable[]): void {
    // A sequence that is closed while it is asked for an item ends twice.
    if (this.#over) return;
    this.#port.post({ kind: "end", id: this.#run.id, outcome }, transfer);
    this.#over = true;
    jobOfThread.scope = undefined;
  }
}

async function main({ module, flag }: Start): Promise<void> {
  let job: Running | undefined;
  let jobs: ReturnType<typeof jobsOf>;
  const cells = new Int32Array(flag);
  const port = parent<FromWorker, ToWorker>((message) => {
    switch (message.kind) {
      case "run": {
        const running = job = new Running(message, port, cells);
        return inOwnTurn(() => running.start(jobs.get(message.name)!.fn));
      }
      case "cancel":
        return job?.cancel(message.reason);
      case "pull":
        return job?.pull();
      case "close":
        return job?.close();
      case "inner":
        return nested.settle(message.id, message.outcome);
    }
  });
  const stray = (error: unknown) =>
    port.post({ kind: "stray", error: packError(error) });
  onStray(stray);
  const loop = IOLoop.current();
  loop.onUnobserved = loop.onError = ({ error }) => stray(error);
  try {
    jobs = jobsOf(await import(module));
  } catch (error) {
    return port.post({ kind: "unloadable", error: packError(error) });
  }
  const exports: Exports = [...jobs].map(([name, { text }]) => [name, text]);
  const nested = new NestedExecutor(port, exports, module);
  setDefaultExecutor(nested);
  port.post({ kind: "ready", exports });
}

await main(startData() as Start);

/**
 * One worker, seen from the pool: it runs one job at a time.
 */

import { ExecutorError } from "../errors/executor_error.ts";
import { disownLate } from "../future/reaction.ts";
import type { Future } from "../future/future.ts";
import { fromAsyncIterable } from "../interop/from_async_iterable.ts";
import type { Handle } from "../loop/handle.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { markOurs } from "../traceback/stitch.ts";
import { asExport } from "./_call.ts";
import { unclonableError } from "./_clonable.ts";
import type { Exports } from "./_exports.ts";
import { type InnerCall, InnerJobs } from "./_inner_jobs.ts";
import type { Job, Place } from "./_job.ts";
import type { FromWorker, Outcome, ToWorker } from "./_messages.ts";
import { type HostThread, startThread } from "./_node.ts";
import { RemoteStream } from "./_remote_stream.ts";
import { transferOf } from "./transfer.ts";
import { unpackError, type WireError } from "./_wire_error.ts";

/** The pool, as a thread sees it. */
export interface Owner {
  readonly loop: IOLoop;
  readonly module: string;
  readonly memory: number;
  /** It has loaded the module. */
  ready(exports: Exports): void;
  /** It could not load the module. */
  unloadable(error: ExecutorError): void;
  /** It has room for a job. */
  free(): void;
  /** It has ended, killed or by itself. */
  lost(thread: Thread): void;
  /** Its job submits another one. */
  inner(by: Job, call: InnerCall): Future<unknown>;
}

/** Where a worker is in its life. */
type State = "starting" | "idle" | "busy" | "dead";

// A compiled copy of the package has another ending.
const ENDING = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? ".ts";
const WORKER = new URL(`./_worker${ENDING}`, import.meta.url);

/** The worker. */
export class Thread implements Place {
  readonly #owner: Owner;
  readonly #host: HostThread<ToWorker>;
  readonly #inner: InnerJobs;
  readonly #flag: Int32Array<SharedArrayBuffer> = new Int32Array(
    new SharedArrayBuffer(4),
  );
  #state: State = "starting";
  #job: Job | undefined;
  #stream: RemoteStream | undefined;
  /** Kills it if the cleanup of its sequence takes too long. */
  #late: Handle | undefined;
  #killed = false;

  constructor(owner: Owner) {
    this.#owner = owner;
    const { module, memory, loop } = owner, flag = this.#flag.buffer;
    this.#host = startThread(WORKER, { module, flag }, memory, {
      message: (message: FromWorker) => loop._within(() => this.#hear(message)),
      exit: (code, error) =>
        loop._within(() => this.#die(() => this.#whyOf(code, error))),
    });
    this.#inner = new InnerJobs(
      (message) => this.#host.post(message),
      () => owner.free(),
    );
  }

  get starting(): boolean {
    return this.#state === "starting";
  }

  get idle(): boolean {
    return this.#state === "idle";
  }

  /** Whether its job waits for jobs of its own, so that it needs no core. */
  get waiting(): boolean {
    return this.#inner.size > 0;
  }

  /** Gives an idle one a job. */
  run(job: Job, name: string): void {
    const { id, carried, name: label } = job, { each } = job.call;
    const { args } = asExport(job.call);
    try {
      this.#host.post(
        { kind: "run", id, name, label, args, each, carried },
        transferOf(args),
      );
    } catch (error) {
      const whole = { args, context: Object.fromEntries(carried) };
      const doing = `Cannot submit ${label}`;
      const bad = unclonableError(doing, "", whole, error);
      return job.end({ kind: "error", error: markOurs(bad) });
    }
    this.#state = "busy";
    this.#job = job;
    this.#host.hold(true);
    job.start(this);
  }

  /** Tells its job of its cancel, by a message and by the flag. */
  cancel(reason: unknown): void {
    const { id } = this.#job!;
    Atomics.store(this.#flag, 0, id);
    try {
      this.#host.post({ kind: "cancel", id, reason });
    } catch {
      this.#host.post({ kind: "cancel", id, reason: undefined });
    }
  }

  /** Stops it, with whatever it does. */
  kill(): Promise<unknown> {
    this.#killed = true;
    const stopped = this.#host.terminate();
    this.#die(() => this.#whyOf(0, undefined));
    return stopped;
  }

  #hear(message: FromWorker): void {
    if (this.#state === "dead") return; // on its way when it was killed
    switch (message.kind) {
      case "ready":
        this.#state = "idle";
        this.#host.hold(false);
        return this.#owner.ready(message.exports);
      case "unloadable":
        return this.#unloadable(message.error);
      case "end":
        return this.#ended(message.outcome);
      case "stream":
        return this.#streams();
      case "item":
        this.#host.hold(false);
        return this.#stream?.item(message.step);
      case "submit":
        return this.#submit(message);
      case "recall":
        return this.#inner.recall(message.id, message.reason);
      case "stray":
        return disownLate(unpackError(message.error), this, "a worker");
    }
  }

  #unloadable(wire: WireError): void {
    const error = new ExecutorError(
      `Cannot load ${this.#owner.module} in a worker: it threw, see the cause`,
      { cause: unpackError(wire) },
    );
    void this.kill();
    this.#owner.unloadable(markOurs(error));
  }

  #ended(outcome: Outcome): void {
    const job = this.#job!, stream = this.#stream;
    const error = outcome.ok ? undefined : unpackError(outcome.error);
    this.#leave();
    this.#state = "idle";
    this.#host.hold(false);
    stream?.end(outcome.ok ? {} : { error });
    job.end(
      outcome.ok
        ? { kind: "value", value: outcome.value }
        : { kind: "error", error },
    );
  }

  /** The result is a sequence: the job goes on until that has ended. */
  #streams(): void {
    const job = this.#job!, { id, grace } = job, { loop } = this.#owner;
    const stream = new RemoteStream({
      pull: () => this.#ask({ kind: "pull", id }),
      close: () => {
        Atomics.store(this.#flag, 0, id);
        this.#ask({ kind: "close", id });
        this.#late = loop.callLater(grace, () => this.kill());
      },
    });
    this.#stream = stream;
    // Nobody has asked for an item yet, so it keeps no process alive.
    this.#host.hold(false);
    job.deliver(fromAsyncIterable(stream));
  }

  #ask(message: ToWorker): void {
    this.#host.hold(true);
    this.#host.post(message);
  }

  #submit(call: InnerCall): void {
    if (this.#job === undefined) return;
    this.#inner.add(call.id, this.#owner.inner(this.#job, call));
  }

  /** The job is gone from here. */
  #leave(): void {
    this.#job = this.#stream = undefined;
    this.#late?.cancel();
    this.#inner.forget();
  }

  #whyOf(code: number, error: unknown): ExecutorError {
    const { module, memory } = this.#owner;
    const doing = this.#job === undefined
      ? `load ${module}`
      : `finish ${this.#job.name}`;
    const { code: kind } = (error ?? {}) as { code?: unknown };
    const why = this.#killed
      ? "its worker was killed"
      : kind === "ERR_WORKER_OUT_OF_MEMORY"
      ? `its worker used more than ${memory} MB. Give it more by the option ` +
        "memory"
      : error === undefined
      ? `its worker exited with code ${code}, as Deno.exit() does`
      : "its worker died of an error, see the cause";
    const cause = error === undefined ? undefined : { cause: error };
    return markOurs(new ExecutorError(`Cannot ${doing}: ${why}`, cause));
  }

  #die(why: () => ExecutorError): void {
    if (this.#state === "dead") return;
    const error = why(), job = this.#job, stream = this.#stream;
    const unloaded = this.#state === "starting" && !this.#killed;
    this.#state = "dead";
    this.#leave();
    this.#owner.lost(this);
    // Who closed a sequence has done with it, however its cleanup ended.
    stream?.end(this.#killed ? {} : { error });
    if (unloaded) this.#owner.unloadable(error);
    job?.end(this.#killed ? { kind: "killed" } : { kind: "error", error });
  }
}

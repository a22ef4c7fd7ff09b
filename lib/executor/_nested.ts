/**
 * The pool, seen from a job that it runs.
 */

import { ClosedError } from "../errors/closed_error.ts";
import { Future } from "../future/future.ts";
import { isCancel } from "../future/reaction.ts";
import { CANCELLED, REJECTED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import { asExport, type Call, nameOfCall } from "./_call.ts";
import { Calling } from "./_calling.ts";
import { captureAll } from "./carried.ts";
import { unclonableError } from "./_clonable.ts";
import { type Exports, nameIn } from "./_exports.ts";
import type { ExecutorStatistics } from "./executor.ts";
import type { FromWorker, Outcome } from "./_messages.ts";
import { parallelism, type Port } from "./_node.ts";
import { transferOf } from "./transfer.ts";
import { unpackError } from "./_wire_error.ts";

/** Hands what is submitted in a worker to the pool that runs it. */
export class NestedExecutor extends Calling {
  readonly #port: Port<FromWorker>;
  readonly #exports: Exports;
  readonly #module: string;
  readonly #futures: Map<number, Future<unknown>> = new Map();
  #count = 0;

  constructor(port: Port<FromWorker>, exports: Exports, module: string) {
    super();
    this.#port = port;
    this.#exports = exports;
    this.#module = module;
  }

  override _call(call: Call): Future<unknown> {
    const { target, args } = asExport(call), { each, options } = call;
    const name = nameIn(this.#exports, target, this.#module);
    const id = ++this.#count, carried = captureAll();
    try {
      this.#port.post(
        { kind: "submit", id, name, args, each, options, carried },
        transferOf(args),
      );
    } catch (error) {
      const doing = `Cannot submit ${nameOfCall(call)}`;
      return Future.reject(unclonableError(doing, "", { args }, error));
    }
    const loop = currentLoop();
    const future = new Future<unknown>({ name });
    loop._rest.foreign++;
    future.value = {
      _cancelled: (_cell: unknown, reason: unknown) => {
        this.#port.post({ kind: "recall", id, reason: String(reason) });
        return true;
      },
    };
    this.#futures.set(id, future);
    return future;
  }

  /** A job has ended. */
  settle(id: number, outcome: Outcome): void {
    const future = this.#futures.get(id);
    if (future === undefined) return;
    this.#futures.delete(id);
    currentLoop()._rest.foreign--;
    if (future.done) return;
    if (outcome.ok) future.setResult(outcome.value);
    else {
      const error = unpackError(outcome.error);
      future._settle(error, isCancel(error) ? CANCELLED : REJECTED, null);
    }
  }

  override shutdown(): Future<void> {
    throw new ClosedError(
      "Cannot shut the pool down from a job of it: who made it does that",
    );
  }

  override statistics(): ExecutorStatistics {
    return {
      limit: parallelism(),
      workers: 1,
      running: 1,
      queued: this.#futures.size,
      completed: 0,
      failed: 0,
      cancelled: 0,
      lost: 0,
    };
  }
}

/**
 * Threads of the host: `node:worker_threads`, on all of them.
 *
 * Deno's own `Worker` was rejected: it does not tell when a worker exits, keeps
 * the process alive while idle, and takes the whole process down when one runs
 * out of memory. docs/executors.md has the comparison.
 */

import { parentPort, Worker, workerData } from "node:worker_threads";
import { availableParallelism } from "node:os";
import process from "node:process";

/** One end of the way between two threads. */
export interface Port<Out> {
  post(message: Out, transfer?: readonly Transferable[]): void;
}

/** A thread, seen from the one that started it. */
export interface HostThread<Out> extends Port<Out> {
  /** Whether it keeps the process alive. */
  hold(on: boolean): void;
  /** Stops it, whatever it does. */
  terminate(): Promise<unknown>;
}

/** Who hears of a thread. */
export interface Listener<In> {
  message(message: In): void;
  /** It has ended; with the error that ended it, if one did. */
  exit(code: number, error: unknown): void;
}

/** Starts a thread. */
export function startThread<Out, In>(
  url: URL,
  data: unknown,
  memory: number,
  listener: Listener<In>,
): HostThread<Out> {
  const worker = new Worker(url, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });
  let failed: unknown;
  worker.on("message", (message: In) => listener.message(message));
  worker.on("error", (error: unknown) => failed ??= error);
  worker.on("exit", (code: number) => listener.exit(code, failed));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer as never),
    hold: (on) => on ? worker.ref() : worker.unref(),
    terminate: () => worker.terminate(),
  };
}

/** What this thread was started with. */
export function startData(): unknown {
  return workerData;
}

/** The way to the thread that started this one. */
export function parent<Out, In>(
  hear: (message: In) => void,
): Port<Out> {
  const port = parentPort!;
  port.on("message", hear);
  return {
    post: (message, transfer) => port.postMessage(message, transfer as never),
  };
}

/** Has errors told that nobody received, in place of ending the thread. */
export function onStray(tell: (error: unknown) => void): void {
  process.on("uncaughtException", tell);
  process.on("unhandledRejection", tell);
}

/** How many threads the machine runs at a time. */
export function parallelism(): number {
  return availableParallelism();
}

/**
 * Calls a function in a turn of the host's own. Where a worker runs out of
 * memory in the very turn of a message, Deno stops it and tells nobody.
 */
export function inOwnTurn(fn: () => void): void {
  setImmediate(fn);
}

import type { Future } from "../future/future.ts";
import type { AsyncSource } from "../interop/source.ts";
import type { ExecutorMap, MapOptions } from "./executor_map.ts";

/**
 * What a job's Future gives for what its function returns: a promise's value, a
 * generator's result, and for an async iterable a source of its items.
 *
 * @typeParam R What the function returns.
 */
export type JobResult<R> = R extends AsyncIterable<infer T> ? AsyncSource<T>
  : R extends PromiseLike<infer T> ? JobResult<Awaited<T>>
  : R extends Generator<unknown, infer T, unknown> ? T
  : R;

/** How one job is treated, for {@linkcode Executor.with}. */
export interface JobOptions {
  /** Jobs of a higher one start first; 0 if it is not given. */
  priority?: number;
  /** Milliseconds a cancelled job has before it is killed. */
  grace?: number;
  /**
   * A cancel returns at once and leaves the running job alone: it keeps its
   * place until it ends, and what comes of it is dropped.
   */
  abandon?: boolean;
  /** A name for messages, if not that of the function. */
  name?: string;
}

/** Options of {@linkcode Executor.shutdown}. */
export interface ShutdownOptions {
  /** Whether to wait for the jobs that are there: `true`. */
  wait?: boolean;
  /** Cancels the jobs that have not started; running ones go on. */
  cancelPending?: boolean;
}

/** What an executor is doing, and has done. */
export interface ExecutorStatistics {
  /** Jobs that may run at a time. */
  readonly limit: number;
  /** Workers that live, the starting ones included. */
  readonly workers: number;
  /** Jobs that run. */
  readonly running: number;
  /** Jobs that have not started. */
  readonly queued: number;
  /** Jobs that gave a result. */
  readonly completed: number;
  /** Jobs that failed. */
  readonly failed: number;
  /** Jobs that were cancelled. */
  readonly cancelled: number;
  /** Workers that were killed or died. */
  readonly lost: number;
}

/**
 * Runs functions elsewhere, and gives Futures of what they return. After the
 * executors of Python's `concurrent.futures`.
 *
 * What is submitted is a function that the executor's module exports, or the
 * name of one. Arguments and results are copied as `structuredClone` does.
 */
export interface Executor extends AsyncDisposable {
  /**
   * Runs a function.
   *
   * Cancelling the Future takes a queued job out; a running one is told and
   * waited for, and killed when its grace is over.
   *
   * @param fn A function that the module exports: plain, async, a coroutine,
   * or an async generator, whose items come back as a source.
   * @param args Its arguments; they are copied when the job starts.
   * @returns A Future of the result.
   * @throws {ClosedError} After `shutdown()`.
   * @throws {TypeError} If it is known not to be exported.
   */
  submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Future<JobResult<R>>;
  /**
   * The same by the name of the export.
   *
   * @param name The name.
   * @param args Its arguments.
   * @returns A Future of the result.
   */
  submit(name: string, ...args: unknown[]): Future<unknown>;
  /**
   * Runs a function for each item, some at a time. Nothing starts before the
   * first result is asked for.
   *
   * @param fn A function that the module exports, or its name.
   * @param items An iterable or async iterable.
   * @param options How many at a time, in which order, in which portions.
   * @returns The results, as a source.
   */
  map<T, R>(
    fn: (item: T) => R,
    items: Iterable<T> | AsyncIterable<T>,
    options?: MapOptions,
  ): ExecutorMap<JobResult<R>>;
  /**
   * The same executor, whose jobs have other options.
   *
   * @param options The options; those not given stay as they are.
   * @returns A view: it has the same queue, workers and end.
   */
  with(options: JobOptions): Executor;
  /**
   * Takes no more jobs, and ends the workers when the last job has ended.
   *
   * @param options Whether to wait, and what becomes of queued jobs.
   * @returns A Future of the end; with `wait: false` it is there at once.
   */
  shutdown(options?: ShutdownOptions): Future<void>;
  /**
   * What it is doing.
   *
   * @returns Numbers of this moment.
   */
  statistics(): ExecutorStatistics;
}

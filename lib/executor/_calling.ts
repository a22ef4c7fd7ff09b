/**
 * What all executors do alike: everything is one call.
 */

import type { Future } from "../future/future.ts";
import { type Call, checkOptions, checkTarget, type Target } from "./_call.ts";
import { type ExecutorMap, type MapOptions, mapped } from "./executor_map.ts";
import type {
  Executor,
  ExecutorStatistics,
  JobOptions,
  JobResult,
  ShutdownOptions,
} from "./executor.ts";

/**
 * The methods that are told by others.
 *
 * @internal
 */
export abstract class Calling implements Executor {
  submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Future<JobResult<R>>;
  submit(name: string, ...args: unknown[]): Future<unknown>;
  submit(target: Target, ...args: unknown[]): Future<never> {
    checkTarget(target, "submit(fn, ...args)");
    const call: Call = { target, args, options: {}, each: false };
    return this._call(call) as Future<never>;
  }

  map<T, R>(
    fn: (item: T) => R,
    items: Iterable<T> | AsyncIterable<T>,
    options: MapOptions = {},
  ): ExecutorMap<JobResult<R>> {
    checkTarget(fn, "map(fn, items)");
    const { limit = 2 * this.statistics().limit } = options;
    return mapped(items, { ...options, limit }, (args) => {
      const call: Call = { target: fn, args, options: {}, each: true };
      return this._call(call) as Future<unknown[]>;
    });
  }

  with(options: JobOptions): Executor {
    checkOptions(options);
    return new View(this, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown().promise();
  }

  abstract shutdown(options?: ShutdownOptions): Future<void>;
  abstract statistics(): ExecutorStatistics;
  /**
   * Makes the call.
   *
   * @internal
   */
  abstract _call(call: Call): Future<unknown>;
}

/** An executor with other options for its jobs. */
class View extends Calling {
  readonly #executor: Calling;
  readonly #options: JobOptions;

  constructor(executor: Calling, options: JobOptions) {
    super();
    this.#executor = executor;
    this.#options = options;
  }

  override shutdown(options?: ShutdownOptions): Future<void> {
    return this.#executor.shutdown(options);
  }

  override statistics(): ExecutorStatistics {
    return this.#executor.statistics();
  }

  override _call(call: Call): Future<unknown> {
    const options = { ...this.#options, ...call.options };
    return this.#executor._call({ ...call, options });
  }
}

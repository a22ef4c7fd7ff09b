import { CancelledError } from "../errors/cancelled_error.ts";
import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { TaskGroupError } from "../errors/task_group_error.ts";
import { lazily } from "../coroutine/lazily.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import type { Task } from "../coroutine/task.ts";
import type { Canceller } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import type { Knowing } from "../future/settlers.ts";
import { CANCELLED, FULFILLED, PENDING } from "../future/states.ts";
import { CancelScope } from "./cancel_scope.ts";
import { Child } from "./child.ts";

/** Options of a {@linkcode TaskGroup}. */
export interface TaskGroupOptions {
  /** How many children run at a time; the others start in order. */
  limit?: number;
  /** A name for messages. */
  name?: string;
  /** Whether `results` are kept. */
  keepResults?: boolean;
}

/**
 * Tasks that cannot outlive the block that started them.
 *
 * The group ends when its body and all its children have, also children that
 * children spawned. The first failure cancels all others; when they have
 * cleaned up, {@linkcode TaskGroupError} holds every error that is not a
 * cancel, in the order they happened. After trio's nursery and asyncio's
 * TaskGroup.
 *
 * @example
 * ```ts
 * import { TaskGroup } from "@twister/async/scopes";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * await spawn(function* () {
 *   yield* TaskGroup.run(function* (group) {
 *     for (const name of ["a", "b"]) {
 *       group.spawn(function* () {
 *         yield* sleep(1);
 *         log.push(name);
 *       });
 *     }
 *   });
 *   log.push("both are done");
 * });
 * assertEquals(log, ["a", "b", "both are done"]);
 * ```
 *
 * @example In an async function
 * ```ts
 * import { TaskGroup } from "@twister/async/scopes";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * {
 *   await using group = new TaskGroup();
 *   group.spawn(function* () {
 *     yield* sleep(1);
 *     log.push("child");
 *   });
 * }
 * assertEquals(log, ["child"]);
 * ```
 */
export class TaskGroup implements AsyncDisposable {
  /** The name in messages. */
  readonly name: string;
  /** The scope that the body and all children are in. */
  readonly scope: CancelScope;
  readonly #limit: number;
  readonly #live: Set<Child> = new Set();
  readonly #waiting: Child[] = [];
  /** Which of them is the next: `shift()` would move all others. */
  #next = 0;
  readonly #errors: unknown[] = [];
  readonly #kept: Task<unknown>[] | undefined;
  #running = 0;
  #count = 0;
  #closed = false;
  #join: Future<void> | undefined;
  /** Whether the one who waits for the end is being cancelled. */
  #given = false;

  /**
   * Makes a group for `await using`; in a coroutine, use `TaskGroup.run`.
   *
   * @param options A limit, a name.
   * @throws {RangeError} If the limit is not a whole number above zero.
   */
  constructor(options: TaskGroupOptions = {}) {
    const { limit = Infinity, name = "TaskGroup" } = options;
    if (!(limit === Infinity || (Number.isInteger(limit) && limit > 0))) {
      throw new RangeError(
        `Cannot make a TaskGroup with limit ${describe(limit)}: expected a ` +
          "whole number above zero",
      );
    }
    this.name = name;
    this.#limit = limit;
    this.#kept = options.keepResults ? [] : undefined;
    this.scope = new CancelScope({ name });
    this.scope._members = {
      [Symbol.iterator]: () => [...this.#live].map(({ task }) => task).values(),
    };
  }

  /**
   * Runs a body that spawns children, and waits for all of them.
   *
   * @param fn A generator function; it gets the group.
   * @param options A limit, a name.
   * @returns To be used with `yield*`: what `fn` returns; `undefined` if the
   * group was cancelled.
   * @throws {TaskGroupError} If the body or a child failed.
   * @throws {CancelledError} If the calling coroutine was cancelled, when all
   * children have ended.
   */
  static *run<R>(
    fn: (group: TaskGroup) => Coroutine<R>,
    options: TaskGroupOptions = {},
  ): Generator<unknown, R, unknown> {
    checkFunction(fn, "TaskGroup.run(fn)");
    return yield* new TaskGroup(options).#drive(fn);
  }

  /** How many children have not ended. */
  get size(): number {
    return this.#live.size;
  }

  /**
   * What the children gave, in the order of spawning: `undefined` for one that
   * failed, was cancelled or is not done. Kept with `keepResults` only, for a
   * group may live long.
   */
  get results(): unknown[] {
    if (this.#kept === undefined) {
      throw new InvalidStateError(
        `Cannot read the results of ${this.name}: they were not kept. Make ` +
          "the group with { keepResults: true }",
      );
    }
    return this.#kept.map((task) =>
      task._state === FULFILLED ? task.value : undefined
    );
  }

  /**
   * Starts a child at once, or when the limit lets it.
   *
   * @param fn A generator function, or an async one.
   * @param args Its arguments.
   * @returns The child's task. Its failure fails the group, also where
   * somebody waits for the task and catches it.
   * @throws {InvalidStateError} If the group has ended; `fn` is not called.
   */
  spawn<A extends unknown[], R>(
    fn: (...args: A) => Coroutine<R> | PromiseLike<R>,
    ...args: A
  ): Task<R> {
    return this.#add(fn, args).task as Task<R>;
  }

  /**
   * Starts a child and waits until it is ready. If it fails before, `start`
   * gives its error and the group goes on.
   *
   * @param fn A generator function; its first argument is to be called, once,
   * with the value that `start` gives.
   * @param args Its other arguments.
   * @returns A Future of that value.
   * @throws {InvalidStateError} If the group has ended; and, by the Future, if
   * the child ends without having been ready.
   *
   * @example
   * ```ts
   * import { TaskGroup } from "@twister/async/scopes";
   * import { sleep, spawn } from "@twister/async/coroutine";
   * import { assertEquals } from "@std/assert";
   *
   * await spawn(() =>
   *   TaskGroup.run(function* (group) {
   *     const port = yield* group.start(function* (ready: (n: number) => void) {
   *       yield* sleep(1);
   *       ready(8000);
   *       yield* sleep(1);
   *     });
   *     assertEquals(port, 8000);
   *   })
   * );
   * ```
   */
  start<A extends unknown[], V>(
    fn: (ready: (value: V) => void, ...args: A) => Coroutine<unknown>,
    ...args: A
  ): Future<V> {
    const ready = new Future<V>({ name: "ready" });
    const tell = (value: V) => void ready.setResult(value);
    this.#add(fn as never, [tell, ...args], ready as Future<unknown>);
    return ready;
  }

  /**
   * Cancels the body and all children.
   *
   * @param reason Why; any value.
   * @returns `false` if the group was cancelled or has ended.
   */
  cancel(reason?: unknown): boolean {
    return this.scope.cancel(reason);
  }

  /**
   * Waits for all children, at the end of an `await using`.
   *
   * @throws {TaskGroupError} If one failed.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#live.size > 0) await this.#joined();
    this.#close();
    this.scope[Symbol.dispose]();
    if (this.#errors.length > 0) throw this.#error();
  }

  *#drive<R>(
    fn: (group: TaskGroup) => Coroutine<R>,
  ): Generator<unknown, R, unknown> {
    const { scope } = this;
    let result: R | undefined, cancel: unknown, ours = true;
    scope._enter();
    try {
      try {
        result = yield* { [Symbol.iterator]: () => fn(this) };
      } catch (error) {
        cancel = this.#leftBy(error);
      }
      // A cancel here has reached the children already: see them to their end.
      while (this.#live.size > 0) {
        try {
          yield* this.#joined();
        } catch (error) {
          const later = this.#leftBy(error);
          cancel ??= later; // the first one is what the body ended with
        }
      }
      this.#close();
      ours = cancel === undefined || scope._keeps(cancel);
    } finally {
      scope._exit();
    }
    if (this.#errors.length > 0) throw this.#error();
    if (!ours) throw cancel;
    if (cancel === undefined) return result as R;
    return scope._cancelledResult(cancel) as R;
  }

  /** The body or the wait ends by an error; gives it back if it is a cancel. */
  #leftBy(error: unknown): unknown {
    const isCancel = error instanceof CancelledError;
    if (!isCancel) this.#errors.push(error);
    this.scope.cancel(isCancel ? error.reason : error);
    return isCancel ? error : undefined;
  }

  #add(
    fn: (...args: never[]) => unknown,
    args: readonly unknown[],
    ready?: Future<unknown>,
  ): Child {
    checkFunction(fn, "spawn into a TaskGroup");
    if (this.#closed) {
      throw new InvalidStateError(
        `Cannot spawn ${describe(fn)} into ${this.name}: the group has ended`,
      );
    }
    const task = lazily(fn, args);
    const child = new Child(task, this.scope, ready, () => this.#ended(child));
    // Known to the group before its first step, which may fail or cancel it.
    this.#live.add(child);
    this.#count++;
    this.#kept?.push(task);
    if (this.#running < this.#limit) this.#begin(child);
    else {
      task._defer();
      this.#waiting.push(child);
    }
    if (this.scope._cancellation) task._cancelOwn(this.scope._cancellation);
    return child;
  }

  #begin(child: Child): void {
    this.#running++;
    child.begun = true;
    if (!this.scope.cancelled) child.task._start();
    else child.task._defer();
  }

  #ended(child: Child): void {
    this.#live.delete(child);
    if (child.failed) {
      this.#errors.push(child.error);
      this.scope.cancel(child.error);
    }
    if (child.begun) this.#running--;
    this.#startNext();
    if (this.#live.size > 0 || this.#join?._state !== PENDING) return;
    this.#join._settle(undefined, this.#given ? CANCELLED : FULFILLED);
  }

  #startNext(): void {
    const waiting = this.#waiting;
    while (this.#running < this.#limit && this.#next < waiting.length) {
      const next = waiting[this.#next++]!;
      if (!next.task.done) {
        this.#running++;
        next.begun = true;
        next.enqueue();
      }
    }
    if (this.#next * 2 > waiting.length) {
      waiting.splice(0, this.#next);
      this.#next = 0;
    }
  }

  /** A Future of the end of all children; who waits for it stays till then. */
  #joined(): Future<void> {
    this.#given = false;
    const join = new Future<void>({ name: `the end of ${this.name}` });
    const canceller: Canceller & Knowing = {
      // One that fails ends the others: any of them can bring the end.
      _settlers: () => ({
        kind: "TaskGroup",
        name: this.name,
        source: this,
        who: [...this.#live].map(({ task }) => task),
        any: true,
      }),
      _shields: true,
      _cancelled: (_join, reason) => {
        for (const { task } of this.#live) task.cancel(reason);
        return this.#given = true;
      },
    };
    join.value = canceller as never;
    return this.#join = join;
  }

  #close(): void {
    this.#closed = true;
  }

  #error(): TaskGroupError {
    const failed = this.#errors.length, of = this.#count;
    return new TaskGroupError(
      this.#errors,
      `${this.name} failed with ${failed} error${failed > 1 ? "s" : ""} in ` +
        `${of} task${of === 1 ? "" : "s"} and its body: ` +
        this.#errors.map(brief).join("; "),
    );
  }
}

function brief(error: unknown): string {
  try {
    return error instanceof Error
      ? `${error.name}: ${error.message}`
      : describe(error);
  } catch {
    return describe(error);
  }
}

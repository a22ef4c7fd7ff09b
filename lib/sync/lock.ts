import { Task } from "../coroutine/task.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import type { Future } from "../future/future.ts";
import { nameIn, type NameOptions } from "./options.ts";
import { type Permit, Permits } from "./permits.ts";
import { runHolding } from "./run_holding.ts";
import { refuseUsing } from "./using_hint.ts";
import type { WaitOptions } from "./wait_options.ts";

/** What a {@linkcode Lock} looks like at one moment. */
export interface LockStatistics {
  /** Whether somebody holds it. */
  readonly locked: boolean;
  /** The task that holds it, where that is known. */
  readonly owner: Task<unknown> | undefined;
  /** How many wait for it. */
  readonly waiting: number;
}

/**
 * Lets one user in at a time; the others wait, first come first served. Giving
 * it back hands it to the first who waits, so that nobody gets in between.
 * After asyncio's, trio's and Tornado's Lock.
 *
 * It is not reentrant: a holder that acquires it again waits for itself.
 *
 * @example
 * ```ts
 * import { Lock } from "@twister/async/sync";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { multi } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const lock = new Lock(), log: string[] = [];
 * const work = (name: string) =>
 *   spawn(function* () {
 *     using _permit = yield* lock.acquire();
 *     log.push(`${name} in`);
 *     yield* sleep(1);
 *     log.push(`${name} out`);
 *   });
 * await multi([work("a"), work("b")]);
 * assertEquals(log, ["a in", "a out", "b in", "b out"]);
 * ```
 */
export class Lock {
  /** The name in messages. */
  readonly name: string | undefined;
  /** @internal */
  readonly _permits: Permits;

  /**
   * Makes one that nobody holds.
   *
   * @param options A name.
   * @throws {TypeError} If the name is no string.
   */
  constructor(options: NameOptions = {}) {
    this.name = nameIn(options, "make a new Lock(options)");
    this._permits = new Permits(this, "Lock", 1, this.name);
  }

  /** Whether somebody holds it. */
  get locked(): boolean {
    return this._permits.oldest !== undefined;
  }

  /**
   * The task that holds it: the one that ran when it was acquired. There is
   * none for an async function or a callback.
   */
  get owner(): Task<unknown> | undefined {
    const by: unknown = this._permits.oldest?._by;
    return by instanceof Task ? by : undefined;
  }

  /**
   * Comes in, or waits to. Cancelling the wait gives the place in the line up.
   * A lock that has reached its waiter is delivered also if a cancel came
   * meanwhile, which then comes at the next yield: so hold it by `using`.
   *
   * @param options How long the wait may last.
   * @returns A Future of the permit: ready, if nobody is in.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  acquire(options?: WaitOptions): Future<Permit> {
    return this._permits.take(options);
  }

  /**
   * Comes in if nobody is in.
   *
   * @returns The permit, or `undefined`: both are fine for a `using`.
   */
  acquireNowait(): Permit | undefined {
    return this._permits.takeNow();
  }

  /**
   * Goes out, or sends out who is in: anybody may call it. The permit is spent
   * by that, and the first who waits has the lock when this returns.
   *
   * @throws {InvalidStateError} If nobody holds it.
   */
  release(): void {
    const permit = this._permits.oldest;
    if (permit === undefined) {
      throw new InvalidStateError(
        `Cannot release a Lock${
          this.name === undefined ? "" : ` ${this.name}`
        }: nobody holds it. Each release() gives back one acquire()`,
      );
    }
    permit.release();
  }

  /**
   * Runs a function while it holds the lock, which is given back however that
   * ends.
   *
   * @param fn A generator function, an async one or a plain one.
   * @param args Its arguments.
   * @returns The task; cancelling it gives the place in the line up, or
   * cancels what the function does.
   * @throws {TypeError} If `fn` is no function.
   */
  run<A extends unknown[], R>(
    fn: (...args: A) => Coroutine<R> | PromiseLike<R> | R,
    ...args: A
  ): Task<R> {
    return runHolding(this, fn, args);
  }

  /** What it looks like now. */
  statistics(): LockStatistics {
    const { locked, owner } = this;
    return { locked, owner, waiting: this._permits.line.size };
  }
}

refuseUsing(Lock.prototype, "Lock");

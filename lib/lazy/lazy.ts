import { checkFunction, checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { TimeoutError } from "../errors/timeout_error.ts";
import { gather } from "../combinators/gather.ts";
import { race } from "../combinators/race.ts";
import { retry, type RetryOptions } from "../combinators/retry.ts";
import { withTimeout } from "../combinators/with_timeout.ts";
import { type Coroutine, YIELDABLE } from "../coroutine/protocol.ts";
import { spawn, type SpawnOptions } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { isGenerator } from "../loop/driver.ts";
import { isRecord } from "../loop/kinds.ts";
import { bracketed } from "./_bracket.ts";
import { shared } from "./_memo.ts";
import {
  CALL,
  type Class,
  FAIL,
  FLAT_MAP,
  isNode,
  MAP,
  NODE,
  type Node,
  PURE,
  RECOVER,
} from "./_node.ts";
import { steps } from "./_steps.ts";

/** What comes of what a function gave, once that is waited for. */
export type Outcome<Y> = Y extends Lazy<infer T, unknown> ? T
  : Y extends PromiseLike<infer T> ? Awaited<T>
  : Y extends Iterator<unknown, infer R, unknown> ? R
  : Y;

/** The errors of what a function gave: those of a {@linkcode Lazy} are known. */
export type ErrorOf<Y> = Y extends Lazy<unknown, infer E> ? E
  : Y extends PromiseLike<unknown> | Iterator<unknown, unknown, unknown>
    ? unknown
  : never;

/** Several to run together: a tuple, array or record. */
export type Several = readonly unknown[] | { readonly [key: string]: unknown };

/**
 * Work that is described and not begun: nothing runs until `run()` or a yield,
 * and each run does all of it anew.
 *
 * A Promise or Future is work under way; a Lazy is the recipe. It can be
 * passed, combined, retried, timed out, raced and thrown away before anything
 * has happened. In a coroutine `yield*` runs it in the same task, with its
 * exact type: that is its do-notation. It has no `then`, so `await` needs
 * `run()`. A chain of a million `flatMap`s is fine. After Haskell's `IO` and
 * fluture's Future.
 *
 * The type of its errors is what its user declares: it starts at
 * {@linkcode Lazy.fail} and is narrowed by `recover`. A function that throws
 * something else is not hindered; `recover(fn)` gets that too. A
 * {@linkcode CancelledError} is no such error: it passes each `recover`.
 *
 * @typeParam T What it gives.
 * @typeParam E What it may fail with; `never` if all errors are dealt with.
 *
 * @example
 * ```ts
 * import { Lazy } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * let rolls = 0;
 * const roll = Lazy.from(() => ++rolls);
 * const twice = Lazy.from(function* () {
 *   return (yield* roll) + (yield* roll);
 * });
 * assertEquals(rolls, 0);
 * assertEquals(await twice.run(), 3);
 * assertEquals(await twice.run(), 7);
 * ```
 */
export class Lazy<out T, out E = unknown> {
  /** @internal */
  readonly _kind: number;
  /** @internal */
  readonly _given: unknown;
  /** @internal */
  readonly _source: Lazy<unknown> | undefined;
  /** @internal */
  readonly _only: (abstract new (...args: never[]) => unknown) | undefined;

  private constructor(
    kind: number,
    given: unknown,
    source?: Lazy<unknown>,
    only?: Class,
  ) {
    this._kind = kind;
    this._given = given;
    this._source = source;
    this._only = only;
  }

  /**
   * A value, as it is: a promise is not followed.
   *
   * @param value The value.
   * @returns The Lazy that gives it.
   */
  static of<T>(value: T): Lazy<T, never> {
    return new Lazy(PURE, value);
  }

  /**
   * A failure.
   *
   * @param error The error; any value is one.
   * @returns The Lazy that fails with it.
   */
  static fail<E>(error: E): Lazy<never, E> {
    return new Lazy(FAIL, error);
  }

  /**
   * A call that is made at each run. A generator, promise, Future or Lazy that
   * it gives is waited for; an array or record is a value. What it may fail
   * with nobody can tell but you: `const page: Lazy<Page, NotFound> = …`.
   *
   * @param fn A generator function, or an async or plain one.
   * @returns The Lazy of what it gives.
   * @throws {TypeError} If `fn` is no function. A generator object can run but
   * once: pass its function.
   */
  static from<Y, E = Y extends Lazy<unknown, infer F> ? F : unknown>(
    fn: () => Y,
  ): Lazy<Outcome<Y>, E> {
    if (isGenerator(fn)) {
      throw new TypeError(
        `Cannot make a Lazy from ${describe(fn)}: a generator runs but once. ` +
          "Pass the generator function, without calling it",
      );
    }
    checkFunction(fn, "make a Lazy.from(fn)");
    return new Lazy(CALL, fn);
  }

  /**
   * Several, run at the same time. The first error cancels the others, and
   * their cleanup is waited for. One that stands there twice runs twice.
   *
   * @param members A tuple, array or record of Lazies, or of other yieldables.
   * @returns The Lazy of all results in the same shape.
   * @throws {TypeError} If it is neither an array nor a record.
   */
  static all<const M extends Several>(
    members: M,
  ): Lazy<
    { -readonly [K in keyof M]: Outcome<M[K]> },
    ErrorOf<M[keyof M & (M extends readonly unknown[] ? number : string)]>
  > {
    const start = severally(members, "all");
    return new Lazy(CALL, () => gather(start()));
  }

  /**
   * The first that ends, with value or error. The others are cancelled, and
   * their cleanup is waited for.
   *
   * @param members An array of Lazies, or of other yieldables.
   * @returns The Lazy of the first outcome; of nothing, it fails with a
   * RangeError.
   * @throws {TypeError} If it is neither an array nor a record.
   */
  static race<const M extends Several>(
    members: M,
  ): Lazy<
    Outcome<M[keyof M & (M extends readonly unknown[] ? number : string)]>,
    ErrorOf<M[keyof M & (M extends readonly unknown[] ? number : string)]>
  > {
    const start = severally(members, "race");
    return new Lazy(CALL, () => race(start()));
  }

  /**
   * Takes something, uses it and gives it back. `release` runs exactly once
   * for what was taken, also after an error and under cancel, where it is seen
   * to its end. An error of it stands beside that of `use`, as `suppressed`.
   * After Haskell's `bracket`.
   *
   * @param acquire Takes it. A cancel that comes before it has ended ends it;
   * what it took in parts it must give back itself: nest brackets.
   * @param use Gets what was taken; gives a Lazy or another yieldable.
   * @param release Gives it back; what it returns is waited for.
   * @returns The Lazy of what `use` gives.
   * @throws {TypeError} If an argument has the wrong type.
   *
   * @example
   * ```ts
   * import { Lazy } from "@twister/async/lazy";
   * import { assertEquals } from "@std/assert";
   *
   * const log: string[] = [];
   * const work = Lazy.bracket(
   *   Lazy.from(() => log.push("open")),
   *   () => Lazy.fail("broken"),
   *   () => log.push("close"),
   * );
   * await work.recover(() => log.push("recovered")).run();
   * assertEquals(log, ["open", "close", "recovered"]);
   * ```
   */
  static bracket<R, E, Y>(
    acquire: Lazy<R, E>,
    use: (held: R) => Y,
    release: (held: R) => unknown,
  ): Lazy<Outcome<Y>, E | ErrorOf<Y>> {
    checkLazy(acquire, "bracket(acquire, use, release)");
    checkFunction(use, "bracket(acquire, use, release)");
    checkFunction(release, "bracket(acquire, use, release)");
    return new Lazy(
      CALL,
      () => bracketed(acquire, use as never, release as never),
    );
  }

  /**
   * Applies a function to the value. What it returns is the value, also if it
   * is a promise: so the laws hold for every function.
   *
   * @param fn Gets the value.
   * @returns The Lazy of what `fn` returns.
   * @throws {TypeError} If `fn` is no function.
   */
  map<U>(fn: (value: T) => U): Lazy<U, E> {
    checkFunction(fn, "map(fn)");
    return new Lazy(MAP, fn, this);
  }

  /**
   * Goes on with what a function makes of the value.
   *
   * @param fn Gives a Lazy, or something else that may be yielded: it may be a
   * generator or async function. A plain value is a TypeError at the run.
   * @returns The Lazy of the outcome.
   * @throws {TypeError} If `fn` is no function.
   */
  flatMap<Y extends object>(
    fn: (value: T) => Y,
  ): Lazy<Outcome<Y>, E | ErrorOf<Y>> {
    checkFunction(fn, "flatMap(fn)");
    return new Lazy(FLAT_MAP, fn, this);
  }

  /**
   * Applies the function that this gives to the value of another: first this
   * is run, then the other.
   *
   * @param other The Lazy of the argument.
   * @returns The Lazy of what the function returns.
   * @throws {TypeError} If `other` is no Lazy.
   */
  ap<A, B, F>(
    this: Lazy<(value: A) => B, E>,
    other: Lazy<A, F>,
  ): Lazy<B, E | F> {
    checkLazy(other, "ap(lazy)");
    return this.flatMap((fn) => other.map(fn));
  }

  /**
   * Deals with errors: with all, or with those of one class. Recovering class
   * by class leaves the type of errors `never` when none was forgotten. A
   * cancel is no error to recover from.
   *
   * @param fn Gets the error; gives a value, a Lazy or another yieldable.
   * @returns The Lazy of the value or of what `fn` gives.
   * @throws {TypeError} If an argument has the wrong type.
   *
   * @example
   * ```ts
   * import { Lazy } from "@twister/async/lazy";
   * import { assertEquals } from "@std/assert";
   *
   * class NotFound extends Error {
   *   readonly kind = "not found";
   * }
   * class Denied extends Error {
   *   readonly kind = "denied";
   * }
   * const page: Lazy<string, NotFound | Denied> = Lazy.fail(new NotFound());
   * const safe: Lazy<string, never> = page
   *   .recover(NotFound, () => "a blank page")
   *   .recover(Denied, () => "a login page");
   * assertEquals(await safe.run(), "a blank page");
   * ```
   */
  recover<Y>(fn: (error: E) => Y): Lazy<T | Outcome<Y>, ErrorOf<Y>>;
  /**
   * Deals with the errors of one class.
   *
   * @param only The class. TypeScript tells classes apart by their members:
   * two that look alike leave the type together.
   * @param fn Gets the error; gives a value, a Lazy or another yieldable.
   * @returns The Lazy whose errors are the others.
   * @throws {TypeError} If an argument has the wrong type.
   */
  recover<X, Y>(
    only: abstract new (...args: never[]) => X,
    fn: (error: X) => Y,
  ): Lazy<T | Outcome<Y>, Exclude<E, X> | ErrorOf<Y>>;
  recover(only: unknown, fn?: unknown): Lazy<unknown, never> {
    const handler = fn ?? only;
    checkFunction(only, "recover(Class, fn)");
    checkFunction(handler, "recover(Class, fn)");
    const known = fn === undefined ? undefined : only as Class;
    return new Lazy(RECOVER, handler, this, known);
  }

  /**
   * Looks at the value on its way. What the function gives is waited for, and
   * then dropped; an error of it is one of the whole.
   *
   * @param fn Gets the value.
   * @returns The Lazy of the same value.
   * @throws {TypeError} If `fn` is no function.
   */
  tap(fn: (value: T) => unknown): Lazy<T, E> {
    checkFunction(fn, "tap(fn)");
    const look = (value: T): Lazy<unknown, E> => Lazy.from(() => fn(value));
    return this.flatMap((value) => look(value).map(() => value));
  }

  /**
   * Keeps the outcome of the first run for all later ones, a failure too. Who
   * asks while it runs waits for the same run. A cancelled run is not kept.
   *
   * @returns The Lazy that runs at most once.
   */
  memo(): Lazy<T, E> {
    return new Lazy(CALL, shared(this));
  }

  /**
   * Allows it a time. When that is over it is cancelled, and its cleanup is
   * waited for.
   *
   * @param ms Milliseconds for each run; with zero or less nothing is started.
   * @returns The Lazy that may fail with {@linkcode TimeoutError}.
   * @throws {TypeError} If `ms` is no number.
   * @throws {RangeError} If `ms` is NaN.
   */
  timeout(ms: number): Lazy<T, E | TimeoutError> {
    checkTime(ms, "timeout(ms)");
    return new Lazy(CALL, () => withTimeout(ms, steps(this)));
  }

  /**
   * Runs it again when it fails, with growing times between the attempts.
   *
   * @param options How often, when, for which errors: those of `retry` in
   * `@twister/async/combinators`.
   * @returns The Lazy that fails when all attempts have.
   */
  retry(options: RetryOptions = {}): Lazy<T, E> {
    return new Lazy(CALL, () => retry(() => steps(this), options));
  }

  /**
   * This and another, run at the same time, as {@linkcode Lazy.all} does.
   *
   * @param other The other.
   * @returns The Lazy of both values.
   * @throws {TypeError} If `other` is no Lazy.
   */
  zip<U, F>(other: Lazy<U, F>): Lazy<[T, U], E | F> {
    checkLazy(other, "zip(lazy)");
    const start = severally([this, other], "zip");
    return new Lazy(CALL, () => gather(start()));
  }

  /**
   * Runs it, at once and anew. Cancelling the task cancels what it waits for.
   *
   * @param options A name, a grace.
   * @returns The task of the outcome.
   */
  run(options: SpawnOptions = {}): Task<T> {
    const name = options.name ?? "Lazy";
    return spawn(steps(this) as Coroutine<T>, { ...options, name });
  }

  /** Lets `yield*` run it in the same task, with its exact type. */
  [Symbol.iterator](): Generator<unknown, T, unknown> {
    return steps(this) as Generator<unknown, T, unknown>;
  }
}

for (
  const [key, value] of [
    [NODE, true],
    // A plain `yield` runs it in a task of its own.
    [YIELDABLE, function (this: Node): unknown {
      return steps(this);
    }],
  ] as const
) Object.defineProperty(Lazy.prototype, key, { value });

function checkLazy(value: unknown, call: string): void {
  if (isNode(value)) return;
  throw new TypeError(
    `Cannot ${call}: expected a Lazy, got ${describe(value)}. ` +
      "Make one with Lazy.of(value) or Lazy.from(fn)",
  );
}

/** A function that makes coroutines of the members, each time new ones. */
function severally(members: unknown, call: string): () => Several {
  const start = (one: unknown) => isNode(one) ? steps(one) : one;
  if (Array.isArray(members)) {
    const list = [...members];
    return () => list.map(start);
  }
  if (
    members === null || typeof members !== "object" || !isRecord(members)
  ) {
    throw new TypeError(
      `Cannot make a Lazy.${call} of ${describe(members)}: expected an array ` +
        "or a record of Lazies",
    );
  }
  const entries = Object.entries(members);
  return () => Object.fromEntries(entries.map(([k, one]) => [k, start(one)]));
}

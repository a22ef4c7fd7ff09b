import { checkFunction } from "../errors/check.ts";
import { coroutine } from "../coroutine/coroutine.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { checkSignal } from "./_aborting.ts";
import { toPromise, type ToPromiseOptions } from "./to_promise.ts";

/**
 * A function whose calls are coroutines that hand out native promises.
 *
 * @typeParam T The type of `this`.
 * @typeParam A The types of the arguments.
 * @typeParam R What a call resolves to.
 */
export interface AsyncCoroutine<T, A extends unknown[], R> {
  /** Starts a coroutine, at once, and gives the promise of its result. */
  (this: T, ...args: A): Promise<R>;
  /** The same function, whose calls are given up when a signal aborts. */
  with(options: ToPromiseOptions): (this: T, ...args: A) => Promise<R>;
}

/**
 * Makes an async function from a generator function: for code that must hand
 * out native promises. `this`, the arguments, the name and the length are kept.
 *
 * A call starts at once, and rejects with the very error. A promise cannot be
 * cancelled; `load.with({ signal })(url)` is a call that an abort cancels, and
 * that rejects with the signal's reason after its cleanup, as
 * {@linkcode toPromise} does. With a signal that is aborted already nothing is
 * started.
 *
 * @typeParam A The types of the arguments.
 * @typeParam R What the coroutine returns.
 * @param fn The generator function.
 * @returns The async function.
 * @throws {TypeError} If `fn` is no function, or the signal given to `with`
 * is none.
 *
 * @example
 * ```ts
 * import { asyncCoroutine } from "@twister/async/interop";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const double = asyncCoroutine(function* double(n: number) {
 *   yield* sleep(1);
 *   return 2 * n;
 * });
 * assertEquals(await double(21), 42);
 *
 * const { signal } = new AbortController();
 * assertEquals(await double.with({ signal })(21), 42);
 * ```
 */
export function asyncCoroutine<T, A extends unknown[], R>(
  fn: (this: T, ...args: A) => Coroutine<R>,
): AsyncCoroutine<T, A, R> {
  checkFunction(fn, "make an asyncCoroutine(fn)");
  const start = coroutine(fn);
  const plain = function (this: T, ...args: A): Promise<R> {
    return start.apply(this, args).promise();
  };
  const { name, length } = start;
  const shape = {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  };
  const withOptions = ({ signal }: ToPromiseOptions) => {
    checkSignal(signal, "call with({ signal })");
    const call = function (this: T, ...args: A): Promise<R> {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const task = start.apply(this, args);
      return toPromise(task, { signal }) as Promise<R>;
    };
    return Object.defineProperties(call, shape);
  };
  return Object.defineProperties(plain, {
    ...shape,
    with: { value: withOptions },
  }) as AsyncCoroutine<T, A, R>;
}

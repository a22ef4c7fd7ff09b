import { checkFunction } from "../errors/check.ts";
import { nameOf } from "../errors/describe.ts";
import { isGenerator } from "../loop/driver.ts";
import type { Chained, Deferred } from "./deferred.ts";
import { Inline } from "./inline.ts";
import { start } from "./work.ts";

/**
 * Makes a method whose calls give Deferreds. To TypeScript the method keeps its
 * type. This form comes first, as a decorator takes the first that fits.
 *
 * @param method The method.
 * @param context What the language tells of it.
 * @returns The method whose calls give Deferreds.
 */
export function inlineCallbacks<F extends (...args: never[]) => unknown>(
  method: F,
  context: ClassMethodDecoratorContext,
): F;
/**
 * Makes a function whose calls give Deferreds from a generator function, which
 * waits with `yield*` or `yield`. Works as a method decorator too. `this`, the
 * arguments, the name and the length are kept. After Twisted.
 *
 * A call starts at once, and goes on inside the call that fires what it waits
 * for: nothing takes a turn of the loop that does not have to. It waits for
 * all that a coroutine does: Deferreds, promises and Futures, generators,
 * arrays and records of these, signals; a bare `yield` takes a turn. Anything
 * else throws `BadYieldError` at the `yield`. What is returned is the result;
 * a Deferred that is returned is waited for.
 *
 * Cancelling the Deferred cancels what the generator waits for, so that the
 * error comes in at that `yield`. There it can be caught; the Deferred is
 * fired when the generator is done. A function that is no generator function
 * may be given as well: then the Deferred has what it gives.
 *
 * @typeParam A The types of the arguments.
 * @typeParam R What the function returns.
 * @param fn The generator function.
 * @returns The function; each call starts at once.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { Deferred, inlineCallbacks } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [], name = new Deferred<string>();
 * const greet = inlineCallbacks(function* greet(greeting: string) {
 *   return `${greeting}, ${yield* name}`;
 * });
 * greet("Hello").addCallback((text) => log.push(text));
 * name.callback("World");
 * assertEquals(log, ["Hello, World"]);
 * ```
 */
export function inlineCallbacks<T, A extends unknown[], R>(
  // deno-lint-ignore no-explicit-any -- a plain `yield` has no type
  fn: (this: T, ...args: A) => Iterator<unknown, R, any>,
): (this: T, ...args: A) => Deferred<Chained<R>>;
export function inlineCallbacks(
  fn: (...args: never[]) => unknown,
): (...args: unknown[]) => Deferred<unknown> {
  checkFunction(fn, "make inlineCallbacks(fn)");
  const name = nameOf(fn) || "<anonymous>";
  const call = function (this: unknown, ...args: unknown[]) {
    return start(() => {
      const made = fn.apply(this, args as never[]);
      return isGenerator(made) ? new Inline(made, name)._start() : made;
    });
  };
  return Object.defineProperties(call, {
    name: { value: nameOf(fn), configurable: true },
    length: { value: fn.length, configurable: true },
  });
}

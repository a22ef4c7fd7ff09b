import { checkFunction } from "../errors/check.ts";

/**
 * Makes a generator function whose generators stand at their first `yield`, so
 * that the first value sent in is received. This is the decorator of David
 * Beazley's coroutine course; such a generator is pushed into by its caller
 * and is no task.
 *
 * @param fn The generator function.
 * @returns A function that makes primed generators.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { primed } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const adder = primed(function* (): Generator<number, void, number[]> {
 *   const [x, y] = yield 0;
 *   yield x! + y!;
 * });
 * assertEquals(adder().next([1, 2]).value, 3);
 * ```
 */
export function primed<A extends unknown[], Y, R, N>(
  fn: (...args: A) => Generator<Y, R, N>,
): (...args: A) => Generator<Y, R, N> {
  checkFunction(fn, "make primed(fn)");
  return function (this: unknown, ...args: A): Generator<Y, R, N> {
    const generator = fn.apply(this, args);
    generator.next();
    return generator;
  };
}

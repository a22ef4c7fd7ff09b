import { checkFunction } from "../errors/check.ts";
import type { Pushable, Stage } from "./_sink.ts";
import { stageBefore, stageOf } from "./_stage.ts";

/**
 * A sink that sends each item to one of two. When one wants no more, its items
 * are dropped; when both do, the pipe ends. If one fails the other hears of it,
 * and the pipe fails.
 *
 * @param test Decides.
 * @param then Gets the items that pass the test.
 * @param otherwise Gets the others; without it they are dropped.
 * @returns The sink that sends to them.
 * @throws {TypeError} If `test` is no function, or one cannot be pushed into.
 * @throws {ClosedError} If one was closed already.
 *
 * @example
 * ```ts
 * import { branch, collectInto, pipe } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const even: number[] = [], odd: number[] = [];
 * const isEven = (n: number) => n % 2 === 0;
 * await pipe([1, 2, 3], branch(isEven, collectInto(even), collectInto(odd)));
 * assertEquals([even, odd], [[2], [1, 3]]);
 * ```
 */
export function branch<T>(
  test: (item: T) => unknown,
  then: Pushable<T>,
  otherwise: Pushable<T> = { send() {} },
): Stage<T> {
  const call = "branch(test, then, otherwise)";
  checkFunction(test, call);
  const yes = stageOf(then, call), no = stageOf(otherwise, call);
  const send = (item: T) => void (test(item) ? yes : no).send(item);
  return stageBefore<T>({ send }, yes, no);
}

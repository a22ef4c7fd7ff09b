import { describe } from "../errors/describe.ts";
import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";

type Body = Iterator<unknown, unknown, unknown>;

/**
 * Runs a generator to its end, synchronously, with every generator that it
 * yields run as its subroutine. The stack is a list, so recursion has no
 * depth. What a subroutine returns is what the `yield` gives; a plain value
 * that it yields is given in the same way and ends it, as in PEP 342. Nothing
 * is waited for.
 *
 * @typeParam R What the generator returns.
 * @param main The generator.
 * @returns What it returns.
 * @throws What it throws; a subroutine's error is thrown at its `yield`.
 * @throws {TypeError} At the `yield` of a Future or promise, which would have
 * to be waited for.
 *
 * @example
 * ```ts
 * import { trampoline } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * function* sum(n: number): Generator<unknown, number, number> {
 *   return n === 0 ? 0 : n + (yield sum(n - 1));
 * }
 * assertEquals(trampoline(sum(100_000)), 5_000_050_000);
 * ```
 */
export function trampoline<R>(main: Iterator<unknown, R, unknown>): R {
  if (!isGenerator(main)) {
    throw new TypeError(
      `Cannot run ${describe(main)} on a trampoline: expected a generator`,
    );
  }
  const stack: Body[] = [main];
  let value: unknown, failed = false;
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    try {
      const step = failed ? top.throw!(value) : top.next(value);
      failed = false;
      value = step.value;
      if (!step.done && isGenerator(value)) {
        stack.push(value);
        value = undefined;
        continue;
      }
      if (!step.done) refuseWaiting(value);
      stack.pop();
      if (!step.done) top.return?.();
    } catch (error) {
      if (error instanceof Refusal) value = error.reason;
      else {
        value = error;
        stack.pop();
      }
      failed = true;
    }
  }
  if (failed) throw value;
  return value as R;
}

/** Thrown within: an error that belongs at the generator's own `yield`. */
class Refusal {
  constructor(readonly reason: TypeError) {}
}

function refuseWaiting(value: unknown): void {
  if (thenOf(value) === undefined) return;
  throw new Refusal(
    new TypeError(
      `Cannot wait for ${describe(value)} on a trampoline: it is ` +
        "synchronous. Use spawn for what takes time",
    ),
  );
}

/**
 * A program in which nothing fails, ten coroutines deep.
 */

import { coroutine, moment, spawn } from "../../lib/coroutine/mod.ts";
import type { Task } from "../../lib/coroutine/mod.ts";

const calls: (depth: number) => Task<number> = coroutine(
  function* call(depth: number): Generator<unknown, number> {
    if (depth > 0) return yield* calls(depth - 1);
    yield* moment;
    return 1;
  },
);

function* repeats(n: number): Generator<unknown, number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* calls(10);
  return sum;
}

/** Runs it so many times. */
export function succeeds(n: number): PromiseLike<number> {
  return spawn(repeats(n));
}

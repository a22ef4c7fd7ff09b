/**
 * The task of a call that is made only when the task takes its first step.
 */

import { nameOf } from "../errors/describe.ts";
import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";
import { NAMELESS, nameSite } from "./body.ts";
import { prepare } from "./spawn.ts";
import { Task } from "./task.ts";

const GENERATOR_FUNCTION: object = Object.getPrototypeOf(function* () {});

/**
 * For a generator function that is its generator; any other function is called
 * from a generator around it, and what it gives is waited for.
 */
export function lazily(
  fn: (...args: never[]) => unknown,
  args: readonly unknown[],
): Task<unknown> {
  const own = Object.getPrototypeOf(fn) === GENERATOR_FUNCTION;
  if (own) return prepare(fn, undefined, args);
  const name = nameOf(fn);
  nameSite(fn, name);
  return new Task(calling(fn, args), name || NAMELESS);
}

function* calling(
  fn: (...args: never[]) => unknown,
  args: readonly unknown[],
): Generator<unknown, unknown, unknown> {
  const made = fn(...args as never[]);
  // Within this task, for a cancel of it is one of the generator.
  if (isGenerator(made)) return yield* made;
  return thenOf(made) !== undefined ? yield made : made;
}

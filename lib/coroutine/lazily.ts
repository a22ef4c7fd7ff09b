/**
 * The task of a call that is made only when the task takes its first step.
 */

import { nameOf } from "../errors/describe.ts";
import { type Body, NAMELESS, nameSite } from "./body.ts";
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
  const name = nameOf(fn);
  nameSite(fn, name);
  const own = Object.getPrototypeOf(fn) === GENERATOR_FUNCTION;
  const body = own ? fn(...args as never[]) as Body : calling(fn, args);
  return new Task(body, name || NAMELESS);
}

function* calling(
  fn: (...args: never[]) => unknown,
  args: readonly unknown[],
): Generator<unknown, unknown, unknown> {
  const made = fn(...args as never[]);
  return made !== null && typeof made === "object" ? yield made : made;
}

/**
 * Waits for what a hook of the user gives back.
 */

import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";

/**
 * A generator is run, a Future or promise waited for; any other value is the
 * result: a hook such as `(chunk) => chunks.push(chunk)` gives a number.
 *
 * @param made What the hook gave.
 * @returns The coroutine; `yield*` it.
 */
export function* ended(made: unknown): Generator<unknown, unknown, unknown> {
  if (isGenerator(made)) return yield* made;
  return thenOf(made) === undefined ? made : yield made;
}

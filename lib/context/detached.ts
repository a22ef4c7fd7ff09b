import { checkFunction } from "../errors/check.ts";
import { hostContext } from "./host_context.ts";
import { Context, running } from "./running.ts";
import { elsewhere } from "./within.ts";

/**
 * Runs a function as if nobody had called it: without context variables, stack
 * contexts, or the scopes and name of a running task. For work that outlives
 * its caller, such as filling a cache that a request happened to touch first.
 *
 * @param fn The function.
 * @param args Its arguments.
 * @returns What it returns.
 * @throws {TypeError} If `fn` is no function.
 * @throws What it throws.
 *
 * @example
 * ```ts
 * import { ContextVar, detached } from "@twister/async/context";
 * import { assertEquals } from "@std/assert";
 *
 * const user = new ContextVar<string>("user");
 * const seen = user.run("ada", () => detached(() => user.get()));
 * assertEquals(seen, undefined);
 * ```
 */
export function detached<A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
): R {
  checkFunction(fn, "run detached(fn)");
  const root = new Context(running.by._context.home);
  const go = () => elsewhere(root, () => fn(...args), fn) as R;
  const host = hostContext(root, true);
  return host === undefined ? go() : host(go);
}

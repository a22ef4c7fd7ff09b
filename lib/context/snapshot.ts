import { hostContext } from "./host_context.ts";
import { running } from "./running.ts";
import { elsewhere } from "./within.ts";

/** Runs a function in the context that was current at the snapshot. */
export type Snapshot = <A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
) => R;

/**
 * Keeps the current context, to run functions in it later: with its variables,
 * and within its stack contexts.
 *
 * @returns A function that runs another one as if it were called here.
 *
 * @example
 * ```ts
 * import { ContextVar, snapshot } from "@twister/async/context";
 * import { assertEquals } from "@std/assert";
 *
 * const user = new ContextVar<string>("user");
 * const asAda = user.run("ada", () => snapshot());
 * assertEquals(asAda(() => user.get()), "ada");
 * assertEquals(user.get(), undefined);
 * ```
 */
export function snapshot(): Snapshot {
  const context = running.by._context, host = hostContext(context);
  return <A extends unknown[], R>(fn: (...args: A) => R, ...args: A): R => {
    const go = () => elsewhere(context, () => fn(...args), fn) as R;
    return host === undefined ? go() : host(go);
  };
}

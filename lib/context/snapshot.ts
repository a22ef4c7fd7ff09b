import { type Holder, running } from "./running.ts";

/** Runs a function in the context that was current at the snapshot. */
export type Snapshot = <A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
) => R;

/**
 * Keeps the current context variables, to run functions with them later.
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
  const context = running.by._context;
  return (fn, ...args) => {
    const before: Holder = running.by;
    // A holder of its own: what `fn` sets ends with the call.
    running.by = { _context: context };
    try {
      return fn(...args);
    } finally {
      running.by = before;
    }
  };
}

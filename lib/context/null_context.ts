import { checkFunction } from "../errors/check.ts";
import { restack, running } from "./running.ts";
import { inside } from "./within.ts";

/**
 * Hides all stack contexts from what a function hands over.
 *
 * A library that keeps callbacks for later, as a pool of connections does, runs
 * its inner work so: it is not tied to the first caller then. The context
 * variables stay; `detached` drops those too. What is entered already stays
 * so until the function has returned, or its task's step is over. After
 * Tornado's `NullContext`.
 *
 * @example
 * ```ts
 * import { NullContext, StackContext } from "@twister/async/context";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * let entered = 0;
 * const counted = new StackContext(() => {
 *   entered++;
 *   return { [Symbol.dispose]() {} };
 * });
 * await new Promise<void>((done) =>
 *   counted.run(() =>
 *     new NullContext().run(() => void IOLoop.current().addCallback(done))
 *   )
 * );
 * assertEquals(entered, 1); // not again for the callback
 * ```
 */
export class NullContext {
  /**
   * Runs a function without stack contexts. A generator function may yield
   * inside: `yield*` what comes back.
   *
   * @param fn The function.
   * @returns What it returns.
   * @throws What it throws.
   */
  run<R>(fn: () => R): R {
    checkFunction(fn, "run a NullContext");
    const bare = restack(running.by._context, undefined);
    return inside(bare, [], fn) as R;
  }
}

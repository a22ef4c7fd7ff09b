import { checkFunction } from "../errors/check.ts";
import { hostContext } from "./host_context.ts";
import { running } from "./running.ts";
import { elsewhere } from "./within.ts";

/** What is wrapped already. */
const wrapped: WeakSet<object> = new WeakSet();

/**
 * Ties a function to the current context: wherever it is called, it runs with
 * the variables and stack contexts of here. For callbacks that are handed to
 * code which knows nothing of contexts; what the loop is given needs none.
 *
 * A function that is wrapped already comes back as it is: its first context
 * counts. After Tornado's `stack_context.wrap`.
 *
 * @param fn The function; its `this`, name and length are kept.
 * @returns The function in its context; of a generator function, one whose
 * generators run in it.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { ContextVar, wrap } from "@twister/async/context";
 * import { assertEquals } from "@std/assert";
 *
 * const user = new ContextVar<string>("user");
 * const greet = user.run("ada", () => wrap(() => `hello ${user.get()}`));
 * assertEquals(user.run("bob", greet), "hello ada");
 * ```
 */
export function wrap<T, A extends unknown[], R>(
  fn: (this: T, ...args: A) => R,
): (this: T, ...args: A) => R {
  checkFunction(fn, "wrap(fn)");
  if (wrapped.has(fn)) return fn;
  const context = running.by._context, host = hostContext(context);
  const inContext = function (this: T, ...args: A): R {
    const call = () => fn.apply(this, args);
    const go = () => elsewhere(context, call, fn) as R;
    return host === undefined ? go() : host(go);
  };
  for (const key of ["name", "length"] as const) {
    Object.defineProperty(inContext, key, {
      value: fn[key],
      configurable: true,
    });
  }
  wrapped.add(inContext);
  return inContext;
}

import { Context, running } from "./running.ts";
import { inside } from "./within.ts";

/** Options of a {@linkcode ContextVar}. */
export interface ContextVarOptions<T> {
  /** What `get()` gives where nothing was set. */
  default?: T;
}

/**
 * A variable whose value belongs to the running task or callback.
 *
 * Work that is handed over (a spawned task, a callback) sees the values that
 * were current when it was handed over, at each of its steps; what it sets
 * itself stays with it. From Python's `contextvars`. A variable costs nothing
 * where it is not read. Native `await` does not carry it on.
 *
 * @example
 * ```ts
 * import { ContextVar } from "@twister/async/context";
 * import { moment, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const user = new ContextVar("user", { default: "nobody" });
 * const task = user.run("ada", () =>
 *   spawn(function* () {
 *     yield* moment;
 *     return user.get();
 *   }));
 * assertEquals(await task, "ada");
 * assertEquals(user.get(), "nobody");
 * ```
 */
export class ContextVar<T> {
  /** The name, for people. */
  readonly name: string;
  readonly #default: T | undefined;

  /**
   * Makes a variable.
   *
   * @param name The name, for people.
   * @param options The value where nothing was set.
   */
  constructor(name: string, options: ContextVarOptions<T> = {}) {
    this.name = name;
    this.#default = options.default;
  }

  /**
   * The value in the running task or callback.
   *
   * @returns What was set last, else the default, else `undefined`.
   */
  get(): T | undefined {
    let at: Context | undefined = running.by._context;
    for (; at !== undefined; at = at.up) {
      if (at.variable === this) return at.value as T;
    }
    return this.#default;
  }

  /**
   * Sets the value for the rest of the running task or callback, and for what
   * it hands over from now on.
   *
   * @param value The new value.
   */
  set(value: T): void {
    const by = running.by;
    by._context = this.#with(by._context, value);
  }

  /**
   * Runs a function with a value, and takes the value back when it returns.
   * A generator function may yield inside: `yield*` what comes back. The
   * caller sees nothing of it.
   *
   * @param value The value during the call.
   * @param fn The function.
   * @param args Its arguments.
   * @returns What the function returns.
   */
  run<A extends unknown[], R>(
    value: T,
    fn: (...args: A) => R,
    ...args: A
  ): R {
    const context = this.#with(running.by._context, value);
    return inside(context, [], () => fn(...args), fn) as R;
  }

  #with(context: Context, value: T): Context {
    const { home, stack } = context;
    return new Context(home, this, value, without(context, this), stack);
  }
}

/** Drops the old value, so that setting in a loop does not grow the list. */
function without(context: Context, variable: object): Context {
  let at: Context | undefined = context;
  while (at !== undefined && at.variable !== variable) at = at.up;
  if (at === undefined) return context;
  if (context.variable === variable) return context.up!;
  return new Context(
    context.home,
    context.variable,
    context.value,
    without(context.up!, variable),
    context.stack,
  );
}

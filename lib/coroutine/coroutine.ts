import { checkFunction } from "../errors/check.ts";
import { nameOf } from "../errors/describe.ts";
import { type Body, NAMELESS, nameSite } from "./body.ts";
import type { Coroutine } from "./protocol.ts";
import { bodyFrom, failing } from "./spawn.ts";
import { Task } from "./task.ts";

const COROUTINE: unique symbol = Symbol.for("twister.coroutine") as never;

/**
 * As a decorator {@linkcode coroutine} makes a method's calls tasks. To
 * TypeScript, which lets no decorator change a type, the method keeps its own:
 * `yield*` of a call has the exact type.
 *
 * @param method The method.
 * @param context What the language tells of it.
 * @returns The method whose calls are tasks.
 *
 * @example
 * ```ts
 * import { coroutine, sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * class Page {
 *   title = "home";
 *   @coroutine
 *   *get(): Generator<unknown, string, unknown> {
 *     yield sleep(1);
 *     return this.title;
 *   }
 * }
 * const title = spawn(function* () {
 *   return yield* new Page().get();
 * });
 * assertEquals(await title, "home");
 * ```
 */
export function coroutine<F extends (...args: never[]) => unknown>(
  method: F,
  context: Pick<ClassMethodDecoratorContext, "kind">,
): F;
/**
 * Makes a function whose calls are tasks from a generator function. `this`, the
 * arguments, the name and the length are kept. After Tornado's `gen.coroutine`.
 *
 * A function that makes no generator may be given as well: then the task has
 * what it returns, throws or resolves to.
 *
 * @typeParam A The types of the arguments.
 * @typeParam R What the coroutine returns.
 * @param fn The generator function.
 * @returns The function; each call starts at once.
 * @throws {TypeError} If `fn` is no function.
 *
 * @example
 * ```ts
 * import { coroutine, sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const double = coroutine(function* double(n: number) {
 *   yield* sleep(1);
 *   return 2 * n;
 * });
 * assertEquals(double.name, "double");
 * assertEquals(await double(21), 42);
 * ```
 */
export function coroutine<T, A extends unknown[], R>(
  fn: (this: T, ...args: A) => Coroutine<R>,
): (this: T, ...args: A) => Task<R>;
export function coroutine(
  fn: (...args: never[]) => unknown,
): (...args: unknown[]) => Task<unknown> {
  checkFunction(fn, "make a coroutine(fn)");
  const name = nameOf(fn);
  nameSite(fn, name);
  const label = name || NAMELESS;
  const call = function (this: unknown, ...args: unknown[]): Task<unknown> {
    // Not by `prepare`: arguments that are handed on need an array on the heap,
    // which S3a pays a fifth for.
    let body: Body;
    try {
      body = bodyFrom(fn.apply(this, args as never[]));
    } catch (error) {
      body = failing(error);
    }
    return new Task(body, label)._start();
  };
  return Object.defineProperties(call, {
    name: { value: name, configurable: true },
    length: { value: fn.length, configurable: true },
    [COROUTINE]: { value: true },
  });
}

/**
 * Whether the calls of a function are tasks: whether it came from
 * {@linkcode coroutine}.
 *
 * @param fn Anything.
 * @returns `true` for such a function, from whichever loaded copy.
 *
 * @example
 * ```ts
 * import { coroutine, isCoroutineFunction } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isCoroutineFunction(coroutine(function* () {})), true);
 * assertEquals(isCoroutineFunction(function* () {}), false);
 * ```
 */
export function isCoroutineFunction(fn: unknown): boolean {
  return typeof fn === "function" &&
    (fn as { [COROUTINE]?: unknown })[COROUTINE] === true;
}

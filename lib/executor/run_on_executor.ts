import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Future } from "../future/future.ts";
import type { Call } from "./_call.ts";
import { defaultExecutor } from "./default_executor.ts";
import { METHOD } from "./_exports.ts";
import type { Executor } from "./executor.ts";

/** Options of {@linkcode runOnExecutor}. */
export interface RunOnExecutorOptions {
  /** The field of `this` that holds the executor: `executor`. */
  executor?: string;
}

/** A method of whatever kind. */
export type AnyMethod = (this: never, ...args: never[]) => unknown;

/** What a decorator of methods is told of its method. */
export type MethodContext = Pick<
  ClassMethodDecoratorContext,
  "kind" | "name" | "static"
>;

/**
 * Has the calls of a method run on the executor that `this` holds in a field,
 * or on the default one. A call gives a Future; to TypeScript, which lets no
 * decorator change a type, the method keeps its own, so write it `async` and
 * `await` its calls, or as a generator for `yield*`. After Tornado's
 * `run_on_executor`; for its `callback` there is `toCallback`.
 *
 * On a {@linkcode WorkerExecutor} the class must be one that the module
 * exports under its own name. `this` is a copy there, made of the fields that
 * are not executors: what the method sets in it stays with the job.
 *
 * @param options The name of the field.
 * @returns The decorator.
 * @throws {TypeError} If it is put on something else than a method.
 *
 * @example
 * ```ts
 * import { InlineExecutor, runOnExecutor } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * class Sums {
 *   executor = new InlineExecutor();
 *   factor = 10;
 *   @runOnExecutor
 *   async times(n: number): Promise<number> {
 *     return await this.factor * n;
 *   }
 * }
 * assertEquals(await new Sums().times(4), 40);
 * ```
 */
export function runOnExecutor(
  options: RunOnExecutorOptions,
): <F extends AnyMethod>(method: F, context: MethodContext) => F;
/**
 * The same for the field `executor`, used without a call.
 *
 * @param method The method.
 * @param context What the language tells of it.
 * @returns The method whose calls are jobs.
 */
export function runOnExecutor<F extends AnyMethod>(
  method: F,
  context: MethodContext,
): F;
export function runOnExecutor(
  given: AnyMethod | RunOnExecutorOptions,
  context?: MethodContext,
): unknown {
  if (typeof given === "function") return decorate(given, context, "executor");
  const field = given?.executor ?? "executor";
  if (typeof field !== "string") {
    throw new TypeError(
      `Cannot use runOnExecutor({ executor: ${describe(field)} }): expected ` +
        "the name of a field",
    );
  }
  return (method: AnyMethod, its: typeof context) =>
    decorate(method, its, field);
}

function decorate(
  method: AnyMethod,
  context:
    | Pick<ClassMethodDecoratorContext, "kind" | "name" | "static">
    | undefined,
  field: string,
): AnyMethod {
  checkFunction(method, "decorate with runOnExecutor");
  const may = context?.kind === "method" && !context.static;
  if (!may || typeof context.name !== "string") {
    throw new TypeError(
      `Cannot use runOnExecutor on ${describe(method)}: expected a method of ` +
        "instances, with a plain name",
    );
  }
  const { name } = context;
  const run = function (this: object, ...args: unknown[]): Future<unknown> {
    const held = (this as Record<string, Executor | undefined>)[field];
    const executor = held ?? defaultExecutor();
    const target = method.bind(this as never) as (
      ...args: unknown[]
    ) => unknown;
    const { _call: call } = executor as { _call?: (call: Call) => unknown };
    if (call === undefined) return executor.submit(target, ...args) as never;
    const owner = this.constructor.name;
    return call.call(executor, {
      target,
      args,
      options: { name: `${owner}.${name}` },
      each: false,
      method: { name: `${owner}#${name}`, self: fieldsOf(this) },
    }) as Future<unknown>;
  };
  return Object.defineProperties(run, {
    name: { value: name, configurable: true },
    length: { value: method.length, configurable: true },
    [METHOD]: { value: method },
  }) as never;
}

/** The fields that a copy is made of. */
function fieldsOf(self: object): object {
  return Object.fromEntries(
    Object.entries(self).filter(([, value]) => !isExecutor(value)),
  );
}

function isExecutor(value: unknown): boolean {
  return value !== null && typeof value === "object" &&
    typeof (value as Partial<Executor>).submit === "function";
}

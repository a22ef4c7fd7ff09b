import type { ContextVar } from "../context/context_var.ts";
import { describe } from "../errors/describe.ts";

/**
 * Something of the submitter's surroundings that a job is to see too.
 *
 * @typeParam W What travels: plain data.
 */
export interface Carrier<W> {
  /** The name by which both threads know it. */
  readonly name: string;
  /** What is current, as plain data; `undefined` if there is nothing. */
  capture(): W | undefined;
  /** Runs the job where that is current. */
  run<R>(value: W, fn: () => R): R;
}

const carriers: Map<string, Carrier<unknown>> = new Map();

/**
 * Has a context variable travel with jobs: a job sees the value that was
 * current at its `submit`. The value is copied, so it must be plain data.
 *
 * Call it where the variable is made, in a module that both threads load, such
 * as that of the jobs: each thread has a variable of its own, and they are
 * matched by name. Variables that are not carried have their default in a job.
 *
 * In place of a variable any {@linkcode Carrier} may be given: with one that
 * injects and extracts, the context of OpenTelemetry travels.
 *
 * @typeParam C The variable, or carrier.
 * @param what It; a second one of a name takes the place of the first.
 * @returns The same.
 * @throws {TypeError} If it is neither.
 *
 * @example
 * ```ts
 * import { carried, InlineExecutor } from "@twister/async/executor";
 * import { ContextVar } from "@twister/async/context";
 * import { assertEquals } from "@std/assert";
 *
 * const user = carried(new ContextVar<string>("user"));
 * await using executor = new InlineExecutor();
 * const job = user.run("ada", () => executor.submit(() => user.get()));
 * assertEquals(await job, "ada");
 * ```
 */
// deno-lint-ignore no-explicit-any -- of whatever type
export function carried<C extends ContextVar<any> | Carrier<any>>(
  what: C,
): C {
  const given = what as Partial<ContextVar<unknown> & Carrier<unknown>> | null;
  const capture = given?.capture ?? given?.get;
  const named = typeof given?.name === "string";
  if (!named || typeof capture !== "function" || !given?.run) {
    throw new TypeError(
      `Cannot carry ${
        describe(what)
      } with jobs: expected a ContextVar, or an ` +
        "object with name, capture() and run(value, fn)",
    );
  }
  const { run } = given;
  carriers.set(given.name!, {
    name: given.name!,
    capture: () => capture.call(what),
    run: (value, fn) => run.call(what, value, fn as never) as never,
  });
  return what;
}

/** What is current of all that is carried. */
export function captureAll(): [name: string, value: unknown][] {
  return [...carriers.values()]
    .map(({ name, capture }): [string, unknown] => [name, capture()])
    .filter(([, value]) => value !== undefined);
}

/** Runs a function where that is current. */
export function runCarried<R>(
  values: readonly (readonly [name: string, value: unknown])[],
  fn: () => R,
): R {
  const [first, ...rest] = values;
  if (first === undefined) return fn();
  const carrier = carriers.get(first[0]), inner = () => runCarried(rest, fn);
  return carrier === undefined ? inner() : carrier.run(first[1], inner);
}

import { checkTime } from "../errors/check.ts";
import { describe, nameOf } from "../errors/describe.ts";
import { driver, isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";
import {
  type Body,
  bodyOf,
  isGenuine,
  NAMELESS,
  nameSite,
  nameSiteOf,
  siteOf,
} from "./body.ts";
import type { Coroutine } from "./protocol.ts";
import { Task } from "./task.ts";
import "./_pinned.ts";
import "./deadlock.ts"; // tells the loop how to find one

/** Options of {@linkcode spawn}. */
export interface SpawnOptions {
  /** The task's name, if not that of the function. */
  name?: string;
  /** Milliseconds for its cleanup when cancelled, if not the loop's. */
  grace?: number;
}

/**
 * Starts a coroutine: it runs at once, to the first thing it must wait for,
 * and goes on from the loop. An error in it, also one before the first yield,
 * is the task's.
 *
 * @typeParam R What the coroutine returns.
 * @param what A generator function, called without arguments, or a generator.
 * @param options A name, a grace.
 * @returns The task.
 * @throws {TypeError} If it is neither.
 * @throws {InvalidStateError} If the generator is driven already.
 *
 * @example
 * ```ts
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const task = spawn(function* () {
 *   yield* sleep(1);
 *   return "slept";
 * });
 * assertEquals(await task, "slept");
 * ```
 */
export function spawn<R>(
  what: (() => Coroutine<R>) | Coroutine<R>,
  options: SpawnOptions = {},
): Task<R> {
  const { name, grace } = options;
  if (grace !== undefined) checkTime(grace, "spawn(fn, { grace })");
  const isFunction = typeof what === "function";
  if (!isFunction && !isBody(what)) {
    throw new TypeError(
      `Cannot spawn ${describe(what)}: expected a generator function or a ` +
        "generator",
    );
  }
  const task = isFunction
    ? prepare(what, undefined, [], name)
    : new Task(bodyOf(what as Body), name ?? siteOf(what as Body) ?? NAMELESS);
  if (grace !== undefined) task._recorded().grace = grace;
  return task._start() as Task<R>;
}

/**
 * The task of a call, not started: for a generator function that of its
 * generator, else one that ends as the plain or async function does.
 */
export function prepare(
  fn: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
  name: string = nameOf(fn) || NAMELESS,
): Task<unknown> {
  nameSite(fn, nameOf(fn));
  let body: Body;
  try {
    body = bodyFrom(fn.apply(self, args as never[]));
  } catch (error) {
    body = failing(error);
  }
  return new Task(body, name);
}

/** The generator for what a coroutine function gave, whatever it is. */
export function bodyFrom(made: unknown): Body {
  if (isGenuine(made)) return made;
  return isBody(made) ? bodyOf(made) : giving(made);
}

/** The generator for a call that threw: an error of the task's own. */
// deno-lint-ignore require-yield -- it only throws
export function* failing(error: unknown): Generator<never, never, unknown> {
  throw error;
}

function* giving(value: unknown): Generator<unknown, unknown, unknown> {
  if (isAsyncGenerator(value)) throw noCoroutine(value);
  return thenOf(value) === undefined ? value : yield value;
}

function isAsyncGenerator(value: unknown): boolean {
  return value !== null && typeof value === "object" &&
    Symbol.asyncIterator in value && "throw" in value;
}

function noCoroutine(generator: unknown): TypeError {
  return new TypeError(
    `Cannot run ${describe(generator)} as a coroutine: it is an async ` +
      "generator, whose yields are values for others. Write function* " +
      "without async",
  );
}

function isBody(value: unknown): value is Body {
  return isGenuine(value) || isGenerator(value);
}

// So that `loop.run` can start generators, though the loop lies below.
driver.start = (generator, name) => {
  nameSiteOf(generator as Body, name);
  return spawn(generator as Coroutine<unknown>, name === "" ? {} : { name });
};

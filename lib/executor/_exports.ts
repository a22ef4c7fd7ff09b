/**
 * Which function of a module is meant, told across threads.
 *
 * Each thread has its own copy of a module, so a function cannot be known by
 * identity. Loading the module on the submitter's side too was rejected: the
 * module may be the very one that waits for the job at its top level, and the
 * import would then wait for itself. The text of a function is the same on both
 * sides, so it and the name tell.
 */

import { describe, nameOf } from "../errors/describe.ts";
import type { Target } from "./_call.ts";

/** What a thread tells of a module: name and text of each function. */
export type Exports = readonly (readonly [name: string, text: string])[];

/** A function that can be a job. */
export type JobFunction = (...args: unknown[]) => unknown;

/** Under this key a decorated method holds the method as it was written. */
export const METHOD: unique symbol = Symbol.for("twister.method") as never;

/** What of a module can be a job, by name; a method takes its `this` first. */
export function jobsOf(
  module: Readonly<Record<string, unknown>>,
): Map<string, { fn: JobFunction; text: string }> {
  const jobs = new Map<string, { fn: JobFunction; text: string }>();
  for (const [name, value] of Object.entries(module)) {
    if (typeof value !== "function") continue;
    jobs.set(name, { fn: value as JobFunction, text: textOf(value) });
    const proto: unknown = value.prototype;
    if (proto === null || typeof proto !== "object") continue;
    for (const [key, at] of Object.entries(descriptorsOf(proto))) {
      const method = (at.value as { [METHOD]?: JobFunction } | undefined)
        ?.[METHOD];
      if (method === undefined) continue;
      const fn = (self: unknown, ...args: unknown[]) =>
        method.apply(Object.assign(Object.create(proto), self), args);
      jobs.set(`${name}#${key}`, { fn, text: textOf(method) });
    }
  }
  return jobs;
}

const descriptorsOf = Object.getOwnPropertyDescriptors as (
  object: object,
) => Record<string, PropertyDescriptor>;

function textOf(fn: unknown): string {
  return Function.prototype.toString.call(fn);
}

/**
 * The name by which a module exports what was submitted.
 *
 * @throws {TypeError} If it does not.
 */
export function nameIn(
  exports: Exports,
  target: Target,
  module: string,
): string {
  if (typeof target === "string") {
    if (exports.some(([name]) => name === target)) return target;
    throw unknown(JSON.stringify(target), exports, module);
  }
  const text = textOf(target), own = nameOf(target);
  const same = exports.filter((one) => one[1] === text);
  const named = same.find(([name]) => name === own) ??
    (same.length === 1 ? same[0] : undefined);
  if (named !== undefined) return named[0];
  if (same.length === 0) throw unknown(describe(target), exports, module);
  throw new TypeError(
    `Cannot submit ${describe(target)}: ${list(same)} of ${module} have the ` +
      "same text. Submit it by the name of its export",
  );
}

function unknown(what: string, exports: Exports, module: string): TypeError {
  const known = exports.length === 0
    ? "which exports no function"
    : `which exports ${list(exports)}`;
  return new TypeError(
    `Cannot submit ${what}: it is not exported by ${module}, ${known}. A job ` +
      "is a function that the executor's module exports",
  );
}

function list(exports: Exports): string {
  return exports.map(([name]) => name).join(", ");
}

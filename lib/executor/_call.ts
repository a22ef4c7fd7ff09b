/**
 * One call that an executor is asked for.
 */

import { checkFunction, checkTime } from "../errors/check.ts";
import { describe, nameOf } from "../errors/describe.ts";
import type { JobOptions } from "./executor.ts";

/** A function of the user's, or the name by which the module exports it. */
export type Target = string | ((...args: never[]) => unknown);

/** The call. */
export interface Call {
  readonly target: Target;
  readonly args: readonly unknown[];
  readonly options: JobOptions;
  /** Whether `args` are items, for each of which the function is called. */
  readonly each: boolean;
  /** For a method: its name in the module, and the fields of `this`. */
  readonly method?: { readonly name: string; readonly self: object };
}

/** What the module's function is called, and with what. */
export function asExport({ target, args, method }: Call): {
  target: Target;
  args: unknown[];
} {
  return method === undefined
    ? { target, args: [...args] }
    : { target: method.name, args: [method.self, ...args] };
}

/** Its name, for people. */
export function nameOfCall({ target, options }: Call): string {
  if (options.name !== undefined) return options.name;
  return typeof target === "string" ? target : nameOf(target) || "<anonymous>";
}

/** Insists on a target. */
export function checkTarget(target: unknown, call: string): void {
  if (typeof target !== "string") checkFunction(target, call);
}

/** Insists on options of the right types. */
export function checkOptions(options: JobOptions): void {
  const { priority = 0, grace = 0, abandon = false, name = "" } = options;
  if (typeof priority !== "number" || priority !== priority) {
    const text = `Cannot use priority ${describe(priority)}: expected a number`;
    throw typeof priority === "number"
      ? new RangeError(text)
      : new TypeError(text);
  }
  checkTime(grace, "use with({ grace })");
  if (typeof abandon !== "boolean") {
    throw new TypeError(
      `Cannot use abandon ${describe(abandon)}: expected true or false`,
    );
  }
  if (typeof name !== "string") {
    throw new TypeError(
      `Cannot use name ${describe(name)}: expected a string`,
    );
  }
}

import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";

/** A class of errors. */
// deno-lint-ignore no-explicit-any -- its arguments are its own affair
export type ErrorClass = abstract new (...args: any[]) => Error;

const classes: Map<string, ErrorClass> = new Map();

/**
 * Has errors of a class come back from a worker as instances of it. Without
 * that an error of the user's own class comes back as the nearest built-in
 * class, under its own name.
 *
 * Register it where the results arrive. The constructor is not called again:
 * message, `cause`, stack and own properties are what the job's error had.
 * Private fields (`#x`) do not travel.
 *
 * @typeParam C The class.
 * @param Class The class. It is known by its name; a second one of that name
 * takes the place of the first.
 * @returns The class.
 * @throws {TypeError} If it is no class of errors, or has no name.
 *
 * @example
 * ```ts
 * import { registerError } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * class ParseError extends Error {}
 * assertEquals(registerError(ParseError), ParseError);
 * ```
 */
export function registerError<C extends ErrorClass>(Class: C): C {
  checkFunction(Class, "registerError(Class)");
  if (!(Class.prototype instanceof Error) || Class.name === "") {
    throw new TypeError(
      `Cannot registerError(${describe(Class)}): expected a named class that ` +
        "extends Error",
    );
  }
  classes.set(Class.name, Class);
  return Class;
}

/** The registered class of a name. */
export function registered(name: string): ErrorClass | undefined {
  return classes.get(name);
}

/**
 * The class that every error of this package extends.
 */

/**
 * The key under which an error's prototype says which class of this package it
 * belongs to. It is a registered symbol, so two loaded copies of the package
 * know each other's errors, which `instanceof` alone would not.
 */
const BRAND: unique symbol = Symbol.for("twister.error") as never;

/** Options of an error: the platform's own. */
export interface TwisterErrorOptions {
  /** What led to this error. */
  cause?: unknown;
}

/**
 * Base of all errors that this package throws. Tell them apart by class, by
 * `name`, or with `instanceof`, which also knows the errors of another loaded
 * copy of the package.
 *
 * @example Catch whatever the package itself complains about
 * ```ts
 * import { InvalidStateError, TwisterError } from "@twister/async/errors";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const error = new InvalidStateError("Cannot read a pending Future");
 * assert(error instanceof TwisterError);
 * assertEquals(error.name, "InvalidStateError");
 * ```
 */
export class TwisterError extends Error {
  /**
   * Makes the error.
   *
   * @param message What was being done, what was found, what to do.
   * @param options May carry the `cause`.
   */
  constructor(message?: string, options?: TwisterErrorOptions) {
    super(message, options);
  }

  /**
   * Whether a value is an error of this class, from whichever loaded copy of
   * the package. Lets `instanceof` answer by brand.
   *
   * @param value Anything.
   * @returns `true` for an instance of the class on the right-hand side.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    try {
      return Function.prototype[Symbol.hasInstance].call(this, value) ||
        hasBrand(this.prototype, value);
    } catch {
      return false; // a proxy that refuses: not one of ours
    }
  }
}

/** Gives a class of errors its `name` and its brand, on the prototype. */
export function brandError(prototype: object, name: string): void {
  define(prototype, "name", name);
  define(prototype, BRAND, name);
}

function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/** The brand of a class: its own, so a user's subclass has none. */
function ownBrand(prototype: object): unknown {
  return Object.getOwnPropertyDescriptor(prototype, BRAND)?.value;
}

/** Walks the prototypes: a branded class answers for its subclasses too. */
function hasBrand(prototype: object, value: unknown): boolean {
  const wanted = ownBrand(prototype);
  if (wanted === undefined || value === null || typeof value !== "object") {
    return false;
  }
  let at: object | null = Object.getPrototypeOf(value);
  for (; at !== null; at = Object.getPrototypeOf(at)) {
    const brand = ownBrand(at);
    if (brand === wanted) return true;
    // The group's error is an AggregateError, so it cannot extend the base.
    if (brand !== undefined && wanted === "TwisterError") return true;
  }
  return false;
}

brandError(TwisterError.prototype, "TwisterError");

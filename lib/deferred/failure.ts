import { running } from "../context/running.ts";
import { describe } from "../errors/describe.ts";
import type { Hop } from "../traceback/hops.ts";
import { formatPath, hopsOf, present } from "../traceback/stitch.ts";

/** The mark on the prototype of every Failure, of whichever loaded copy. */
const BRAND: unique symbol = Symbol.for("twister.failure") as never;

/** Any class that can be asked for with `instanceof`. */
// deno-lint-ignore no-explicit-any -- the arguments do not matter here
export type ErrorClass = abstract new (...args: any) => unknown;

/**
 * An error as a value, together with the path it took.
 *
 * A Deferred hands errors to its errbacks in this form, so that a callback can
 * return one where throwing would be in the way, and so that what was thrown
 * may be anything: a frozen error and a bare string keep their path here too.
 * From Twisted.
 *
 * @example
 * ```ts
 * import { fail } from "@twister/async/deferred";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * fail(new RangeError("too far")).addErrback((failure) => {
 *   failure.trap(RangeError);
 *   log.push((failure.value as Error).message);
 * });
 * assertEquals(log, ["too far"]);
 * ```
 */
export class Failure {
  /** The path by which the error came here. @internal */
  declare readonly _hops: Hop | undefined;
  readonly #error: unknown;

  /**
   * Wraps an error.
   *
   * @param error What was thrown, or could have been: any value. Of another
   * Failure the error is taken, with its path.
   */
  constructor(error?: unknown) {
    const failure = isFailure(error) ? error : undefined;
    this.#error = failure === undefined ? error : failure.value;
    // A primitive has no identity: the path of an equal one is not its own.
    this._hops = failure !== undefined
      ? failure._hops
      : isObject(error)
      ? hopsOf(error)
      : undefined;
  }

  /**
   * The Failure of anything.
   *
   * @param error What was thrown; a Failure comes back as it is.
   * @returns The Failure.
   *
   * @example
   * ```ts
   * import { Failure } from "@twister/async/deferred";
   * import { assertEquals, assertStrictEquals } from "@std/assert";
   *
   * const failure = Failure.from("a plain string");
   * assertEquals(failure.value, "a plain string");
   * assertStrictEquals(Failure.from(failure), failure);
   * ```
   */
  static from(error?: unknown): Failure {
    return hasFailed(error) ? error : new Failure(error);
  }

  /**
   * The error itself, the very object. Where it went more ways than one, its
   * `stack` tells from now on by which it came here.
   */
  get value(): unknown {
    present(this.#error, this._hops, running.debug);
    return this.#error;
  }

  /**
   * Which of some classes the error is of.
   *
   * @param classes Classes of errors; a subclass counts as its parents.
   * @returns The first that fits, or `undefined`.
   * @throws {TypeError} If no class is given, or something that is none.
   *
   * @example
   * ```ts
   * import { Failure } from "@twister/async/deferred";
   * import { assertEquals } from "@std/assert";
   *
   * const failure = new Failure(new TypeError("no"));
   * assertEquals(failure.check(RangeError, Error), Error);
   * assertEquals(failure.check(RangeError), undefined);
   * ```
   */
  check<C extends readonly ErrorClass[]>(
    ...classes: C
  ): C[number] | undefined {
    return this.#match(classes, "check");
  }

  /**
   * Lets only errors of some classes go on to the rest of an errback.
   *
   * @param classes Classes of errors; a subclass counts as its parents.
   * @returns The first that fits.
   * @throws {TypeError} If no class is given, or something that is none.
   * @throws The error itself, if none fits: out of an errback it goes on to
   * the next one.
   *
   * @example
   * ```ts
   * import { fail } from "@twister/async/deferred";
   * import { assertEquals } from "@std/assert";
   *
   * const seen: string[] = [];
   * fail(new TypeError("no"))
   *   .addErrback((failure) => void failure.trap(RangeError))
   *   .addErrback((failure) => void seen.push(String(failure.value)));
   * assertEquals(seen, ["TypeError: no"]);
   * ```
   */
  trap<C extends readonly ErrorClass[]>(...classes: C): C[number] {
    const found = this.#match(classes, "trap");
    if (found === undefined) throw this.value;
    return found;
  }

  /**
   * Throws the error, for code that wants to catch it.
   *
   * @throws The very error.
   *
   * @example
   * ```ts
   * import { Failure } from "@twister/async/deferred";
   * import { assertThrows } from "@std/assert";
   *
   * const failure = new Failure(new RangeError("too far"));
   * assertThrows(() => failure.raise(), RangeError, "too far");
   * ```
   */
  raise(): never {
    throw this.value;
  }

  /**
   * The whole text: the error's own frames, then a line for each callback,
   * coroutine and `await` it passed. The same as the `stack` of its
   * `value`; also there for a frozen error or one that is no object.
   *
   * @returns The text, in the form of a V8 stack.
   *
   * @example
   * ```ts
   * import { Deferred, fail, type Failure } from "@twister/async/deferred";
   * import { assertMatch } from "@std/assert";
   *
   * let text = "";
   * const page = new Deferred<string>();
   * page.addCallback(function load() {
   *   return fail(new Error("gone"));
   * }).addErrback((failure: Failure) => {
   *   text = failure.traceback();
   * });
   * page.callback("index");
   * assertMatch(text, /^Error: gone\n[^]*    at async load /);
   * ```
   */
  traceback(): string {
    return formatPath(this.#error, this._hops);
  }

  /** How it is printed: the kind, then the error in short. */
  toString(): string {
    return `Failure: ${describe(this.#error)}`;
  }

  /** Whether a value is a Failure of this copy. @internal */
  static _is(value: unknown): value is Failure {
    // Unlike `instanceof` this asks nothing of the value, which may be a
    // proxy that throws when it is asked.
    return value !== null && typeof value === "object" && #error in value;
  }

  /** Whether it holds this very error. @internal */
  _holds(error: unknown): boolean {
    return Object.is(this.#error, error);
  }

  /** The same error by another path. @internal */
  _by(hops: Hop | undefined): Failure {
    if (hops === this._hops) return this;
    const failure = new Failure(this.#error);
    (failure as { _hops: Hop | undefined })._hops = hops;
    return failure;
  }

  #match<C>(classes: readonly C[], call: string): C | undefined {
    if (classes.length === 0) {
      throw new TypeError(
        `Cannot ${call} a failure for nothing: name the classes of errors, ` +
          `as in ${call}(RangeError)`,
      );
    }
    const wrong = classes.find((one) => typeof one !== "function");
    if (wrong !== undefined || classes.includes(undefined as never)) {
      throw new TypeError(
        `Cannot ${call} a failure for ${describe(wrong)}: expected classes ` +
          "of errors",
      );
    }
    return classes.find((one) => isInstance(this.#error, one));
  }
}

for (
  const [key, value] of [
    [BRAND, true],
    // How Node's and Deno's `console.log` ask.
    [Symbol.for("nodejs.util.inspect.custom"), Failure.prototype.toString],
  ] as const
) Object.defineProperty(Failure.prototype, key, { value });

function isObject(value: unknown): boolean {
  return value !== null &&
    (typeof value === "object" || typeof value === "function");
}

/** Whether a result is a failure: one of this copy, as all in a chain are. */
export const hasFailed: (result: unknown) => result is Failure = Failure._is;

/** Whether a value is a Failure. Hostile objects are none. */
export function isFailure(value: unknown): value is Failure {
  try {
    return value !== null && typeof value === "object" &&
      (value as { [BRAND]?: unknown })[BRAND] === true;
  } catch {
    return false;
  }
}

/** A thrown value may be a proxy that fails even `instanceof`. */
function isInstance(error: unknown, one: unknown): boolean {
  try {
    return error instanceof (one as ErrorClass);
  } catch {
    return false;
  }
}

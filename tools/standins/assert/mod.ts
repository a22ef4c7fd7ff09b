/**
 * Stands in for `@std/assert` where JSR cannot be reached.
 *
 * It holds the names that this project uses, with the real signatures.
 * Comparison is Node's, which is stricter in a few corners (`-0`, a null
 * prototype, the message of an error): what passes here passes there.
 *
 * @module
 */
import { deepStrictEqual } from "node:assert/strict";
import {
  inspect,
  isDeepStrictEqual,
  stripVTControlCharacters,
} from "node:util";

// deno-lint-ignore no-explicit-any
type AnyClass<E> = abstract new (...args: any[]) => E;
// deno-lint-ignore no-explicit-any
type AnyConcreteClass<E> = new (...args: any[]) => E;

/** What a failed assertion throws. */
export class AssertionError extends Error {
  /** Makes one with a message. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

const suffix = (msg: string | undefined) => msg ? `: ${msg}` : ".";

/** Throws always. */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${suffix(msg)}`);
}

/** Throws, as the place was held to be out of reach. */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${suffix(msg)}`);
}

/** Wants something truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Wants something falsy. */
export function assertFalse(expr: unknown, msg = ""): void {
  if (expr) throw new AssertionError(msg);
}

/** Wants something that is neither `undefined` nor `null`. */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    throw new AssertionError(
      `Expected actual: "${actual}" to not be null or undefined${suffix(msg)}`,
    );
  }
}

/** Wants deep equality. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  let difference = "";
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    difference = (error as Error).message;
  }
  throw new AssertionError(
    `Values are not equal${suffix(msg)}\n${difference}`,
  );
}

/** Wants deep inequality. */
export function assertNotEquals<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!isDeepStrictEqual(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${inspect(actual)} not to be: ${inspect(expected)}` +
      suffix(msg),
  );
}

/** Wants the same value, by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(
    `Values are not strictly equal${suffix(msg)}\n` +
      `${inspect(actual)} !== ${inspect(expected)}`,
  );
}

/** Wants another value, by `Object.is`. */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(
    `Expected "actual" to not be strictly equal to: ${inspect(actual)}` +
      suffix(msg),
  );
}

/** Wants an instance of a class. */
export function assertInstanceOf<T>(
  actual: unknown,
  expectedType: AnyClass<T>,
  msg = "",
): asserts actual is T {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    `Expected object to be an instance of "${expectedType.name}" but was ` +
      `${inspect(actual, { depth: 0 })}${suffix(msg)}`,
  );
}

/** Wants a number near another one. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  const allowed = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (Object.is(actual, expected)) return;
  if (Math.abs(expected - actual) <= allowed) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to be close to "${expected}" by ` +
      `"${allowed}"${suffix(msg)}`,
  );
}

function relation<T>(
  holds: boolean,
  actual: T,
  wanted: string,
  expected: T,
  msg: string | undefined,
): void {
  if (holds) return;
  throw new AssertionError(
    msg ?? `Expect ${inspect(actual)} ${wanted} ${inspect(expected)}`,
  );
}

/** Wants `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  relation(actual > expected, actual, ">", expected, msg);
}

/** Wants `actual >= expected`. */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  relation(actual >= expected, actual, ">=", expected, msg);
}

/** Wants `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  relation(actual < expected, actual, "<", expected, msg);
}

/** Wants `actual <= expected`. */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  relation(actual <= expected, actual, "<=", expected, msg);
}

/** Wants a text that matches. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to match: "${expected}"${suffix(msg)}`,
  );
}

/** Wants a text that does not match. */
export function assertNotMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (!expected.test(actual)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to not match: "${expected}"${suffix(msg)}`,
  );
}

/** Wants a text that holds another. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to contain: "${expected}"${suffix(msg)}`,
  );
}

function checkThrown<E>(
  error: unknown,
  verb: string,
  ErrorClass: AnyClass<E> | undefined,
  includes: string | undefined,
  msg: string | undefined,
): void {
  if (ErrorClass === undefined) return;
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was ${verb}${suffix(msg)}`);
  }
  if (!(error instanceof ErrorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was ` +
        `"${error.constructor?.name}"${suffix(msg)}`,
    );
  }
  const plain = stripVTControlCharacters(error.message);
  if (includes && !plain.includes(stripVTControlCharacters(includes))) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(includes)}, but ` +
        `got ${JSON.stringify(error.message)}${suffix(msg)}`,
    );
  }
}

/** Wants a function that throws; gives what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Wants a function that throws a certain error; gives that error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: AnyConcreteClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMsg?: AnyConcreteClass<E> | string,
  msgIncludes?: string,
  lastMsg?: string,
): unknown {
  const byMsg = typeof classOrMsg === "string";
  const msg = byMsg ? classOrMsg : lastMsg;
  try {
    fn();
  } catch (error) {
    checkThrown(
      error,
      "thrown",
      byMsg ? undefined : classOrMsg,
      msgIncludes,
      msg,
    );
    return error;
  }
  throw new AssertionError(`Expected function to throw${suffix(msg)}`);
}

/** Wants a promise that rejects; gives the reason. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/** Wants a promise that rejects with a certain error; gives that error. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: AnyConcreteClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: AnyConcreteClass<E> | string,
  msgIncludes?: string,
  lastMsg?: string,
): Promise<unknown> {
  const byMsg = typeof classOrMsg === "string";
  const msg = byMsg ? classOrMsg : lastMsg;
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
  } catch {
    // Told below: a synchronous throw is no rejection.
  }
  // Typed as a promise, but a mistaken test may give anything.
  if (typeof promise?.then !== "function") {
    throw new AssertionError(
      `Function throws when expected to reject${suffix(msg)}`,
    );
  }
  try {
    await promise;
  } catch (error) {
    checkThrown(
      error,
      "rejected",
      byMsg ? undefined : classOrMsg,
      msgIncludes,
      msg,
    );
    return error;
  }
  throw new AssertionError(`Expected function to reject${suffix(msg)}`);
}

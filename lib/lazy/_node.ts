/**
 * What a Lazy is made of: one link of a description that is run later.
 *
 * The links are data and not closures, so that a loop can run a million of them
 * without a stack.
 */

/** A value that is there. */
export const PURE = 0;
/** An error that is there. */
export const FAIL = 1;
/** A function that is called; what it gives is waited for. */
export const CALL = 2;
/** From here on there is a source, which is run first. */
export const MAP = 3;
/** A function of the value that gives what is run next. */
export const FLAT_MAP = 4;
/** A function of the error that gives a value or what is run next. */
export const RECOVER = 5;

/** A class, of errors mostly. */
export type Class<T = unknown> = abstract new (...args: never[]) => T;

/** Marks the nodes of this copy of the package, whose fields can be read. */
export const NODE: unique symbol = Symbol("a Lazy of this copy");

/** One link. */
export interface Node {
  readonly _kind: number;
  /** The value, the error or the function. */
  readonly _given: unknown;
  readonly _source: Node | undefined;
  /** The errors that a `recover` is for, if not for all. */
  readonly _only: Class | undefined;
}

/** Whether a value is a Lazy of this copy. */
export function isNode(value: unknown): value is Node {
  return value !== null && typeof value === "object" &&
    (value as { [NODE]?: unknown })[NODE] === true;
}

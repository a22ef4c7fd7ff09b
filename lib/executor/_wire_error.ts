/**
 * Errors on their way between threads.
 *
 * A structured clone of an error forgets its class and its own properties; so
 * an error is taken apart here and put together on the other side.
 */

import { describe } from "../errors/describe.ts";
import { suppress, suppressed } from "../errors/suppressed.ts";
import { isFuture } from "../future/brand.ts";
import { parseFrames } from "../traceback/frames.ts";
import { traceOf } from "../traceback/traces.ts";
import { classNames, classOf } from "./_error_classes.ts";

/** A thrown value in parts that can be cloned. */
export type WireError =
  | WireParts
  | { readonly kind: "value"; readonly value: unknown }
  /** One that was met before, by its number in that order. */
  | { readonly kind: "again"; readonly number: number };

interface WireParts {
  readonly kind: "error";
  readonly classes: readonly string[];
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly own: readonly (readonly [key: string, value: WireError])[];
  /** Empty, or with the one cause, which may be `undefined`. */
  readonly cause: readonly WireError[];
  readonly errors: readonly WireError[] | undefined;
  readonly suppressed: readonly WireError[];
}

/** Properties that are told apart from the others. */
const SPECIAL = ["name", "message", "stack", "cause", "errors"];

/** Takes a thrown value apart. It never fails. */
export function packError(error: unknown): WireError {
  try {
    return pack(error, new Map());
  } catch {
    return { kind: "value", value: describe(error) };
  }
}

/** Puts it together again, with the classes that are known here. */
export function unpackError(wire: WireError): unknown {
  return unpack(wire, []);
}

function pack(error: unknown, known: Map<object, number>): WireError {
  if (!isError(error)) return { kind: "value", value: clonable(error) };
  const number = known.get(error);
  if (number !== undefined) return { kind: "again", number };
  known.set(error, known.size);
  const inner = (value: unknown) => pack(value, known);
  const { errors } = error as { errors?: unknown };
  return {
    kind: "error",
    classes: classNames(error),
    name: text(error.name),
    message: text(error.message),
    stack: stackOf(error),
    own: ownOf(error).map(([key, value]) => [key, inner(value)] as const),
    cause: Object.hasOwn(error, "cause") ? [inner(error.cause)] : [],
    errors: Array.isArray(errors) ? errors.map(inner) : undefined,
    suppressed: suppressed(error).map(inner),
  };
}

/** Own properties that can travel: those that cannot are left behind. */
function ownOf(error: Error): [string, unknown][] {
  return Object.entries(error).filter(([key, value]) =>
    !SPECIAL.includes(key) && !isFuture(value) &&
    (isError(value) || tryClone(value))
  );
}

function tryClone(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function clonable(value: unknown): unknown {
  return tryClone(value) ? value : describe(value);
}

function isError(value: unknown): value is Error {
  return value instanceof Error || value instanceof DOMException;
}

/**
 * The stack as it is to be told on the other side, which cannot tell our frames
 * from the user's once it has put its own behind.
 */
function stackOf(error: Error): string {
  const whole = text(error.stack), message = text(error.message);
  const [own = ""] = whole.split("\n    [suppressed]");
  // A hop of which only the name is known looks like a frame of the host's.
  if (traceOf(error)?.hops) {
    return own.replaceAll("(<anonymous>)", "(<worker>)");
  }
  const { header, near } = parseFrames(own, message);
  return [header, ...near].join("\n");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : describe(value);
}

function unpack(wire: WireError, known: object[]): unknown {
  if (wire.kind === "value") return wire.value;
  if (wire.kind === "again") return known[wire.number];
  const error = make(wire);
  known.push(error);
  // In the order of packing, for that is how they are numbered.
  for (const [key, value] of wire.own) {
    put(error, key, unpack(value, known), true);
  }
  for (const cause of wire.cause) put(error, "cause", unpack(cause, known));
  if (wire.errors !== undefined) {
    put(error, "errors", wire.errors.map((one) => unpack(one, known)));
  }
  for (const one of wire.suppressed) suppress(error, unpack(one, known));
  return error;
}

function make({ classes, name, message, stack }: WireParts): object {
  const error = classes[0] === "DOMException"
    ? new DOMException(message, name)
    : Object.setPrototypeOf(new Error(message), classOf(classes).prototype);
  if (error.name !== name) put(error, "name", name);
  put(error, "stack", stack);
  return error;
}

function put(error: object, key: string, value: unknown, enumerable = false) {
  Object.defineProperty(error, key, {
    value,
    enumerable,
    configurable: true,
    writable: true,
  });
}

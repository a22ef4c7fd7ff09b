/**
 * The generator of a task: which function it is of, and that only one drives it.
 */

import { InvalidStateError } from "../errors/invalid_state_error.ts";

/**
 * What a task drives.
 *
 * @internal
 */
export type Body = Iterator<unknown, unknown, unknown>;

const PROTOTYPE: object = Object.getPrototypeOf(function* () {}).prototype;

/**
 * Under this key the prototype that all generators of a function share has the
 * function's name: set once a definition, so a task pays nothing for it.
 */
const SITE: unique symbol = Symbol("function");

/** Set on a generator object that the user handed over to be driven. */
const DRIVEN: unique symbol = Symbol("driven");

/** The name of a task whose function has none or is not known. */
export const NAMELESS = "<anonymous>";

const { isPrototypeOf } = Object.prototype;

/** Whether a value is a generator of this realm: one look at its prototypes. */
export function isGenuine(value: unknown): value is Body {
  return isPrototypeOf.call(PROTOTYPE, value as object);
}

interface Marked {
  [SITE]?: string;
  [DRIVEN]?: boolean;
}

/** Notes the name of a generator function where its generators find it. */
export function nameSite(fn: unknown, name: string): void {
  notePrototype((fn as { prototype?: object }).prototype, name);
}

/** The same, from a generator of the function. */
export function nameSiteOf(body: Body, name: string): void {
  notePrototype(Object.getPrototypeOf(body), name);
}

function notePrototype(prototype: Marked | undefined, name: string): void {
  if (prototype === undefined || prototype === null || name === "") return;
  // A prototype that is written to throws away the code compiled for it.
  if (prototype[SITE] !== name) prototype[SITE] = name;
}

/** The name of the function that a generator is of, where it is known. */
export function siteOf(body: Body | undefined): string | undefined {
  return (body as Marked | undefined)?.[SITE];
}

/**
 * A generator object that the user made, ready to be driven.
 *
 * @throws {InvalidStateError} If it is driven already: the second driver would
 * take the values that the first one's `yield` waits for.
 */
export function bodyOf(generator: Body): Body {
  // Another realm's generator, or an iterator in a generator's shape: a real
  // generator around it has the methods that the Runner calls.
  if (!isGenuine(generator)) return around(generator);
  const marked = generator as Marked;
  if (marked[DRIVEN]) {
    throw new InvalidStateError(
      "Cannot drive a generator twice: it is a coroutine already. " +
        "Call its function again for a new one, or wait for its task",
    );
  }
  Reflect.set(marked, DRIVEN, true);
  return generator;
}

function* around(iterator: Body): Generator<unknown, unknown, unknown> {
  return yield* { [Symbol.iterator]: () => iterator };
}

/**
 * Makes a stream's items of whatever has items.
 */

import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { YIELDABLE } from "../coroutine/protocol.ts";
import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";
import {
  Awaiting,
  iteratorAsked,
  sourceAsked,
  streamAsked,
} from "./_awaiting.ts";
import { Flattening } from "./_flattening.ts";
import { Fused } from "./_fused.ts";
import { Indexing, Iterating } from "./_iterating.ts";
import { mapping } from "./_links.ts";
import { Producing } from "./_producing.ts";
import type { Pull } from "./_pull.ts";
import { isWaitable, type Steps } from "./_steps.ts";

/** A method under this key opens a stream of this copy. */
export const OPEN: unique symbol = Symbol("opens a LazyStream");

/** Makes a new run of a stream; nothing is begun by that. */
export type Opener = () => Pull;

const GENERATOR_FUNCTION: object = Object.getPrototypeOf(function* () {});

type Faces = {
  readonly [OPEN]?: Opener;
  readonly getReader?: unknown;
  readonly next?: unknown;
  readonly close?: unknown;
  readonly [Symbol.asyncIterator]?: unknown;
  readonly [Symbol.iterator]?: unknown;
};

/**
 * How the items of a value are gone through.
 *
 * @param given What a user passed.
 * @param call The call in the user's words.
 * @throws {TypeError} If it has no items.
 */
export function openerOf(given: unknown, call: string): Opener {
  if (typeof given === "function") return ofFunction(given);
  const may = (given ?? {}) as Faces;
  const own = may[OPEN];
  if (own !== undefined) return () => own.call(given);
  if (thenOf(given) !== undefined || isLazy(given)) throw notItems(given, call);
  if (typeof may.getReader === "function") {
    return () => new Awaiting(() => streamAsked(once(given, true)));
  }
  if (typeof may.next === "function" && typeof may.close === "function") {
    return () => new Awaiting(() => sourceAsked(once(given, true)));
  }
  if (typeof may[Symbol.asyncIterator] === "function") {
    const items = given as AsyncIterable<unknown>;
    return () =>
      new Awaiting(() => {
        const iterator = items[Symbol.asyncIterator]();
        once(given, iterator === given as unknown);
        return iteratorAsked(iterator);
      });
  }
  const make = may[Symbol.iterator];
  if (typeof make !== "function") throw notItems(given, call);
  if (make === Array.prototype.values) {
    return () => new Indexing(given as unknown[]);
  }
  return () =>
    new Iterating(() => {
      const iterator = make.call(given);
      return once(iterator, iterator === given);
    });
}

/**
 * How the items of what a function gave are gone through: a promise or Future
 * of them is waited for, a generator is one of items.
 *
 * @returns The run, or something to wait for that gives it.
 */
export function opened(made: unknown, call: string): unknown {
  return isGenerator(made) || !isWaitable(made)
    ? openerOf(made, call)()
    : later(made, call);
}

function* later(made: unknown, call: string): Steps {
  return openerOf(yield made, call)();
}

/** A parameter is for `emit`; without one there is no way to emit anything. */
function ofFunction(fn: unknown): Opener {
  const make = fn as () => unknown;
  if (make.length > 0) return () => new Producing(fn as never);
  if (Object.getPrototypeOf(fn) === GENERATOR_FUNCTION) {
    return () => new Iterating(() => make() as Iterator<unknown>);
  }
  const call = "make a stream of what the function gave";
  return () =>
    new Flattening(
      new Fused(new Indexing([0]), [mapping(() => opened(make(), call))]),
    );
}

function isLazy(given: unknown): boolean {
  return given !== null && typeof given === "object" && YIELDABLE in given;
}

/** Those whose items come but once, and were gone through. */
const used: WeakSet<object> = new WeakSet();

function once<T>(given: unknown, comesOnce: boolean): T {
  if (!comesOnce) return given as T;
  if (used.has(given as object)) {
    throw new InvalidStateError(
      `Cannot read ${describe(given)} a second time: its items come once. ` +
        "Make the stream of a function that makes a new one",
    );
  }
  used.add(given as object);
  return given as T;
}

function notItems(given: unknown, call: string): TypeError {
  return new TypeError(
    `Cannot ${call}: expected an iterable, an async iterable, a ` +
      "ReadableStream, or a function that gives one of these, got " +
      describe(given) +
      (thenOf(given) === undefined ? "" : ". Pass a function that gives it"),
  );
}

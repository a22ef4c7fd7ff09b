/**
 * Makes a Deferred of whatever may be yielded.
 */

import { BadYieldError } from "../errors/bad_yield_error.ts";
import { isGenerator } from "../loop/driver.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { isAbortSignal, isRecord, shapeAs, thenOf } from "../loop/kinds.ts";
import { isFuture, ofFuture, ofSignal, ofThenable } from "./adopt.ts";
import { chainOf, isDeferred } from "./chain.ts";
import { Collected } from "./collected.ts";
import { Deferred } from "./deferred.ts";
import { YIELDABLE } from "./waiting.ts";

/** What a driver drives. */
export type Body = Iterator<unknown, unknown, unknown>;

/** Starts a generator as a Deferred of its own. */
export type Starter = (generator: Body) => Deferred<unknown>;

/** How a value can be waited for. */
export type Converter = (start: Starter) => Deferred<unknown>;

/**
 * Makes a Deferred of a yieldable.
 *
 * @param given What was yielded.
 * @param start Starts the generators in it.
 * @throws {BadYieldError} If it, or a member of it, cannot be waited for: then
 * nothing of it was started.
 */
export function convert(given: unknown, start: Starter): Deferred<unknown> {
  return prepare(given, [])(start);
}

/**
 * Looks at a value without starting anything, so that a mistake in one member
 * of an array leaves no other running.
 *
 * @param within The arrays and records around it.
 */
function prepare(given: unknown, within: readonly unknown[]): Converter {
  let converter: Converter | undefined;
  try {
    if (within.includes(given)) throw new BadYieldError(given);
    converter = ofOne(given, within) ?? ofOther(given, within);
  } catch (error) {
    // A hostile object: what it threw tells more than that it is no yieldable.
    throw error instanceof BadYieldError
      ? error
      : new BadYieldError(given, error);
  }
  if (converter === undefined) throw new BadYieldError(given);
  return converter;
}

/** How one piece of work is waited for; nothing for what is a plain value. */
export function ofOne(
  given: unknown,
  within: readonly unknown[] = [],
): Converter | undefined {
  if (given === null || given === undefined) return undefined;
  if (typeof given !== "object" && typeof given !== "function") {
    return undefined;
  }
  if (isDeferred(given)) return () => chainOf(given) as Deferred<unknown>;
  const own = (given as { [YIELDABLE]?: unknown })[YIELDABLE];
  if (typeof own === "function") {
    return prepare(own.call(given), [...within, given]);
  }
  if (isFuture(given)) return () => ofFuture(given);
  const then = thenOf(given);
  if (then !== undefined) return () => ofThenable(given, then);
  if (typeof given !== "object") return undefined;
  return isGenerator(given) ? (start) => start(given) : undefined;
}

/** What is waited for only where it is yielded. */
function ofOther(
  given: unknown,
  within: readonly unknown[],
): Converter | undefined {
  if (given === undefined || given === null) return oneTurn;
  if (typeof given !== "object") return undefined;
  if (isAbortSignal(given)) return () => ofSignal(given);
  if (Array.isArray(given)) return ofArray(given, within);
  return isRecord(given) ? ofRecord(given, within) : undefined;
}

function oneTurn(): Deferred<unknown> {
  const deferred = new Deferred<unknown>(() => void handle.cancel());
  const handle = IOLoop.current().addCallback(() =>
    deferred.callback(undefined)
  );
  return deferred;
}

function ofArray(given: unknown[], within: readonly unknown[]): Converter {
  const members = Array.from(given, (one) => prepare(one, [...within, given]));
  return (start) => new Collected(members.map((of) => of(start)), (all) => all);
}

function ofRecord(given: object, within: readonly unknown[]): Converter {
  const keys = Object.keys(given);
  const members = keys.map((key) =>
    prepare((given as Record<string, unknown>)[key], [...within, given])
  );
  return (start) =>
    new Collected(
      members.map((of) => of(start)),
      (all) => shapeAs(keys, all),
    );
}

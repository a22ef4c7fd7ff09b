/**
 * Makes a Future of whatever may be yielded.
 */

import { BadYieldError } from "../errors/bad_yield_error.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { isFuture, type Marked } from "../future/brand.ts";
import {
  Cancellation,
  type Canceller,
  type Cell,
  isCell,
} from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { disownLate, resolveWith } from "../future/reaction.ts";
import { CANCELLED, REJECTED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import { isGenerator } from "../loop/driver.ts";
import { isAbortSignal, isRecord, shapeAs, thenOf } from "../loop/kinds.ts";
import { collect } from "./collect.ts";
import { moment } from "./moment.ts";
import { atLatest } from "./patience.ts";
import { YIELDABLE } from "./protocol.ts";

/** Starts a generator as a coroutine of its own. */
export type Starter = (generator: Iterator<unknown, unknown, unknown>) => Cell;

/** How a value can be waited for. */
type Converter = (start: Starter) => Cell;

/**
 * Makes a Future of a yieldable.
 *
 * @param given What was yielded.
 * @param start Starts the generators in it.
 * @throws {BadYieldError} If it, or a member of it, cannot be waited for:
 * then nothing of it was started.
 */
export function convert(given: unknown, start: Starter): Cell {
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
    converter = converterOf(given, within);
  } catch (error) {
    // A hostile object: what it threw tells more than that it is no yieldable.
    throw error instanceof BadYieldError
      ? error
      : new BadYieldError(given, error);
  }
  if (converter === undefined) throw new BadYieldError(given);
  return converter;
}

function converterOf(
  given: unknown,
  within: readonly unknown[],
): Converter | undefined {
  if (given === undefined || given === null || given === moment) {
    return oneTurn;
  }
  if (isCell(given)) return () => given;
  const may = typeof given === "object" || typeof given === "function";
  if (!may || within.includes(given)) return undefined;
  const own = (given as { [YIELDABLE]?: unknown })[YIELDABLE];
  if (typeof own === "function") {
    return prepare(own.call(given), [...within, given]);
  }
  if (isFuture(given)) return () => ofForeign(given);
  if (thenOf(given) !== undefined) return () => adopt(given);
  if (typeof given !== "object") return undefined;
  if (isGenerator(given)) return (start) => start(given);
  if (isAbortSignal(given)) return () => ofSignal(given);
  if (Array.isArray(given)) return ofArray(given, within);
  return isRecord(given) ? ofRecord(given, within) : undefined;
}

function oneTurn(): Cell {
  const turn = new Future<void>();
  currentLoop()._enqueue(turn);
  return turn;
}

function adopt(thenable: unknown): Cell {
  const future = new Future<unknown>();
  resolveWith(future, thenable);
  return future;
}

/**
 * A Future of another loaded copy, or what has the face of one. Giving it up
 * is passed on; one that cleans up then is waited for, within the grace.
 */
function ofForeign(foreign: Marked): Cell {
  const future = new Future<unknown>(), loop = currentLoop();
  const canceller: Canceller = {
    _cancelled(_cell, reason) {
      foreign.cancel(reason);
      if (future.done || foreign.done) return false;
      atLatest(loop.grace, future, loop, () => {
        future._settle(new Cancellation(reason), CANCELLED);
      });
      return true;
    },
  };
  future.value = canceller;
  foreign.then(
    (value) => future.trySetResult(value),
    (error) => {
      if (future.done) disownLate(error, foreign, "a Future");
      else if (error instanceof CancelledError) {
        future._settle(error, CANCELLED);
      } else future._settle(error, REJECTED);
    },
  );
  return future;
}

/** Waits for the abort; its reason is the value. */
function ofSignal(signal: AbortSignal): Cell {
  const settle = () => void future._settle(signal.reason, 1);
  const future = new Future<unknown>({
    onCancel: () => signal.removeEventListener("abort", settle),
  });
  if (signal.aborted) settle();
  else signal.addEventListener("abort", settle, { once: true });
  return future;
}

function ofArray(given: unknown[], within: readonly unknown[]): Converter {
  const begin = prepareAll(given, [...within, given]);
  return (start) => collect(begin(start), (all) => all);
}

function ofRecord(given: object, within: readonly unknown[]): Converter {
  const keys = Object.keys(given);
  const begin = prepareAll(Object.values(given), [...within, given]);
  return (start) => collect(begin(start), (all) => shapeAs(keys, all));
}

/**
 * Looks at several values without starting any.
 *
 * @returns A function that starts them; what stands there twice is one.
 */
export function prepareAll(
  given: readonly unknown[],
  within: readonly unknown[],
): (start: Starter) => Cell[] {
  const prepared = Array.from(given, (one) => prepare(one, within));
  return (start) => {
    const known = new Map<unknown, Cell>();
    return prepared.map((converter, i) => {
      const one = given[i];
      if (isCell(one)) return one;
      const cell = known.get(one) ?? converter(start);
      if (one !== null && typeof one === "object") known.set(one, cell);
      return cell;
    });
  };
}

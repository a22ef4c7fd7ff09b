import { running } from "../context/running.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { describe, nameOf } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import {
  type Body,
  bodyOf,
  NAMELESS,
  nameSite,
  siteOf,
} from "../coroutine/body.ts";
import { convert } from "../coroutine/convert.ts";
import { CANCELLING } from "../coroutine/modes.ts";
import { moment } from "../coroutine/moment.ts";
import { type Coroutine, YIELDABLE } from "../coroutine/protocol.ts";
import { bodyFrom } from "../coroutine/spawn.ts";
import { isFuture } from "../future/brand.ts";
import { type Cell, isCell } from "../future/cell.ts";
import { AGAIN, Future } from "../future/future.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { REWRAPS } from "../future/rewraps.ts";
import { Callback } from "../future/waiter.ts";
import { isGenerator } from "../loop/driver.ts";
import { hopsOf, hopsThrownBy, markOurs, stitch } from "../traceback/stitch.ts";

/**
 * Runs a coroutine to its end in this very call, without the loop: the same
 * body that {@linkcode spawn} would run, where all that it waits for is ready.
 *
 * A settled Future, a fired Deferred, arrays and records of these, and
 * generators, to any depth, give what they give elsewhere; what only takes a
 * turn passes. At the first thing that is not ready an error is thrown into
 * the body at that `yield`, so that its `finally` runs. What it would have
 * waited for is given up, as by a cancel: a sleep frees its timer.
 *
 * @typeParam R What the coroutine returns.
 * @param what A generator function, called without arguments, or a generator.
 * @returns What it returns.
 * @throws What it throws.
 * @throws {InvalidStateError} At the `yield` of what is not ready. A native
 * promise never is.
 * @throws {TypeError} If `what` is neither.
 *
 * @example
 * ```ts
 * import { runSync } from "@twister/async/interop";
 * import { Future } from "@twister/async/future";
 * import { sleep } from "@twister/async/coroutine";
 * import { InvalidStateError } from "@twister/async/errors";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const cached = Future.resolve(20);
 * function* load(ms: number) {
 *   if (ms > 0) yield* sleep(ms);
 *   return 1 + (yield* cached);
 * }
 * assertEquals(runSync(load(0)), 21);
 * assertThrows(() => runSync(load(10)), InvalidStateError, "not ready");
 * ```
 */
export function runSync<R>(what: (() => Coroutine<R>) | Coroutine<R>): R {
  const budget = running.budget;
  running.budget = Infinity; // no turns: there is no loop
  try {
    return drive(start(what)) as R;
  } catch (error) {
    const below = runSync, hops = hopsOf(error);
    // The host's frames tell the caller, unless a generator was resumed.
    if (hops !== undefined) {
      stitch(error, hops, { name: "", below }, running.debug);
    }
    throw error;
  } finally {
    // A cancel that came meanwhile is due at the caller's next yield.
    const { _mode = 0 } = running.by as { _mode?: number };
    running.budget = (_mode & CANCELLING) !== 0 ? 0 : budget;
  }
}

function start(what: unknown): Body {
  if (isGenerator(what)) return bodyOf(what);
  if (typeof what !== "function") {
    throw new TypeError(
      `Cannot runSync(${describe(what)}): expected a generator function or a ` +
        "generator",
    );
  }
  nameSite(what, nameOf(what));
  return bodyFrom(what());
}

/** The callers are a list, so recursion has no depth. */
function drive(main: Body): unknown {
  const stack: Body[] = [main];
  let value: unknown, failed = false;
  for (;;) {
    const top = stack.at(-1)!;
    try {
      const step = stepOf(failed ? top.throw!(value) : top.next(value));
      failed = false;
      if (!isCell(step) && step.done === true) {
        value = step.value;
        stack.pop();
        if (stack.length === 0) return value;
        continue;
      }
      try {
        const child = childOf(step);
        if (child !== undefined) stack.push(child);
        value = child === undefined ? resultOf(step, top) : undefined;
      } catch (error) {
        value = error;
        failed = true;
      }
    } catch (error) {
      stack.pop();
      const caller = stack.at(-1);
      if (caller === undefined) throw error;
      arrive(error, caller, hopsThrownBy(error, top));
      value = error;
      failed = true;
    }
  }
}

/** A step as it is, where the engine's `yield*` wraps the mark anew. */
function stepOf(step: IteratorResult<unknown>): IteratorResult<unknown> {
  return REWRAPS && step.value === AGAIN ? AGAIN as never : step;
}

/** A generator in a plain `yield`, to be run before its caller goes on. */
function childOf(step: IteratorResult<unknown>): Body | undefined {
  if (isFuture(step)) return undefined;
  const given = step.value;
  const may = isGenerator(given) && !(YIELDABLE in given);
  return may ? bodyOf(given) : undefined;
}

/** What a step that waits gives. */
function resultOf(step: IteratorResult<unknown>, body: Body): unknown {
  const isStep = isFuture(step); // a `yield*` gives the Future itself
  if (step as unknown === AGAIN) {
    // The Future that is asked again takes one from the budget.
    running.budget = 1;
    return AGAIN.value = undefined;
  }
  const given = isStep ? step : step.value;
  if (given === undefined || given === null || given === moment) return;
  const cell = convert(given, runMember);
  if (cell._state === FULFILLED) return cell.value;
  if (cell.done) throw arrive(cell._error(), body, cell._hops);
  const error = notReady(given);
  giveUp(cell, error);
  throw isStep ? error : arrive(error, body, undefined);
}

/** A generator in an array or record. */
function runMember(generator: Body): Cell {
  const future = new Future<unknown>();
  try {
    future._settle(drive(bodyOf(generator)), FULFILLED);
  } catch (error) {
    const state = error instanceof CancelledError ? CANCELLED : REJECTED;
    future._settle(error, state);
  }
  return future;
}

/** Notes that an error came to a body by a plain `yield`. */
function arrive(
  error: unknown,
  holder: Body,
  hops: ReturnType<typeof hopsOf>,
): unknown {
  const name = siteOf(holder) ?? NAMELESS;
  stitch(error, hops, { name, holder }, running.debug);
  return error;
}

/** Leaves at once, as a cancelled coroutine whose grace is over. */
function giveUp(cell: Cell, reason: unknown): void {
  const waiter = new Callback(() => {}, cell);
  cell._wait(waiter);
  cell._leave(waiter, reason, true);
}

function notReady(given: unknown): InvalidStateError {
  const what = isCell(given) ? given._label() : describe(given);
  return markOurs(
    new InvalidStateError(
      `Cannot wait for ${what} in runSync: it is not ready, and runSync never ` +
        "waits; a native promise is never ready. Run the coroutine with spawn " +
        "or asyncCoroutine, or hand in what is settled",
    ),
  );
}

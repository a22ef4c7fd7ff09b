/**
 * Runs a Deferred's callbacks, then those of the Deferreds that waited for it.
 */

import { DeadlockError } from "../errors/deadlock_error.ts";
import { hopsThrownBy } from "../traceback/stitch.ts";
import { running } from "../context/running.ts";
import { Failure, hasFailed, isFailure } from "./failure.ts";
import { arrive, Bound, type Link } from "./links.ts";
import { look, watch, type Watched } from "./unhandled.ts";

/** The mark on the prototype of every Deferred, of whichever loaded copy. */
export const BRAND: unique symbol = Symbol.for("twister.deferred") as never;

/** Marks the Deferreds of this very copy of the package. */
export const OWN: unique symbol = Symbol("deferred of this copy");

/**
 * A Deferred seen from inside.
 *
 * @internal
 */
export interface Chain extends Watched {
  /** Whether it was fired. */
  readonly called: boolean;
  /** The pair that comes next. @internal */
  _first: Pair | undefined;
  /** The last pair; nothing where there is no first. @internal */
  _last: Pair | undefined;
  /** How many times it was paused and not yet unpaused. @internal */
  _pauses: number;
  /** Whose result it waits for. @internal */
  _waitsFor: Chain | undefined;
  /** Whether one of its callbacks is on the stack. @internal */
  _running: boolean;
  /**
   * Fires it, and leaves it to the caller to run it.
   *
   * @returns `false` if the fire is swallowed.
   * @internal
   */
  _begin(result: unknown): boolean;
  /** Gives it up. */
  cancel(reason?: unknown): void;
  /** Carries out the cancel of one that is not fired. @internal */
  _giveUp(reason: unknown): void;
}

/**
 * Two functions side by side in a chain, of which one runs; or a receiver, in
 * both places. A list of these was measured beside one array for a chain: an
 * array takes room for sixteen at its first `push`, and most chains are short.
 */
export interface Pair {
  readonly onValue: Link | Receiver;
  readonly onFailure: Link | Receiver;
  next: Pair | undefined;
}

/** Who waits for a Deferred: takes its result away, and runs no callback. */
export interface Receiver {
  /**
   * Takes the result.
   *
   * @returns A Deferred that can go on because of it.
   * @internal
   */
  _receive(result: unknown): Chain | undefined;
}

/** Makes a Deferred of ours that follows one of another loaded copy. */
export const foreign: { adopt: ((given: object) => Chain) | undefined } = {
  adopt: undefined,
};

/**
 * Runs what can be run of a fired Deferred, and of those who waited for it.
 *
 * This is a loop over a list, not a recursion: a hundred thousand Deferreds
 * that wait for each other, or are chained, would overflow the stack. Who
 * waited goes first; what is left of the one before it comes after that.
 */
export function run(first: Chain): void {
  // A callback of it is on the stack: the loop below that one goes on with it,
  // so that a callback added within another runs after and not inside it.
  if (first._running) return;
  let chain = first;
  let left: Chain[] | undefined;
  for (;;) {
    const next = advance(chain);
    if (next !== undefined) {
      // One with nothing left is dropped, so a long path takes no room.
      if (chain._first !== undefined) (left ??= []).push(chain);
      chain = next;
    } else {
      const back = left?.pop();
      if (back === undefined) return;
      chain = back;
    }
  }
}

/** Whether something keeps a fired Deferred from going on. */
function isHeld(chain: Chain): boolean {
  return chain._pauses > 0 || chain._waitsFor !== undefined;
}

/** Runs one chain until it ends or is held, or another has to go first. */
function advance(chain: Chain): Chain | undefined {
  for (let pair = chain._first; pair !== undefined; pair = chain._first) {
    // Looked at before each one: a pause within a callback holds the next.
    if (isHeld(chain)) return undefined;
    const given = chain._result, failed = hasFailed(given);
    const link = failed ? pair.onFailure : pair.onValue;
    // Taken out before it runs: a callback that adds another one for ever
    // leaves nothing behind.
    chain._first = pair.next;
    if (pair.next === undefined) chain._last = undefined;
    if (link === undefined) continue;
    if (failed) look(chain);
    if (typeof link === "function" || link instanceof Bound) {
      call(chain, link, given);
    } else {
      const next = handOver(chain, link, given);
      if (next !== undefined) return next;
    }
  }
  const result = chain._result;
  if (hasFailed(result) && !isHeld(chain)) watch(chain, result);
  return undefined;
}

function call(chain: Chain, link: Fn | Bound, given: unknown): void {
  let result: unknown;
  chain._running = true;
  try {
    result = typeof link === "function" ? link(given) : link.call(given);
  } catch (error) {
    result = thrown(error, given);
  }
  chain._running = false;
  settle(chain, result, link);
}

/** What a fired chain goes on with: a Deferred is waited for. */
export function settle(chain: Chain, result: unknown, via: Link): void {
  const inner = chainOf(result);
  if (inner !== undefined) waitFor(chain, inner, via);
  else chain._result = isFailure(result) ? Failure.from(result) : result;
}

type Fn = Exclude<Link, Bound | undefined>;

/** What a callback threw; the error that it was given keeps its path. */
function thrown(error: unknown, given: unknown): Failure {
  if (isFailure(error)) return Failure.from(error);
  if (hasFailed(given) && given._holds(error)) return given;
  return new Failure(error)._by(hopsThrownBy(error, running.by));
}

/** Gives the result away; the Deferred itself holds `undefined` then. */
function handOver(
  chain: Chain,
  receiver: Receiver,
  result: unknown,
): Chain | undefined {
  chain._result = undefined;
  try {
    return receiver._receive(result);
  } catch (error) {
    chain._result = new Failure(error);
    return undefined;
  }
}

/** Has a chain go on with the result of a Deferred that a callback returned. */
function waitFor(chain: Chain, inner: Chain, via: Link): void {
  if (waitsOn(inner, chain)) {
    chain._result = new Failure(
      new DeadlockError(
        `A callback of a Deferred returned ${
          inner === chain ? "that Deferred itself" : "one that waits for it"
        }, so it could never go on. Return the Deferred of the work that is ` +
          "to be waited for",
      ),
    );
  } else if (isReady(inner)) {
    chain._result = arrive(take(inner), via, chain);
  } else {
    // One that is fired and not held has links left, and a loop further down
    // the stack on its way to them: running it here would be a recursion.
    chain._result = undefined;
    chain._waitsFor = inner;
    subscribe(inner, new Waiting(chain, via));
  }
}

/** A Deferred that waits for another one, as a link of that one. */
class Waiting implements Receiver {
  readonly #chain: Chain;
  readonly #via: Link;

  constructor(chain: Chain, via: Link) {
    this.#chain = chain;
    this.#via = via;
  }

  _receive(result: unknown): Chain {
    const chain = this.#chain;
    chain._waitsFor = undefined;
    chain._result = arrive(result, this.#via, chain);
    return chain;
  }
}

/** Puts a pair at the end of a chain; the caller runs a fired one. */
export function append(
  chain: Chain,
  onValue: Link | Receiver,
  onFailure: Link | Receiver,
): void {
  const pair: Pair = { onValue, onFailure, next: undefined };
  if (chain._last === undefined) chain._first = pair;
  else chain._last.next = pair;
  chain._last = pair;
}

/** Puts a receiver at the end of a chain; the caller runs a fired one. */
export function subscribe(chain: Chain, receiver: Receiver): void {
  append(chain, receiver, receiver);
}

/** Whether the end of a chain is reached, so that its result can be taken. */
export function isReady(chain: Chain): boolean {
  return chain.called && !isHeld(chain) && !chain._running &&
    chain._first === undefined;
}

/** Takes the result of one that is ready: a failure counts as handled. */
export function take(chain: Chain): unknown {
  const result = chain._result;
  chain._result = undefined;
  if (hasFailed(result)) look(chain);
  return result;
}

/** Whether `chain` waits, through whatever others, for `other`. */
export function waitsOn(chain: Chain, other: Chain): boolean {
  if (chain === other) return true;
  // Nobody can wait for one that has no receiver among its links; asking that
  // first keeps the walk from being made at each step of a deep chain.
  if (!isAwaited(other)) return false;
  let at = chain._waitsFor;
  while (at !== undefined && at !== other) at = at._waitsFor;
  return at === other;
}

function isAwaited(chain: Chain): boolean {
  for (let pair = chain._first; pair !== undefined; pair = pair.next) {
    const { onValue } = pair;
    if (typeof onValue === "object" && !(onValue instanceof Bound)) return true;
  }
  return false;
}

/** What a Deferred waits for in the end; itself, if for nothing. */
export function innermost(chain: Chain): Chain {
  let at = chain;
  while (at._waitsFor !== undefined) at = at._waitsFor;
  return at;
}

/**
 * The Deferred that a value is. One of another loaded copy is followed by one
 * of ours; a hostile object is taken for a plain value.
 */
export function chainOf(value: unknown): Chain | undefined {
  if (!isDeferred(value)) return undefined;
  return isOwn(value) ? value : foreign.adopt?.(value as object);
}

/** Whether a Deferred is of this copy. */
export function isOwn(deferred: unknown): deferred is Chain {
  return (deferred as { [OWN]?: unknown })[OWN] === true;
}

/** Whether a value is a Deferred, of whichever loaded copy. */
export function isDeferred(value: unknown): boolean {
  try {
    return value !== null && typeof value === "object" &&
      (value as { [BRAND]?: unknown })[BRAND] === true;
  } catch {
    return false;
  }
}

/** Refuses a Deferred where only its result makes sense. */
export function refuseDeferred(value: unknown, call: string): void {
  if (!isDeferred(value)) return;
  throw new TypeError(
    `Cannot ${call} with a Deferred: it is no result. Return it from a ` +
      "callback, or hand its result on with chainDeferred",
  );
}

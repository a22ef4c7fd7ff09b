/**
 * Runs a description, in a loop and not by recursion: a chain of a million
 * `flatMap`s has a stack of its own here, and one that makes itself anew with
 * each value has none.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { describe } from "../errors/describe.ts";
import { YIELDABLE } from "../coroutine/protocol.ts";
import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";
import { FAIL, isNode, MAP, type Node, RECOVER } from "./_node.ts";

/** What a coroutine goes through. */
export type Steps<R = unknown> = Generator<unknown, R, unknown>;

/** Links that are run before the loop gets a turn. */
const PATIENCE = 10_000;

type Fn = (value: unknown) => unknown;

/**
 * Whether what a function gave has still to be waited for. Arrays and records
 * are values: `Lazy.all` is for those of several.
 */
export function isWaitable(made: unknown): made is object {
  // Short enough to be compiled into the hot loops of streams.
  return typeof made === "object" && made !== null && waits(made);
}

function waits(made: object): boolean {
  if (Array.isArray(made)) return false;
  return thenOf(made) !== undefined || YIELDABLE in made || isGenerator(made);
}

/** Waits for what a function gave, within the coroutine that runs. */
export function* settled(made: unknown): Steps {
  if (isNode(made)) return yield* steps(made);
  if (isGenerator(made)) return yield* { [Symbol.iterator]: () => made };
  return isWaitable(made) ? yield made : made;
}

/**
 * The coroutine of a description.
 *
 * @param start Its last link.
 * @param patience How many links are run before the loop gets a turn.
 */
export function* steps(start: Node, patience: number = PATIENCE): Steps {
  const stack: Node[] = [];
  let left = patience, node = start;
  for (;;) {
    while (node._kind >= MAP) {
      stack.push(node);
      node = node._source!;
    }
    let value = node._given, good = node._kind !== FAIL;
    if (node._kind > FAIL) {
      try {
        value = (value as () => unknown)();
        if (isNode(value)) {
          node = value;
          if (--left < 0) left = yield* turn(patience);
          continue;
        }
        if (isWaitable(value)) value = yield* settled(value);
      } catch (error) {
        value = error;
        good = false;
      }
    }
    let next: Node | undefined;
    while (next === undefined) {
      const link = stack.pop();
      if (link === undefined) {
        if (good) return value;
        throw value;
      }
      if (--left < 0) left = yield* turn(patience);
      if (!concerns(link, value, good)) continue;
      try {
        const made = (link._given as Fn)(value);
        good = true;
        if (link._kind === MAP) value = made;
        else if (isNode(made)) next = made;
        else if (isWaitable(made)) value = yield* settled(made);
        else if (link._kind === RECOVER) value = made;
        else throw notLazy(made);
      } catch (error) {
        value = error;
        good = false;
      }
    }
    node = next;
  }
}

/** A cancel is nobody's to recover from: it unwinds. */
function concerns(link: Node, value: unknown, good: boolean): boolean {
  if (good || link._kind !== RECOVER) return good && link._kind !== RECOVER;
  if (value instanceof CancelledError) return false;
  return link._only === undefined || value instanceof link._only;
}

/** Else a description that never waits would hold the loop for ever. */
function* turn(patience: number): Steps<number> {
  yield;
  return patience;
}

function notLazy(made: unknown): TypeError {
  return new TypeError(
    `Cannot flatMap(fn): fn gave ${describe(made)}, expected a Lazy or ` +
      "something else that may be yielded. For a plain value use map(fn)",
  );
}

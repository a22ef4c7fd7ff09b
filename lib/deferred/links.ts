/**
 * What stands in a Deferred's chain: functions with their arguments.
 */

import { nameOf } from "../errors/describe.ts";
import { addHop, type Capture, captureBelow } from "../traceback/hops.ts";
import { framesAbove } from "../traceback/frames.ts";
import { hasFailed } from "./failure.ts";

/** A callback or errback. */
export type Fn = (given: unknown, ...args: unknown[]) => unknown;

/** A function with more arguments, or one whose place is to be told. */
export class Bound {
  readonly fn: Fn;
  readonly #args: readonly unknown[];
  /** Where it was added, in debug. */
  readonly place: Capture | undefined;

  constructor(fn: Fn, args: readonly unknown[], place?: Capture) {
    this.fn = fn;
    this.#args = args;
    this.place = place;
  }

  call(given: unknown): unknown {
    return (0, this.fn)(given, ...this.#args);
  }
}

/** A function as it stands in the chain; nothing lets the result pass by. */
export type Link = Fn | Bound | undefined;

/**
 * Makes a link. The plain case is the function itself: it allocates nothing.
 *
 * @param debug Whether to record where it is added.
 */
export function bind(
  fn: unknown,
  args: readonly unknown[] | undefined,
  debug: boolean,
): Link {
  if (typeof fn !== "function") return undefined;
  const plain = args === undefined || args.length === 0;
  if (plain && !debug) return fn as Fn;
  const place = debug ? captureBelow(bind as never) : undefined;
  return new Bound(fn as Fn, args ?? [], place);
}

/** The function behind a link. */
export function fnOf(link: Link): Fn | undefined {
  return link instanceof Bound ? link.fn : link;
}

/**
 * A result as it arrives at a Deferred that waited for it: an error notes the
 * function that had it wait.
 *
 * @param result A value or a Failure.
 * @param via What returned the Deferred that was waited for.
 * @param holder The Deferred that waited.
 */
export function arrive(result: unknown, via: Link, holder: object): unknown {
  if (!hasFailed(result)) return result;
  const fn = fnOf(via);
  const name = fn === undefined ? "" : nameOf(fn) || "<anonymous>";
  const hop = addHop(result._hops, { name, holder });
  const place = via instanceof Bound ? via.place : undefined;
  return result._by(
    place === undefined || hop.more > 0
      ? hop
      : { ...hop, capture: new Added(place, fn && nameOf(fn)) },
  );
}

/** Where a callback was added, under the callback's own name. */
class Added implements Capture {
  readonly #place: Capture;
  readonly #name: string | undefined;

  constructor(place: Capture, name: string | undefined) {
    this.#place = place;
    this.#name = name;
  }

  get stack(): string | undefined {
    const { stack } = this.#place;
    const [line] = typeof stack === "string" ? framesAbove(stack) : [];
    if (line === undefined || !this.#name) return line;
    const at = /([^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1];
    return at === undefined ? line : `    at ${this.#name} (${at})`;
  }
}

/**
 * What a piece of work runs in beside its variables: the stack contexts, the
 * host's values, of where it was handed over.
 */

import type { Frame } from "../context/frame.ts";
import { framesOf, runIn } from "../context/frames.ts";
import type { Context } from "../context/running.ts";
import { type Carried, Carrier } from "./carrier.ts";
import type { Runnable } from "./runnable.ts";

/** The loop, as seen from here. */
interface Home {
  readonly _carried: Carried;
}

/** Whose work runs so. */
interface Entry extends Runnable {
  /**
   * Told of the error if a stack context cannot be entered: a task goes on
   * with it. Without it, the error goes to the handlers and to the loop.
   *
   * @internal
   */
  _refused?(error: unknown): void;
}

/**
 * Kept by the few who need it, made at the hand-over.
 *
 * @internal
 */
export class Aside {
  readonly #stack: Frame | undefined;
  readonly #carrier: Carrier | undefined;

  constructor(stack: Frame | undefined, carrier: Carrier | undefined) {
    this.#stack = stack;
    this.#carrier = carrier;
  }

  /** Keeps the host's values as they are now, for the next run. */
  arm(): void {
    this.#carrier?.arm();
  }

  /** The same, if they were not kept since the last run. */
  rearm(): void {
    this.#carrier?.rearm();
  }

  /**
   * Runs work in it: now, or where the host's values are carried, soon.
   *
   * @param entry Who is named if the work throws.
   */
  run(entry: Entry, work: () => void): void {
    if (this.#carrier === undefined) this.within(entry, work);
    else if (this.#stack === undefined) this.#carrier.go(entry, work);
    else this.#carrier.go(entry, () => void this.within(entry, work));
  }

  /** The same for work that starts in a step of other work. */
  startIn(outer: Aside | undefined, entry: Entry, work: () => unknown): void {
    const entered = outer === undefined ? undefined : outer.#stack;
    const frames = framesOf(this.#stack, entered);
    runIn(frames, work, (error) => entry._refused?.(error));
  }

  /** Runs work in the stack contexts, where the host's values are right. */
  within<R>(entry: Entry, work: () => R): R | undefined {
    if (this.#stack === undefined) return work();
    const refused = entry._refused &&
      ((error: unknown) => entry._refused!(error));
    return runIn(framesOf(this.#stack), work, refused);
  }
}

/** What work needs that is handed over now; `undefined` for its variables. */
export function asideOf(context: Context, arms?: unknown): Aside | undefined {
  const { _carried } = context.home as Home, { stack } = context;
  if (stack === undefined && !_carried.on) return undefined;
  const carrier = _carried.on ? new Carrier(_carried) : undefined;
  if (arms !== undefined) carrier?.arm();
  return new Aside(stack, carrier);
}

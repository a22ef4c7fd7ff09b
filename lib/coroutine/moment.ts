import { running as slot } from "../context/running.ts";
import { AGAIN as ANOTHER, Future } from "../future/future.ts";
import { hopsOf, stitch } from "../traceback/stitch.ts";
import { YIELDABLE } from "./protocol.ts";

// Names of this module: an import is loaded anew at each use.
const running = slot, AGAIN = ANOTHER;

/** What {@linkcode moment} is. */
export interface Moment {
  /** Lets `yield*` take the turn. */
  [Symbol.iterator](): Iterator<unknown, void, unknown>;
  /** Tells every driver that it is the same as a bare `yield`. */
  [YIELDABLE](): undefined;
}

/** One `yield* moment`: the first step asks for a turn, the second goes on. */
class OneTurn {
  declare private taken: boolean;
  constructor() {
    this.taken = false;
  }

  next(): IteratorResult<unknown, void> {
    if (this.taken) return TAKEN;
    this.taken = true;
    AGAIN.value = moment;
    return AGAIN as never;
  }

  /** A cancel is thrown in. */
  throw(error: unknown): never {
    const below = OneTurn.prototype.throw;
    const waiting = { name: "", holder: running.by, below };
    stitch(error, hopsOf(error), waiting, running.debug);
    throw error;
  }

  return(value: void): IteratorResult<unknown, void> {
    return { done: true, value };
  }
}

/** A Future like AGAIN, so that each `yield*` of a moment sees one shape. */
const TAKEN = Future.resolve() as unknown as IteratorResult<unknown, void>;

/**
 * Takes exactly one turn of the loop: what is queued runs first. A bare
 * `yield` or `yield null` is the same. After Tornado's `gen.moment`.
 *
 * @example
 * ```ts
 * import { moment, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * const turns = (name: string) =>
 *   spawn(function* () {
 *     for (let i = 0; i < 2; i++) {
 *       log.push(name);
 *       yield* moment;
 *     }
 *   });
 * await Promise.all([turns("a"), turns("b")]);
 * assertEquals(log, ["a", "b", "a", "b"]);
 * ```
 */
export const moment: Moment = {
  [Symbol.iterator]: (): Iterator<unknown, void, unknown> => new OneTurn(),
  [YIELDABLE]: (): undefined => undefined,
};

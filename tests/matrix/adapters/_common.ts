/**
 * The words that mean the same in every library that runs on the host's clock.
 *
 * @module
 */
import { messages } from "../outcome.ts";
import type { Stage } from "../stage.ts";
import type { Limit, Op, Words } from "../vocabulary.ts";

/** Words that do not wait. */
export type Plain = Pick<Words, "log" | "block" | "errors">;

/** Those words on a stage. */
export function plainWords(stage: Stage): Plain {
  return {
    log: stage.log,
    block(ms) {
      const end = performance.now() + ms * stage.unit;
      while (performance.now() < end);
    },
    errors: messages,
  };
}

/** A limit that cannot be moved: the scenarios that would are left out. */
export const FIXED: Limit = {
  move() {
    throw new Error("This deadline cannot be moved");
  },
};

/** What is done as soon as it is asked for. */
export function ready<T>(fn: () => T): Op<T> {
  return {
    [Symbol.iterator]: () => ({ next: () => ({ done: true, value: fn() }) }),
  };
}

/** For libraries that want a thing yielded, not delegated to. */
export function yielding<T>(make: () => unknown): Op<T> {
  return {
    *[Symbol.iterator]() {
      return (yield make()) as T;
    },
  };
}

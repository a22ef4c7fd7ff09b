/**
 * What the tests of scopes and combinators share beyond the loop's helpers.
 *
 * @module
 */
import type { IOLoop } from "../../lib/loop/mod.ts";
import { spawn, type Task } from "../../lib/coroutine/mod.ts";
import { type HandClock, handLoop } from "../_support.ts";

/** A coroutine whose plain `yield` gives whatever the test says it gives. */
// deno-lint-ignore no-explicit-any
export type Co<R = any> = Generator<unknown, R, any>;

/** A signal that counts who listens to it. */
export interface WatchedSignal {
  readonly signal: AbortSignal;
  /** How many listen now. */
  readonly listeners: number;
  /** How often somebody began to listen. */
  readonly added: number;
  abort(reason?: unknown): void;
}

/** Makes a signal that counts who listens to it. */
export function watchedSignal(): WatchedSignal {
  const controller = new AbortController(), { signal } = controller;
  const present = new Set<unknown>();
  let added = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = function (
    type: string,
    listener: unknown,
    options?: unknown,
  ): void {
    present.add(listener);
    added++;
    const once = typeof options === "object" && options !== null &&
      "once" in options && options.once === true;
    if (once) {
      addEventListener.call(signal, type, () => present.delete(listener));
    }
    addEventListener.call(signal, type, listener as never, options as never);
  };
  signal.removeEventListener = function (
    type: string,
    listener: unknown,
  ): void {
    present.delete(listener);
    removeEventListener.call(signal, type, listener as never);
  };
  return {
    signal,
    get listeners() {
      return present.size;
    },
    get added() {
      return added;
    },
    abort: (reason) => controller.abort(reason),
  };
}

/** A stage with a clock that is moved by hand, and what runs on it. */
export interface Stage {
  readonly loop: IOLoop;
  readonly clock: HandClock;
  /** Starts a coroutine there. */
  spawn<R>(
    fn: () => Co<R>,
    options?: { name?: string; grace?: number },
  ): Task<R>;
  /** Calls a function as if from a callback of the loop. */
  within<R>(fn: () => R): R;
}

/** Makes a stage; its clock stands at 1000. */
export function stage(options: { grace?: number } = {}): Stage {
  const { loop, clock } = handLoop(options);
  const within = <R>(fn: () => R): R => loop._within(fn);
  return {
    loop,
    clock,
    within,
    spawn: (fn, options = {}) => within(() => spawn(fn, options)),
  };
}

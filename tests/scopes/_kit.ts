/**
 * What the tests of scopes and combinators share beyond the loop's helpers.
 *
 * @module
 */
import type { IOLoop } from "../../lib/loop/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  type Coroutine,
  sleep,
  spawn,
  type SpawnOptions,
  type Task,
} from "../../lib/coroutine/mod.ts";
import {
  type HandClock,
  handLoop,
  type Reports,
  reports,
} from "../_support.ts";

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
  /** What the loop's hooks were told. */
  readonly told: Reports;
  /** What the test notes down. */
  readonly log: unknown[];
  /** Milliseconds since the beginning. */
  now(): number;
  /** Starts a coroutine there, whose errors are the test's. */
  spawn<R>(fn: () => Coroutine<R>, options?: SpawnOptions): Task<R>;
  /** Calls a function as if from a callback of the loop. */
  within<R>(fn: () => R): R;
  /** Has something done after some milliseconds. */
  at(ms: number, fn: () => unknown): void;
}

/** Makes a stage; its clock stands at 1000. */
export function stage(options: { grace?: number } = {}): Stage {
  const { loop, clock } = handLoop(options);
  const within = <R>(fn: () => R): R => loop._within(fn);
  return {
    loop,
    clock,
    within,
    told: reports(loop),
    log: [],
    now: () => loop.time() - 1000,
    at: (ms, fn) => within(() => void loop.callLater(ms, fn)),
    spawn: (fn, options = {}) =>
      within(() => {
        const task = spawn(fn, options);
        task.addDoneCallback(ending);
        return task;
      }),
  };
}

/** How something ended. */
export interface Ending {
  readonly state: string;
  // deno-lint-ignore no-explicit-any -- a test says what it is
  readonly value?: any;
  // deno-lint-ignore no-explicit-any
  readonly error?: any;
}

/** Looks how a future ended. */
export function ending(future: Future<unknown>): Ending {
  const { state } = future;
  if (state === "pending") return { state };
  try {
    return { state, value: future.result() };
  } catch (error) {
    return { state, error };
  }
}

/** How a played coroutine ended, and when. */
export interface Played extends Ending {
  /** Milliseconds from its beginning to its end. */
  readonly time: number;
  readonly log: unknown[];
  readonly task: Task<unknown>;
}

/**
 * Plays a coroutine to its end on a stage of its own. No timer may be left
 * when it has ended, and nobody may have been told of an error.
 */
export async function play(
  body: (stage: Stage) => Coroutine<unknown>,
  options: SpawnOptions & { reports?: number } = {},
): Promise<Played> {
  const { reports = 0, ...rest } = options;
  const on = stage(), { clock, told } = on;
  const task = on.spawn(() => body(on), rest);
  let time = NaN, alarm: number | undefined;
  task.addDoneCallback(() => {
    time = on.now();
    alarm = clock.alarmAt;
  });
  await clock.advance(100_000);
  if (!task.done) throw new Error(`${task} did not end`);
  const left = alarm !== undefined && alarm > 1000 + time;
  if (left) throw new Error(`A timer is left, for ${alarm! - 1000} ms`);
  const all = [...told.unobserved, ...told.errors];
  if (all.length !== reports) {
    throw new Error(`${all.length} reports: ${all.map(({ error }) => error)}`);
  }
  return { ...ending(task), time, log: on.log, task };
}

/** Waits for ever, or until it is thrown in. */
export function* never(): Co {
  yield new Future({ name: "never" });
}

/** Waits for ever; when that is over it cleans up for a time and notes it. */
export function* cleaning({ log, now }: Stage, ms: number, name = "body"): Co {
  try {
    yield new Future({ name: "never" });
  } finally {
    yield sleep(ms);
    log.push(`${name} cleaned up at ${now()}`);
  }
}

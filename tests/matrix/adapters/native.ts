/**
 * Async functions that are given an `AbortSignal`, as the platform means it:
 * each wait takes the signal and rejects with its reason.
 *
 * @module
 */
import { CANCELLED, failed, returned } from "../outcome.ts";
import type { Adapter, Stage } from "../stage.ts";
import type { Body, Limit, Run, Words } from "../vocabulary.ts";
import { FOREVER } from "../watch_timers.ts";
import { FIXED, plainWords } from "./_common.ts";
import { NamedPromises } from "./_promises.ts";
import { asAsync } from "./_rewrite.ts";

/** The same words, as async functions have them. */
// deno-lint-ignore no-explicit-any -- promises stand where generators are typed
type Any = any;

/** async/await with AbortController. */
export const native: Adapter = {
  name: "async/await",
  version: `V8 ${Deno.version.v8.replace(/-.*/, "")}`,
  way: "async functions; each wait outside of a `finally` takes the " +
    "AbortSignal, one for a promise is raced with it; a timeout is known by " +
    "the name of its error; groups are Promise.all",
  lacks: {
    deadline: "a timeout starts when it is set, and stands",
    grace: "a cleanup cannot be given a time",
  },
  start(main, stage) {
    const reasons = new Set<unknown>();
    const world: World = {
      stage,
      reasons,
      promises: new NamedPromises(),
      producers: new Map(),
    };
    const task = startTask(asAsync(main) as Any, world);
    return {
      cancel: task.stop,
      ended(tell) {
        task.promise.then(
          (value) => tell(returned(value)),
          (error) => tell(reasons.has(error) ? CANCELLED : failed(error)),
        );
      },
      promise: () => task.promise,
      settle: (name, value) => settle(world, name, value),
      fail: (name, error) => world.promises.fail(name, error),
    };
  },
};

interface World {
  readonly stage: Stage;
  /** What tasks were cancelled with. */
  readonly reasons: Set<unknown>;
  readonly promises: NamedPromises;
  readonly producers: Map<string, Producer>;
}

interface Producer {
  readonly onStop: () => void;
  resolve: ((value: unknown) => void) | undefined;
}

interface Task {
  readonly promise: Promise<unknown>;
  stop(reason: unknown): void;
}

function startTask(
  body: Body,
  world: World,
  outer: AbortSignal[] = [],
): Task {
  const controller = new AbortController();
  const stop = (reason: unknown) => {
    controller.abort(reason);
    world.reasons.add(controller.signal.reason);
  };
  const signal = AbortSignal.any([controller.signal, ...outer]);
  return { promise: body(words(world, signal, stop)) as Any, stop };
}

function words(
  world: World,
  signal: AbortSignal,
  stopSelf: (reason: unknown) => void,
): Words {
  const { stage, promises, producers } = world;
  const w: Any = {
    ...plainWords(stage),
    /** The words of a cleanup, which takes no signal. */
    calm: () => words(world, new AbortController().signal, stopSelf),
    sleep: (ms: number) => delay(ms * stage.unit, signal),
    forever: () => delay(FOREVER, signal),
    call: (body: Body) => body(w),
    all: (bodies: Body[]) => Promise.all(bodies.map((body) => body(w))),
    together: (bodies: Body[]) => w.all(bodies),
    spawn: (body: Body) => ({ handle: startTask(body, world) }),
    join: (task: { handle: Task }) => abortable(task.handle.promise, signal),
    async stop(task: { handle: Task }, reason: string) {
      task.handle.stop(reason);
      await task.handle.promise.catch(() => {});
    },
    stopSelf,
    shield: (body: Body) => body(w.calm()),
    within(ms: number, body: (w: Words, limit: Limit) => Run) {
      const timeout = AbortSignal.timeout(ms * stage.unit);
      const both = AbortSignal.any([signal, timeout]);
      return body(words(world, both, stopSelf), FIXED);
    },
    isTimeout: (error: unknown) =>
      error instanceof DOMException && error.name === "TimeoutError",
    async underSignal(body: Body) {
      const both = AbortSignal.any([signal, stage.signal]);
      try {
        both.throwIfAborted();
        return await body(words(world, both, stopSelf));
      } catch (error) {
        if (error !== stage.signal.reason) throw error;
      }
    },
    group: (body: Any, { limit = Infinity } = {}) =>
      limit < Infinity
        ? stage.unsaid("Promise.all has no limit")
        : group(body, world, signal, stopSelf),
    isCancel: (error: unknown) => error === signal.reason,
    reasonOf: String,
    signal: () => signal,
    future: (name: string) => promises.make(name),
    producer(name: string, onStop: () => void) {
      producers.set(name, { onStop, resolve: undefined });
    },
    wait: (name: string) => wait(world, name, signal),
    settle: (name: string, value: unknown) => settle(world, name, value),
    async using(close: Body, body: Body) {
      const dispose = () => close(w.calm()) as Any;
      await using _resource = { [Symbol.asyncDispose]: dispose };
      return await (body(w) as Any);
    },
  };
  return w;
}

/** Children that share a signal, and `Promise.all` of them. */
async function group(
  body: Any,
  world: World,
  outer: AbortSignal,
  stopSelf: (reason: unknown) => void,
): Promise<void> {
  const controller = new AbortController();
  const signal = AbortSignal.any([outer, controller.signal]);
  const children: Promise<unknown>[] = [];
  const spawn = (child: Body) => {
    const task = startTask(child, world, [signal]);
    children.push(task.promise);
    return { handle: task };
  };
  const cancel = (reason: string) => controller.abort(reason);
  try {
    try {
      await body(words(world, signal, stopSelf), { spawn, cancel });
    } finally {
      await Promise.all(children);
    }
  } catch (error) {
    const own = controller.signal.aborted && error === controller.signal.reason;
    if (!own) throw error;
  }
}

function wait(
  { stage, promises, producers }: World,
  name: string,
  signal: AbortSignal,
): Promise<unknown> {
  const producer = producers.get(name);
  if (producer === undefined) return abortable(promises.promise(name), signal);
  if (producer.resolve !== undefined) {
    stage.unsaid("a promise does not know how many wait for it");
  }
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = () => {
      producer.onStop();
      reject(signal.reason);
    };
    producer.resolve = (value) => {
      signal.removeEventListener("abort", onAbort);
      resolve(value);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

function settle(
  { promises, producers }: World,
  name: string,
  value: unknown,
): void {
  const producer = producers.get(name);
  if (producer === undefined) promises.settle(name, value);
  else producer.resolve?.(value);
}

/** Waits for a time, or rejects with the signal's reason. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Waits for a promise, or rejects with the signal's reason. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const done = () => signal.removeEventListener("abort", onAbort);
    promise.then((value) => (done(), resolve(value)), (error) => {
      done();
      reject(error);
    });
  });
}

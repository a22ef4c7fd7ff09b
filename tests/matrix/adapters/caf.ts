/**
 * CAF: generators that are given a token's signal, and promises to yield.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- named where it is used, with its version
import { CAF } from "npm:caf@15.0.1";
import { CANCELLED, failed, returned } from "../outcome.ts";
import type { Adapter, Stage } from "../stage.ts";
import type { Body, Words } from "../vocabulary.ts";
import { FOREVER } from "../watch_timers.ts";
import { FIXED, plainWords, ready, yielding } from "./_common.ts";
import { NamedPromises } from "./_promises.ts";

// deno-lint-ignore no-explicit-any -- the package has no types
type Any = any;

/** CAF. */
export const caf: Adapter = {
  name: "caf",
  version: "15.0.1",
  way: "CAF functions with try and finally; a call is a CAF function with " +
    "the same signal, groups are Promise.all",
  lacks: {
    deadline: "a timeout starts when it is set, and stands",
    catch: "a cancel closes the generator, which no catch sees",
    grace: "cleanup ends at its first wait",
  },
  start(main, stage) {
    const world: World = {
      stage,
      reasons: new Set(),
      promises: new NamedPromises(),
      producers: new Map(),
    };
    const task = startTask(main, world);
    return {
      cancel: task.stop,
      ended(tell) {
        task.promise.then(
          (value) => tell(returned(value)),
          (error) => tell(world.reasons.has(error) ? CANCELLED : failed(error)),
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

function startTask(body: Body, world: World): Task {
  const token = new CAF.cancelToken();
  const stop = (reason: unknown) => {
    world.reasons.add(reason);
    token.abort(reason);
  };
  return { promise: run(body, world, token.signal, stop), stop };
}

function run(
  body: Body,
  world: World,
  signal: Any,
  stopSelf: (reason: unknown) => void,
): Promise<Any> {
  return CAF((signal: Any) => body(words(world, signal, stopSelf)))(signal);
}

function words(
  world: World,
  signal: Any,
  stopSelf: (reason: unknown) => void,
): Words {
  const { stage, promises, producers } = world;
  const here = (body: Body) => run(body, world, signal, stopSelf);
  const w: Any = {
    ...plainWords(stage),
    sleep: (ms: number) => yielding(() => CAF.delay(signal, ms * stage.unit)),
    forever: () => yielding(() => CAF.delay(signal, FOREVER)),
    call: (body: Body) => yielding(() => here(body)),
    all: (bodies: Body[]) => yielding(() => Promise.all(bodies.map(here))),
    together: (bodies: Body[]) => w.all(bodies),
    spawn: (body: Body) => ready(() => ({ handle: startTask(body, world) })),
    join: (task: { handle: Task }) => yielding(() => task.handle.promise),
    stop: (task: { handle: Task }, reason: string) =>
      ready(() => task.handle.stop(reason)),
    stopSelf: (reason: string) => ready(() => stopSelf(reason)),
    shield: () => stage.unsaid("nothing holds a cancel off"),
    *within(ms: number, body: Any): Any {
      const timeout = CAF.timeout(ms * stage.unit, new Timeout("too late"));
      try {
        const both = CAF.signalRace([signal, timeout.signal]);
        const inside = (w: Words) => body(w, FIXED);
        return yield run(inside, world, both, stopSelf);
      } finally {
        timeout.abort();
      }
    },
    isTimeout: (error: unknown) => error instanceof Timeout,
    *underSignal(body: Body): Any {
      if (stage.signal.aborted) return;
      try {
        const both = CAF.signalRace([signal, stage.signal]);
        return yield run(body, world, both, stopSelf);
      } catch (error) {
        if (!stage.signal.aborted) throw error;
      }
    },
    group: (body: Any, { limit = Infinity } = {}) =>
      limit < Infinity
        ? stage.unsaid("Promise.all has no limit")
        : group(body, world, signal, stopSelf),
    isCancel: () => false,
    reasonOf: String,
    signal: () => ready(() => signal),
    future: (name: string) => promises.make(name),
    producer(name: string, onStop: () => void) {
      producers.set(name, { onStop, resolve: undefined });
    },
    wait(name: string) {
      const producer = producers.get(name);
      return yielding(() =>
        producer ? waitFor(producer, stage, signal) : promises.promise(name)
      );
    },
    settle: (name: string, value: unknown) => settle(world, name, value),
    using: (close: Body, body: Body) =>
      yielding(() =>
        here(function* (w): Any {
          try {
            return yield* w.call(body);
          } finally {
            yield* w.call(close);
          }
        })
      ),
  };
  return w;
}

class Timeout extends Error {}

function waitFor(
  producer: Producer,
  stage: Stage,
  signal: AbortSignal,
): Promise<unknown> {
  if (producer.resolve) {
    stage.unsaid("a promise does not know how many wait for it");
  }
  return new Promise((resolve) => {
    signal.addEventListener("abort", producer.onStop);
    producer.resolve = (value) => {
      signal.removeEventListener("abort", producer.onStop);
      resolve(value);
    };
  });
}

function settle(world: World, name: string, value: unknown): void {
  const producer = world.producers.get(name);
  if (producer) producer.resolve?.(value);
  else world.promises.settle(name, value);
}

/** Children that share a signal, and `Promise.all` of them. */
function* group(
  body: Any,
  world: World,
  signal: Any,
  stopSelf: (reason: unknown) => void,
): Any {
  const token = new CAF.cancelToken();
  const both = CAF.signalRace([signal, token.signal]);
  const children: Promise<unknown>[] = [];
  const reasons = new Set<unknown>();
  const spawn = (child: Body) =>
    ready(() => {
      const own = new CAF.cancelToken();
      const stop = (reason: unknown) => {
        world.reasons.add(reason);
        own.abort(reason);
      };
      const all = CAF.signalRace([both, own.signal]);
      const promise = run(child, world, all, stop);
      children.push(promise);
      return { handle: { promise, stop } };
    });
  const cancel = (reason: string) =>
    ready(() => {
      reasons.add(reason);
      token.abort(reason);
    });
  try {
    const main = run((w) => body(w, { spawn, cancel }), world, both, stopSelf);
    yield Promise.all([main, ...children]);
  } catch (error) {
    if (!reasons.has(error)) throw error;
  }
}

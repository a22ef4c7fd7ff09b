/**
 * Bluebird: `Promise.coroutine`, with cancellation switched on.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- named where it is used, with its version
import Default from "npm:bluebird@3.7.2";
import { CANCELLED, failed, returned } from "../outcome.ts";
import type { Adapter, Stage } from "../stage.ts";
import type { Body, Words } from "../vocabulary.ts";
import { FOREVER } from "../watch_timers.ts";
import { FIXED, plainWords, ready, yielding } from "./_common.ts";

// deno-lint-ignore no-explicit-any -- the package has no types
type Any = any;

const Bluebird: Any = (Default as Any).getNewLibraryCopy();
Bluebird.config({ cancellation: true, warnings: false });

/** Bluebird. */
export const bluebird: Adapter = {
  name: "bluebird",
  version: "3.7.2",
  way: "Promise.coroutine with try and finally, cancellation on; groups are " +
    "Promise.all",
  lacks: {
    deadline: "a timeout starts when it is set, and stands",
    catch: "cancel() closes the generator, which no catch sees",
    reason: "cancel() takes no reason",
    grace: "a cleanup cannot be given a time",
  },
  start(main, stage) {
    Bluebird.onPossiblyUnhandledRejection((error: Error) =>
      stage.log(`unhandled rejection of ${error.message}`)
    );
    const world: World = { stage, results: new Map() };
    const promise = run(main, world);
    return {
      cancel: () => promise.cancel(),
      ended(tell) {
        // An awaited promise that was cancelled says nothing: ask `finally`.
        const watched = promise.finally(() => {
          const settled = promise.isFulfilled() || promise.isRejected();
          if (!settled && promise.isCancelled()) tell(CANCELLED);
        });
        watched.then(
          (value: unknown) => tell(returned(value)),
          (error: unknown) => tell(failed(error)),
        );
      },
      promise: () => promise,
      settle: (name, value) => world.results.get(name)!.resolve(value),
      fail: (name, error) => world.results.get(name)!.reject(error),
    };
  },
};

interface World {
  readonly stage: Stage;
  readonly results: Map<string, {
    readonly promise: Any;
    resolve(value: unknown): void;
    reject(error: Error): void;
  }>;
}

function run(body: Body, world: World): Any {
  const promise = Bluebird.coroutine(() => body(words(world, () => promise)))();
  return promise;
}

function words(world: World, self: () => Any): Words {
  const { stage, results } = world;
  const here = (body: Body) => run(body, world);
  const make = (name: string, onStop?: () => void) => {
    let resolve!: () => void, reject!: () => void;
    const promise = new Bluebird((res: Any, rej: Any, onCancel: Any) => {
      resolve = res;
      reject = rej;
      if (onStop) onCancel(onStop);
    });
    promise.suppressUnhandledRejections();
    results.set(name, { promise, resolve, reject });
  };
  const w: Any = {
    ...plainWords(stage),
    sleep: (ms: number) => yielding(() => Bluebird.delay(ms * stage.unit)),
    forever: () => yielding(() => Bluebird.delay(FOREVER)),
    call: (body: Body) => yielding(() => here(body)),
    all: (bodies: Body[]) => yielding(() => Bluebird.all(bodies.map(here))),
    together: (bodies: Body[]) => w.all(bodies),
    spawn: (body: Body) => ready(() => ({ handle: here(body) })),
    join: (task: Any) => yielding(() => task.handle),
    stop: (task: Any) => ready(() => task.handle.cancel()),
    stopSelf: () => ready(() => self().cancel()),
    shield: () => stage.unsaid("nothing holds a cancel off"),
    within(ms: number, body: Any) {
      return yielding(() =>
        here((w) => body(w, FIXED)).timeout(ms * stage.unit, "too late")
      );
    },
    isTimeout: (error: unknown) => error instanceof Bluebird.TimeoutError,
    underSignal: () => stage.unsaid("who waits for it is cancelled too"),
    group: (body: Any, { limit = Infinity } = {}) =>
      limit < Infinity
        ? stage.unsaid("Promise.all has no limit")
        : group(body, world),
    isCancel: () => false,
    reasonOf: String,
    signal: () => stage.unsaid("a promise has no signal"),
    future: (name: string) => make(name),
    producer: make,
    wait: (name: string) => yielding(() => results.get(name)!.promise),
    settle: (name: string, value: unknown) => results.get(name)!.resolve(value),
    using: (close: Body, body: Body) =>
      yielding(() =>
        Bluebird.using(
          Bluebird.resolve().disposer(() => here(close)),
          () => here(body),
        )
      ),
  };
  return w;
}

/** Children, and `Promise.all` of them. */
function group(body: Any, world: World): Any {
  return yielding(() => {
    const children: Any[] = [];
    const spawn = (child: Body) =>
      ready(() => {
        children.push(run(child, world));
        return { handle: children.at(-1) };
      });
    const cancel = () =>
      world.stage.unsaid("who waits for it is cancelled too");
    const main = run((w) => body(w, { spawn, cancel }), world);
    return Bluebird.all([main, ...children]);
  });
}

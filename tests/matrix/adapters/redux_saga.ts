/**
 * Redux-Saga, without Redux: `runSaga`, and effects that are yielded.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- named where it is used, with its version
import * as saga from "npm:@redux-saga/core@1.5.1";
// deno-lint-ignore no-import-prefix -- as above
import * as effects from "npm:@redux-saga/core@1.5.1/effects";
import { CANCELLED, failed, returned } from "../outcome.ts";
import type { Adapter, Stage } from "../stage.ts";
import type { Body, Words } from "../vocabulary.ts";
import { FOREVER } from "../watch_timers.ts";
import { FIXED, plainWords, yielding } from "./_common.ts";
import { NamedPromises } from "./_promises.ts";

// deno-lint-ignore no-explicit-any -- effects have many types
type Any = any;

/** Redux-Saga. */
export const reduxSaga: Adapter = {
  name: "redux-saga",
  version: "1.5.1",
  way: "sagas with try and finally; a call is the call effect, " +
    "groups are the all effect, or forks in a called saga",
  lacks: {
    deadline: "a timeout is a race with a delay",
    catch: "a cancel closes the generator, which no catch sees",
    reason: "cancel() takes no reason",
    grace: "a cleanup cannot be given a time",
  },
  start(main, stage) {
    const world: World = {
      stage,
      promises: new NamedPromises(),
      producers: new Map(),
    };
    const w = words(world);
    const quiet = { onError: () => {} };
    const task = saga.runSaga(quiet as Any, () => main(w) as Any);
    return {
      cancel: () => task.cancel(),
      ended(tell) {
        task.toPromise().then(
          (value) => tell(task.isCancelled() ? CANCELLED : returned(value)),
          (error) => tell(failed(error)),
        );
      },
      promise: () => task.toPromise(),
      settle: (name, value) => settle(world, name, value),
      fail: (name, error) => world.promises.fail(name, error),
    };
  },
};

interface World {
  readonly stage: Stage;
  readonly promises: NamedPromises;
  readonly producers: Map<string, Producer>;
}

interface Producer {
  readonly onStop: () => void;
  resolve: ((value: unknown) => void) | undefined;
}

class Timeout extends Error {}

function words(world: World): Words {
  const { stage, promises, producers } = world;
  const run = (body: Body) => effects.call(() => body(w) as Any);
  const w: Any = {
    ...plainWords(stage),
    sleep: (ms: number) => yielding(() => effects.delay(ms * stage.unit)),
    forever: () => yielding(() => effects.delay(FOREVER)),
    call: (body: Body) => yielding(() => run(body)),
    all: (bodies: Body[]) => yielding(() => effects.all(bodies.map(run))),
    together: (bodies: Body[]) => w.all(bodies),
    *spawn(body: Body): Any {
      return { handle: yield effects.spawn(() => body(w) as Any) };
    },
    join: (task: Any) => yielding(() => effects.join(task.handle)),
    stop: (task: Any) => yielding(() => effects.cancel(task.handle)),
    stopSelf: () => yielding(() => effects.cancel()),
    shield: () => stage.unsaid("nothing holds a cancel off"),
    *within(ms: number, body: Any): Any {
      const { value, late } = yield effects.race({
        value: run((w) => body(w, FIXED)),
        late: effects.delay(ms * stage.unit),
      });
      if (late) throw new Timeout("too late");
      return value;
    },
    isTimeout: (error: unknown) => error instanceof Timeout,
    *underSignal(body: Body): Any {
      if (stage.signal.aborted) return;
      const aborts = abortsOf(stage.signal);
      try {
        const { value } = yield effects.race({
          value: run(body),
          stop: effects.take(aborts),
        });
        return value;
      } finally {
        aborts.close();
      }
    },
    group: (body: Any, { limit = Infinity } = {}) =>
      limit < Infinity
        ? stage.unsaid("forks have no limit")
        : group(body, w, stage),
    isCancel: () => false,
    reasonOf: String,
    signal: () => stage.unsaid("a task has no signal"),
    future: (name: string) => promises.make(name),
    producer(name: string, onStop: () => void) {
      producers.set(name, { onStop, resolve: undefined });
    },
    wait(name: string) {
      const producer = producers.get(name);
      return yielding(() =>
        producer ? waitFor(producer, stage) : promises.promise(name)
      );
    },
    settle: (name: string, value: unknown) => settle(world, name, value),
    using: (close: Body, body: Body) =>
      yielding(() =>
        effects.call(function* (): Any {
          try {
            return yield run(body);
          } finally {
            yield run(close);
          }
        })
      ),
  };
  return w;
}

function waitFor(producer: Producer, stage: Stage): Promise<unknown> {
  if (producer.resolve) stage.unsaid("a promise is cancelled by any waiter");
  const { promise, resolve } = Promise.withResolvers<unknown>();
  producer.resolve = resolve;
  return Object.assign(promise, { [saga.CANCEL]: producer.onStop });
}

function settle(world: World, name: string, value: unknown): void {
  const producer = world.producers.get(name);
  if (producer) producer.resolve?.(value);
  else world.promises.settle(name, value);
}

function abortsOf(signal: AbortSignal): saga.EventChannel<boolean> {
  return saga.eventChannel((emit) => {
    const onAbort = () => emit(true);
    signal.addEventListener("abort", onAbort);
    return () => signal.removeEventListener("abort", onAbort);
  });
}

/** Forks are attached to the saga that was called: it ends after them. */
function group(body: Any, w: Words, stage: Stage): Any {
  const cancel = () => stage.unsaid("a child has no hold of its parent");
  const spawn = (child: Body) => ({
    *[Symbol.iterator](): Any {
      return { handle: yield effects.fork(() => child(w) as Any) };
    },
  });
  return yielding(() => effects.call(() => body(w, { spawn, cancel }) as Any));
}

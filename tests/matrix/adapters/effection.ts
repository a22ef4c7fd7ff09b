/**
 * Effection: bodies are operations, once with `finally`, and once with
 * `ensure()` in the place of it, which is its own word for cleanup.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- named where it is used, with its version
import * as effection from "npm:effection@4.1.1";
import { CANCELLED, failed, returned } from "../outcome.ts";
import type { Adapter, Stage, Started } from "../stage.ts";
import type { Body, Scenario, Words } from "../vocabulary.ts";
import { FOREVER } from "../watch_timers.ts";
import { FIXED, plainWords, ready } from "./_common.ts";
import { asAttempts } from "./_rewrite.ts";

// deno-lint-ignore no-explicit-any -- operations stand where words are typed
type Any = any;
type Operation = effection.Operation<Any>;
type Task = effection.Task<unknown>;

const common = {
  version: "4.1.1",
  lacks: {
    deadline: "a timeout is a race with a sleep",
    catch: "halt() closes the generator, which no catch sees",
    reason: "halt() takes no reason",
    grace: "a cleanup cannot be given a time",
  },
};

/** Effection, with `finally`. */
export const effectionFinally: Adapter = {
  ...common,
  name: "effection, finally",
  way:
    "operations with try and finally; groups are all(), or spawn() in a scoped()",
  start: (main, stage) => start(main, stage),
};

/** Effection, with `ensure`. */
export const effectionEnsure: Adapter = {
  ...common,
  name: "effection, ensure",
  way: "operations with each finally rewritten to ensure() in a scoped(); " +
    "groups are all(), or spawn() in a scoped()",
  start: (main, stage) => start(asAttempts(main), stage),
};

interface World {
  readonly stage: Stage;
  readonly futures: Map<string, effection.WithResolvers<unknown>>;
  readonly producers: Map<string, Producer>;
}

interface Producer {
  readonly onStop: () => void;
  resolve: ((value: unknown) => void) | undefined;
}

class Timeout extends Error {}

function start(main: Scenario["main"], stage: Stage): Started {
  const world: World = { stage, futures: new Map(), producers: new Map() };
  const task = startTask(main, world);
  return {
    cancel: () => halt(task),
    ended(tell) {
      task.then(
        (value) => tell(returned(value)),
        (error) => tell(error.message === "halted" ? CANCELLED : failed(error)),
      );
    },
    promise: () => task,
    settle: (name, value) => settle(world, name, value),
    fail: (name, error) => world.futures.get(name)!.reject(error),
  };
}

/** Asks a task to stop, without waiting for it; its own outcome is awaited. */
function halt(task: Task): void {
  task.halt().catch(() => {});
}

function startTask(body: Body, world: World): Task {
  const task: Task = effection.run(() => {
    const w = words(world, () => task);
    return body(w);
  });
  return task;
}

/** What a rewritten `try` becomes. */
function attempt(
  body: () => Operation,
  caught?: (error: unknown) => Operation,
  last?: () => Operation,
): Operation {
  const guarded = caught === undefined ? body : function* (): Any {
    try {
      return yield* body();
    } catch (error) {
      return yield* caught(error);
    }
  };
  if (last === undefined) return guarded();
  return effection.scoped(function* () {
    yield* effection.ensure(last);
    return yield* guarded();
  });
}

function words(world: World, self: () => Task): Words {
  const { stage, futures, producers } = world;
  const op = (body: Body): Operation => ({ [Symbol.iterator]: () => body(w) });
  const w: Any = {
    ...plainWords(stage),
    attempt,
    sleep: (ms: number) => effection.sleep(ms * stage.unit),
    forever: () => effection.sleep(FOREVER),
    call: (body: Body) => effection.call(() => body(w)),
    all: (bodies: Body[]) => effection.all(bodies.map(op)),
    together: (bodies: Body[]) => effection.all(bodies.map(op)),
    spawn: (body: Body) => ready(() => ({ handle: startTask(body, world) })),
    join: (task: { handle: Task }) => task.handle,
    stop: (task: { handle: Task }) => task.handle.halt(),
    stopSelf: () => ready(() => halt(self())),
    shield: () => stage.unsaid("nothing holds a halt off"),
    within(ms: number, body: Any) {
      return effection.race([
        op((w) => body(w, FIXED)),
        op(function* () {
          yield* effection.sleep(ms * stage.unit);
          throw new Timeout("too late");
        }),
      ]);
    },
    isTimeout: (error: unknown) => error instanceof Timeout,
    underSignal: (body: Body) =>
      stage.signal.aborted
        ? ready(() => {})
        : effection.race([op(body), untilAborted(stage.signal)]),
    group: (body: Any, { limit = Infinity } = {}) =>
      limit < Infinity ? stage.unsaid("a scope has no limit") : group(body, w),
    isCancel: () => false,
    reasonOf: String,
    signal: () => effection.useAbortSignal(),
    future(name: string) {
      futures.set(name, effection.withResolvers());
    },
    producer(name: string, onStop: () => void) {
      producers.set(name, { onStop, resolve: undefined });
    },
    wait(name: string) {
      const producer = producers.get(name);
      if (producer) return waitFor(producer, stage);
      return futures.get(name)!.operation;
    },
    settle: (name: string, value: unknown) => settle(world, name, value),
    using: (close: Body, body: Body) =>
      effection.scoped(function* () {
        yield* effection.using({
          [Symbol.asyncDispose]: () => effection.run(() => close(w) as Any),
        } as Any);
        return yield* body(w);
      }),
  };
  return w;
}

function waitFor(producer: Producer, stage: Stage): Operation {
  if (producer.resolve) stage.unsaid("an action serves one waiter");
  let settled = false;
  return effection.action((resolve) => {
    producer.resolve = (value) => {
      settled = true;
      resolve(value);
    };
    return () => settled || producer.onStop();
  });
}

function settle(world: World, name: string, value: unknown): void {
  const producer = world.producers.get(name);
  if (producer) producer.resolve?.(value);
  else world.futures.get(name)!.resolve(value);
}

function untilAborted(signal: AbortSignal): Operation {
  return effection.action((resolve) => {
    const onAbort = () => resolve(undefined);
    signal.addEventListener("abort", onAbort);
    return () => signal.removeEventListener("abort", onAbort);
  });
}

/** Children in a scope, all joined before it ends. */
function group(body: Any, w: Words): Operation {
  return effection.scoped(function* () {
    const tasks: Task[] = [];
    const scope = yield* effection.useScope();
    const whole = effection.withResolvers<void>();
    const spawn = (child: Body) =>
      ready(() => {
        tasks.push(scope.run(() => child(w) as Any));
        return { handle: tasks.at(-1) };
      });
    const cancel = () => ready(() => whole.resolve());
    yield* effection.race([
      {
        *[Symbol.iterator](): Any {
          yield* body(w, { spawn, cancel });
          for (const task of tasks) yield* ended(task);
        },
      },
      whole.operation,
    ]);
  });
}

/** Waits for a child; if it failed, its scope is ending already. */
function* ended(task: Task): Any {
  try {
    yield* task;
  } catch {
    // A child that was halted is no failure of the scope.
  }
}

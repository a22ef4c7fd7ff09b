/**
 * This package, on a loop whose clock is moved by hand: a scenario takes no
 * time, and whatever is left on the loop afterwards is seen.
 *
 * @module
 */
import { CancelledError, TimeoutError } from "../../../lib/errors/mod.ts";
import {
  currentTask,
  sleep,
  spawn,
  type Task,
} from "../../../lib/coroutine/mod.ts";
import { Future } from "../../../lib/future/mod.ts";
import type { ErrorReport, IOLoop } from "../../../lib/loop/mod.ts";
import { CancelScope, shield, TaskGroup } from "../../../lib/scopes/mod.ts";
import { handLoop } from "../../_support.ts";
import { CANCELLED, failed, messages, returned } from "../outcome.ts";
import type { Op, Outside, Scenario, Words } from "../vocabulary.ts";
import { ready } from "./_common.ts";
import { watchSignal } from "../watch_signal.ts";
import { FOREVER } from "../watch_timers.ts";

// deno-lint-ignore no-explicit-any -- futures stand where words are typed
type Any = any;

/** How the body waits. */
export interface Flavour {
  readonly name: string;
  /** Whether it waits by a plain `yield`. */
  readonly plain: boolean;
  /** Whether the loop records places. */
  readonly debug: boolean;
}

/** All ways in which a body may wait. */
export const FLAVOURS: readonly Flavour[] = [
  { name: "yield*", plain: false, debug: false },
  { name: "yield", plain: true, debug: false },
  { name: "yield*, debug", plain: false, debug: true },
  { name: "yield, debug", plain: true, debug: true },
];

/** The time in which everything must have come to its end. */
const TIME = 300;

/** Plays a scenario; gives what was seen. */
export async function playTwister(
  scenario: Scenario,
  flavour: Flavour = FLAVOURS[0]!,
): Promise<string[]> {
  const { loop, clock } = handLoop({ debug: flavour.debug });
  const saw: string[] = [];
  const log = (line: string) => void saw.push(line);
  const tell = (what: string) => ({ error }: ErrorReport) =>
    log(`${what} ${messages(error)}`);
  loop.onError = tell("uncaught");
  loop.onUnobserved = tell("unhandled rejection of");
  const { controller, listeners } = watchSignal();
  const futures = new Map<string, Future<unknown>>();
  const world: World = {
    log,
    signal: controller.signal,
    futures,
    loop,
    plain: flavour.plain,
    pass: (ms) => clock.pass(ms),
  };
  const timers = () => clock.alarmAt === undefined ? 0 : 1;
  const task: Task<unknown> = loop._within(() =>
    spawn(() => scenario.main(words(world)) as Any, { name: "main" })
  );
  const outside: Outside = {
    log,
    cancel: (reason) => void task.cancel(reason),
    abort: (reason) => controller.abort(reason),
    settle: (name, value) => void futures.get(name)!.setResult(value),
    fail: (name, error) => void futures.get(name)!.setError(error),
    awaitMain: () => void goOn(task, () => log("the await went on")),
    timers,
    listeners,
  };
  task.addDoneCallback(() => log(`main: ${outcomeOf(task)}`));
  for (const [ms, act] of scenario.outside ?? []) {
    await clock.advance(1000 + ms - clock.now());
    act(outside);
  }
  await clock.advance(TIME);
  if (timers() > 0) log("a timer is left");
  return saw;
}

async function goOn(task: Task<unknown>, then: () => void): Promise<void> {
  try {
    await task;
  } catch {
    // Being told by a rejection is being told.
  }
  then();
}

function outcomeOf(task: Task<unknown>): string {
  if (task.cancelled) return CANCELLED;
  const error = task.error();
  return error === undefined ? returned(task.result()) : failed(error);
}

interface World {
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
  readonly futures: Map<string, Future<unknown>>;
  readonly loop: IOLoop;
  readonly plain: boolean;
  pass(ms: number): void;
}

/** Words, where a wait is a `yield*` of the thing itself, or a plain `yield`. */
function words(world: World): Words {
  const { log, signal, futures, plain } = world;
  const wait = <T>(make: () => Any): Op<T> =>
    plain
      ? {
        *[Symbol.iterator](): Any {
          return yield make();
        },
      }
      : make();
  const w: Words = {
    log,
    errors: messages,
    block: world.pass,
    sleep: (ms) => wait(() => sleep(ms)),
    forever: () => wait(() => sleep(FOREVER)),
    call: (body) => wait(() => plain ? body(w) : spawn(() => body(w))),
    all: (bodies) => ({
      *[Symbol.iterator](): Any {
        return yield bodies.map((body) => body(w));
      },
    }),
    spawn: (body, options) =>
      ready(() => ({ handle: spawn(() => body(w), options) })),
    join: ({ handle }) => wait(() => handle),
    stop: ({ handle }, reason) =>
      ready(() => void (handle as Task<unknown>).cancel(reason)),
    stopSelf: (reason) => ready(() => void currentTask()!.cancel(reason)),
    shield: (body) => wait(() => shield(body(w))) as Op<Any>,
    *within(timeout, body) {
      const scope = new CancelScope({ timeout });
      const move = (ms: number) => {
        scope.deadline = world.loop.time() + ms;
      };
      return yield* scope.run(() => body(w, { move }));
    },
    isTimeout: (error) => error instanceof TimeoutError,
    *underSignal(body) {
      yield* new CancelScope({ signal }).run(() => body(w));
    },
    *together(bodies) {
      yield* TaskGroup.run(function* (group) {
        for (const body of bodies) group.spawn(() => body(w));
      });
    },
    *group(body, options) {
      yield* TaskGroup.run(function* (group) {
        yield* body(w, {
          spawn: (child) =>
            ready(() => ({ handle: group.spawn(() => child(w)) })),
          cancel: (reason) => ready(() => void group.cancel(reason)),
        });
      }, options);
    },
    isCancel: (error) => error instanceof CancelledError,
    reasonOf: (error) => String((error as CancelledError).reason),
    signal: () => ready(() => currentTask()!.signal),
    future: (name) => void futures.set(name, new Future({ name })),
    producer: (name, onStop) =>
      void futures.set(name, new Future({ name, onCancel: onStop })),
    wait: (name) => wait(() => futures.get(name)),
    settle: (name, value) => void futures.get(name)!.setResult(value),
    *using(close, body) {
      try {
        return yield* w.call(body);
      } finally {
        yield* w.shield(close);
      }
    },
  };
  return w;
}

/**
 * Effect: bodies are `Effect.gen`, once with the language's own `try`, and once
 * with `Effect.ensuring` and `Effect.catchCause` in the place of it, which is
 * how Effect asks to be written.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- named where it is used, with its version
import {
  Cause,
  Deferred,
  Effect,
  Exit,
  Fiber,
  FiberSet,
  Semaphore,
} from "npm:effect@4.1.0";
import { CANCELLED, failed, returned } from "../outcome.ts";
import type { Adapter, Stage, Started } from "../stage.ts";
import type { Body, Scenario, Words } from "../vocabulary.ts";
import { FOREVER } from "../watch_timers.ts";
import { FIXED, plainWords } from "./_common.ts";
import { asAttempts } from "./_rewrite.ts";

// deno-lint-ignore no-explicit-any -- effects stand where generators are typed
type Any = any;

const common = {
  version: "4.1.0",
  lacks: {
    deadline: "a timeout starts when it is set, and stands",
    catch: "an interrupt is no error that the body could catch",
    reason: "an interrupt has no reason",
    grace: "a finalizer takes as long as it takes",
  },
};

/** Effect, written in plain JavaScript. */
export const effectTry: Adapter = {
  ...common,
  name: "effect, try",
  way: "Effect.gen with the language's own try, catch and finally, which is " +
    "not how Effect asks to be written; groups are Effect.all or a FiberSet",
  start: (main, stage) => start(main, stage),
};

/** Effect, written with its own operators. */
export const effectEnsuring: Adapter = {
  ...common,
  name: "effect, ensuring",
  way: "Effect.gen with each try rewritten to Effect.ensuring and " +
    "Effect.catchCause; groups are Effect.all or a FiberSet",
  start: (main, stage) => start(asAttempts(main), stage),
};

interface World {
  readonly stage: Stage;
  readonly deferreds: Map<string, Deferred.Deferred<unknown, unknown>>;
  readonly producers: Map<string, Producer>;
}

interface Producer {
  readonly onStop: () => void;
  resume: ((effect: Effect.Effect<unknown>) => void) | undefined;
}

function start(main: Scenario["main"], stage: Stage): Started {
  const world: World = { stage, deferreds: new Map(), producers: new Map() };
  const fiber = Effect.runFork(run(main, words(world)));
  return {
    cancel: () => fiber.interruptUnsafe(),
    ended: (tell) => void fiber.addObserver((exit) => tell(outcomeOf(exit))),
    promise: () => Effect.runPromise(Fiber.join(fiber)),
    settle: (name, value) => settle(world, name, value),
    fail(name, error) {
      Deferred.doneUnsafe(world.deferreds.get(name)!, Effect.fail(error));
    },
  };
}

function outcomeOf(exit: Exit.Exit<unknown, unknown>): string {
  if (Exit.isSuccess(exit)) return returned(exit.value);
  return Cause.hasInterruptsOnly(exit.cause)
    ? CANCELLED
    : failed(errorOf(exit.cause));
}

/** The error of a cause; all in one where there are several. */
function errorOf(cause: Cause.Cause<unknown>): unknown {
  const errors = cause.reasons.filter((reason) =>
    !Cause.isInterruptReason(reason)
  )
    .map((reason) =>
      Cause.isFailReason(reason) ? reason.error : (reason as Cause.Die).defect
    );
  return errors.length > 1 ? new AggregateError(errors) : errors[0];
}

function run(body: Body, w: Words): Effect.Effect<Any, Any> {
  return Effect.scoped(Effect.gen(() => body(w) as Any)) as Any;
}

/** What a rewritten `try` becomes. */
function attempt(
  body: () => Any,
  caught?: (error: unknown) => Any,
  last?: () => Any,
): Effect.Effect<Any, Any> {
  let effect: Any = Effect.gen(body);
  if (caught) {
    effect = Effect.catchCause(
      effect,
      (cause: Cause.Cause<unknown>) => Effect.gen(() => caught(errorOf(cause))),
    );
  }
  return last
    ? Effect.ensuring(effect, Effect.gen(last) as Any) as Any
    : effect;
}

function words(world: World): Words {
  const { stage, deferreds, producers } = world;
  const w: Any = {
    ...plainWords(stage),
    attempt,
    sleep: (ms: number) => Effect.sleep(ms * stage.unit),
    forever: () => Effect.sleep(FOREVER),
    call: (body: Body) => run(body, w),
    all: (bodies: Body[]) =>
      Effect.all(bodies.map((body) => run(body, w)), {
        concurrency: "unbounded",
      }),
    together: (bodies: Body[]) => w.all(bodies),
    spawn: (body: Body) =>
      Effect.forkDetach(run(body, w), { startImmediately: true }).pipe(
        Effect.map((fiber) => ({ handle: fiber })),
      ),
    join: (task: Any) => Fiber.join(task.handle),
    stop: (task: Any) => Fiber.interrupt(task.handle),
    stopSelf: () => Effect.sync(() => Fiber.getCurrent()!.interruptUnsafe()),
    shield: (body: Body) => Effect.uninterruptible(run(body, w)),
    within(ms: number, body: Any) {
      return run((w) => body(w, FIXED), w).pipe(
        Effect.timeout(ms * stage.unit),
      );
    },
    isTimeout: Cause.isTimeoutError,
    underSignal: (body: Body) =>
      stage.signal.aborted
        ? Effect.void
        : Effect.raceFirst(run(body, w), untilAborted(stage.signal)),
    group: (body: Any, { limit = Infinity } = {}) => group(body, w, limit),
    isCancel: () => false,
    reasonOf: String,
    signal: () => Effect.abortSignal,
    future: (name: string) => void deferreds.set(name, Deferred.makeUnsafe()),
    producer(name: string, onStop: () => void) {
      producers.set(name, { onStop, resume: undefined });
    },
    wait(name: string) {
      const producer = producers.get(name);
      if (producer) return waitFor(producer, stage);
      return Deferred.await(deferreds.get(name)!);
    },
    settle: (name: string, value: unknown) => settle(world, name, value),
    using: (close: Body, body: Body) =>
      Effect.acquireUseRelease(
        Effect.void,
        () => run(body, w),
        () => run(close, w),
      ),
  };
  return w;
}

function waitFor(producer: Producer, stage: Stage): Effect.Effect<unknown> {
  if (producer.resume) stage.unsaid("Effect.callback serves one waiter");
  return Effect.callback((resume) => {
    producer.resume = resume;
    return Effect.sync(producer.onStop);
  });
}

function settle(world: World, name: string, value: unknown): void {
  const producer = world.producers.get(name);
  if (producer) producer.resume?.(Effect.succeed(value));
  else {
    Deferred.doneUnsafe(world.deferreds.get(name)!, Effect.succeed(value));
  }
}

function untilAborted(signal: AbortSignal): Effect.Effect<void> {
  return Effect.callback((resume) => {
    const onAbort = () => resume(Effect.void);
    signal.addEventListener("abort", onAbort);
    return Effect.sync(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Children in a set: the first failure of one ends the whole. */
function group(body: Any, w: Words, limit: number): Effect.Effect<unknown> {
  return Effect.scoped(Effect.gen(function* () {
    const set = yield* FiberSet.make<unknown, unknown>();
    const permits = Semaphore.makeUnsafe(limit);
    const cancelled = Deferred.makeUnsafe<void>();
    const handle = {
      spawn: (child: Body) =>
        FiberSet.run(
          set,
          permits.withPermit(run(child, w)),
          { startImmediately: true } as Any,
        )
          .pipe(Effect.map((fiber) => ({ handle: fiber }))),
      cancel: () => Deferred.succeed(cancelled, undefined),
    };
    const all = run((w) => body(w, handle), w).pipe(
      Effect.andThen(FiberSet.awaitEmpty(set)),
    );
    yield* Effect.raceAllFirst([
      all,
      FiberSet.join(set),
      Deferred.await(cancelled),
    ]);
  })) as Any;
}

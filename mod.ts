/**
 * Async tools for JavaScript, after Tornado and Twisted: Futures, coroutines
 * that can be stopped, scopes and task groups, an I/O loop, and errors that
 * tell their whole way.
 *
 * A coroutine is a generator function in plain control flow. It waits with
 * `yield*`, for Futures and promises alike, and a call of it is a Task: a
 * Future that can be cancelled.
 *
 * ```ts
 * import { coroutine, sleep } from "@twister/async";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * const visit = coroutine(function* visit(page: string) {
 *   log.push(`open ${page}`);
 *   try {
 *     yield* sleep(60_000);
 *   } finally {
 *     yield* sleep(1); // cleanup may wait
 *     log.push(`close ${page}`);
 *   }
 * });
 *
 * const task = visit("home");
 * task.cancel("enough seen");
 * const error = await task.catch((error) => error);
 * assertEquals(error.reason, "enough seen");
 * assertEquals(log, ["open home", "close home"]);
 * ```
 *
 * Several tasks belong to a group, which ends when all of them have:
 *
 * ```ts
 * import { sleep, spawn, TaskGroup, TaskGroupError } from "@twister/async";
 * import { assertEquals, assertInstanceOf } from "@std/assert";
 *
 * const log: string[] = [];
 * const group = spawn(() =>
 *   TaskGroup.run(function* (group) {
 *     group.spawn(function* () {
 *       try {
 *         yield* sleep(60_000);
 *       } finally {
 *         log.push("cleaned up");
 *       }
 *     });
 *     group.spawn(function* () {
 *       yield* sleep(1);
 *       throw new Error("broken");
 *     });
 *   })
 * );
 * const error = await group.catch((error) => error);
 * assertInstanceOf(error, TaskGroupError);
 * assertEquals(error.errors.map(({ message }) => message), ["broken"]);
 * assertEquals(log, ["cleaned up"]);
 * ```
 *
 * - **A cancel unwinds.** It is an error thrown in at the `yield`: `try`,
 *   `catch` and `finally` work as written, and nothing runs on after it.
 * - **Nothing is left behind.** No task outlives its group, a scope
 *   gives its time or its cancel to all that runs in it, and who is first of
 *   several waits until the others have cleaned up.
 * - **One stack.** `error.stack` shows your frames through every coroutine,
 *   `await` and callback that the error passed, and none of ours.
 * - **No error is lost.** One that nobody looks at is reported, once.
 * - **No colour to choose.** Coroutines await promises, async functions await
 *   tasks: change one function at a time.
 *
 * | entry point | what it has |
 * | --- | --- |
 * | `@twister/async` | what most programs need, of all down to `interop` |
 * | `…/errors` | the errors that this package throws |
 * | `…/traceback` | the whole path of an error, as text |
 * | `…/context` | variables that follow the work |
 * | `…/loop` | the I/O loop: callbacks, timers, what is told of errors |
 * | `…/future` | results that are not there yet |
 * | `…/coroutine` | coroutines, tasks, sleep, and the talk's trampoline |
 * | `…/scopes` | blocks that can be cancelled or timed, task groups |
 * | `…/combinators` | all, the first, each as it ends, within a time, again |
 * | `…/sync` | locks, queues and channels, handed over in order |
 * | `…/deferred` | Twisted's Deferred: callbacks that run at once |
 * | `…/lazy` | work that starts when it is asked for, streams, pipelines |
 * | `…/interop` | promises, callbacks, events and streams, both ways |
 * | `…/executor` | functions on worker threads |
 * | `…/http` | an HTTP client with a queue, limits and times |
 * | `…/web` | request handlers, templates, WebSockets, static files, TCP |
 * | `…/testing` | a virtual clock, an explorer of schedules |
 * | `…/trace` | what waits for what, and which circle never ends |
 *
 * @module
 */
export { formatTraceback } from "./lib/traceback/mod.ts";
export {
  BadYieldError,
  CancelledError,
  DeadlockError,
  InvalidStateError,
  suppressed,
  TaskGroupError,
  TimeoutError,
  TwisterError,
} from "./lib/errors/mod.ts";
export { ContextVar, snapshot } from "./lib/context/mod.ts";
export { Handle, IOLoop, PeriodicCallback } from "./lib/loop/mod.ts";
export {
  chainFuture,
  Future,
  type FutureState,
  isFuture,
} from "./lib/future/mod.ts";
export {
  convertYielded,
  type Coroutine,
  coroutine,
  currentTask,
  isCoroutineFunction,
  moment,
  primed,
  sleep,
  spawn,
  Task,
  trampoline,
  YIELDABLE,
  type Yieldable,
  type Yielded,
} from "./lib/coroutine/mod.ts";
export {
  CancelScope,
  currentScope,
  moveOnAfter,
  shield,
  TaskGroup,
  throwIfCancelled,
} from "./lib/scopes/mod.ts";
export {
  abandonAfter,
  any,
  asCompleted,
  gather,
  mapLimit,
  multi,
  race,
  retry,
  settle,
  type Settled,
  WaitIterator,
  withTimeout,
} from "./lib/combinators/mod.ts";
export {
  Barrier,
  BoundedSemaphore,
  Channel,
  Condition,
  Event,
  LifoQueue,
  Lock,
  type Permit,
  PriorityQueue,
  Queue,
  select,
  Semaphore,
} from "./lib/sync/mod.ts";
export { Deferred, inlineCallbacks } from "./lib/deferred/mod.ts";
export {
  asyncCoroutine,
  fromCallback,
  toDeferred,
  toFuture,
  toPromise,
} from "./lib/interop/mod.ts";

/**
 * Async tools for JavaScript, after Tornado and Twisted: Futures, coroutines
 * that can be stopped, an I/O loop, and errors that tell their whole way.
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
 * - **A cancel unwinds.** It is an error thrown in at the `yield`: `try`,
 *   `catch` and `finally` work as written, and nothing runs on after it.
 * - **One stack.** `error.stack` shows your frames through every coroutine,
 *   `await` and callback that the error passed, and none of ours.
 * - **No error is lost.** One that nobody looks at is reported, once.
 * - **No colour to choose.** Coroutines await promises, async functions await
 *   tasks: change one function at a time.
 *
 * | entry point | what it has |
 * | --- | --- |
 * | `@twister/async` | the core: all down to `coroutine` |
 * | `…/errors` | the errors that this package throws |
 * | `…/traceback` | the whole path of an error, as text |
 * | `…/context` | variables that follow the work |
 * | `…/loop` | the I/O loop: callbacks, timers, what is told of errors |
 * | `…/future` | results that are not there yet |
 * | `…/coroutine` | coroutines, tasks, sleep, and the talk's trampoline |
 * | `…/scopes` | blocks that can be cancelled or timed, task groups |
 * | `…/combinators` | all, the first, each as it ends, within a time, again |
 * | `…/deferred` | Twisted's Deferred: callbacks that run at once |
 *
 * @module
 */
export { formatTraceback } from "./lib/traceback/mod.ts";
export * from "./lib/errors/mod.ts";
export * from "./lib/context/mod.ts";
export * from "./lib/loop/mod.ts";
export * from "./lib/future/mod.ts";
export * from "./lib/coroutine/mod.ts";

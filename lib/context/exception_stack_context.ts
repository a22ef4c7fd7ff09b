import { checkFunction } from "../errors/check.ts";
import type { Frame } from "./frame.ts";
import { inUse } from "./frames.ts";
import { restack, running } from "./running.ts";
import { inside } from "./within.ts";

/**
 * Receives the errors of a function, and of the callbacks, timers and
 * done-callbacks that it hands over, before `loop.onError` does.
 *
 * The innermost handler is asked first: `true` ends the error there, anything
 * else lets it go outward, and an error of the handler takes its place. After
 * Tornado's `ExceptionStackContext`. As there, the error of a task is the
 * task's: it goes to who waits for it, or to `loop.onUnobserved`, and no
 * handler sees it. A {@linkcode CancelledError} passes by.
 *
 * @example
 * ```ts
 * import { ExceptionStackContext } from "@twister/async/context";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const caught = await new Promise((done) =>
 *   new ExceptionStackContext((error) => {
 *     done(error);
 *     return true;
 *   }).run(() => {
 *     IOLoop.current().addCallback(() => {
 *       throw "oops";
 *     });
 *   })
 * );
 * assertEquals(caught, "oops");
 * ```
 */
export class ExceptionStackContext {
  readonly #handler: (error: unknown) => unknown;

  /**
   * Makes one, which can be run any number of times.
   *
   * @param handler Gets the error; `true` ends it.
   * @throws {TypeError} If it is no function.
   */
  constructor(handler: (error: unknown) => unknown) {
    checkFunction(handler, "make an ExceptionStackContext(handler)");
    this.#handler = handler;
    running.aside = true;
  }

  /**
   * Runs the body of a coroutine in it: `yield*` what comes back.
   *
   * @param fn A generator function.
   * @returns A generator of what `fn` returns; of `undefined` if the handler
   * ended its error.
   */
  run<Y, R, N>(
    fn: (deactivate: () => void) => Generator<Y, R, N>,
  ): Generator<Y, R | undefined, N>;
  /**
   * Runs a function in it.
   *
   * @param fn Gets a function that takes this run out of use, for all that is
   * handed over.
   * @returns What `fn` returns; `undefined` if the handler ended its error.
   * @throws What the handler does not end.
   */
  run<R>(fn: (deactivate: () => void) => R): R | undefined;
  run(fn: (deactivate: () => void) => unknown): unknown {
    checkFunction(fn, "run an ExceptionStackContext");
    const context = running.by._context, handler = this.#handler;
    const frame: Frame & { active: boolean } = {
      up: inUse(context.stack),
      active: true,
      handle: (error: unknown) => handler(error) === true,
    };
    const deactivate = () => void (frame.active = false);
    const inner = restack(context, frame);
    return inside(inner, [frame], () => fn(deactivate), fn);
  }
}

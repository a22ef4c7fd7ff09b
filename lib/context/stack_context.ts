import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Exit, Frame } from "./frame.ts";
import { inUse } from "./frames.ts";
import { restack, running } from "./running.ts";
import { inside } from "./within.ts";

/** What has to be done before and after a piece of work. */
export interface ContextManager {
  /** Called before it. */
  enter(): unknown;
  /** Called after it, also when it failed. */
  exit(): unknown;
}

/**
 * Enters a context manager around a function, and again around all that the
 * function hands over: callbacks, timers, done-callbacks, steps of tasks.
 *
 * The factory is called anew for each, and gives a `Disposable`, which counts
 * as entered when it is made, or a pair of `enter` and `exit`. Of nested ones
 * the innermost is entered last and left first. A manager that fails to enter
 * keeps a callback from running; to a task its error is thrown at the `yield`.
 * What `exit` throws goes to `loop.onError`, if no
 * {@linkcode ExceptionStackContext} ends it. After Tornado's `StackContext`;
 * for values that only have to be read, a {@linkcode ContextVar} is cheaper.
 *
 * @example
 * ```ts
 * import { StackContext } from "@twister/async/context";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * const logged = new StackContext(() => {
 *   log.push("enter");
 *   return { [Symbol.dispose]: () => void log.push("exit") };
 * });
 * await new Promise<void>((done) =>
 *   logged.run(() => {
 *     IOLoop.current().addCallback(() => {
 *       log.push("callback");
 *       IOLoop.current().spawnCallback(done);
 *     });
 *   })
 * );
 * assertEquals(log, ["enter", "exit", "enter", "callback", "exit"]);
 * ```
 */
export class StackContext {
  readonly #factory: () => Disposable | ContextManager;

  /**
   * Makes one, which can be run any number of times.
   *
   * @param factory Gives the manager for one piece of work.
   * @throws {TypeError} If it is no function.
   */
  constructor(factory: () => Disposable | ContextManager) {
    checkFunction(factory, "make a StackContext(factory)");
    this.#factory = factory;
    running.aside = true;
  }

  /**
   * Runs a function in it. A generator function may yield inside: `yield*` what
   * comes back; the caller sees nothing of it.
   *
   * @param fn Gets a function that takes this run out of use: what was handed
   * over, or will be, is not run in it any more. The piece of work that runs
   * just then is still left as it was entered.
   * @returns What the function returns.
   * @throws What the function or the manager throws.
   */
  run<R>(fn: (deactivate: () => void) => R): R {
    checkFunction(fn, "run a StackContext");
    const context = running.by._context;
    const frame = new Managed(this.#factory, inUse(context.stack));
    const deactivate = () => void (frame.active = false);
    const inner = restack(context, frame);
    return inside(inner, [frame], () => fn(deactivate), fn) as R;
  }
}

class Managed implements Frame {
  readonly up: Frame | undefined;
  active = true;
  readonly #factory: () => Disposable | ContextManager;

  constructor(
    factory: () => Disposable | ContextManager,
    up: Frame | undefined,
  ) {
    this.up = up;
    this.#factory = factory;
  }

  enter(): Exit {
    const manager = (0, this.#factory)();
    const given = manager as Partial<Disposable & ContextManager> | undefined;
    if (typeof given?.[Symbol.dispose] === "function") {
      return () => given[Symbol.dispose]!();
    }
    if (
      typeof given?.enter !== "function" || typeof given.exit !== "function"
    ) {
      throw new TypeError(
        "Cannot enter a StackContext: its factory gave " +
          `${describe(manager)}, expected an object with [Symbol.dispose] or ` +
          "with enter and exit",
      );
    }
    given.enter();
    return () => given.exit!();
  }
}

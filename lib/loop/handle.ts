import { type Context, running } from "../context/running.ts";
import { type Aside, asideOf } from "./aside.ts";
import { nameOf } from "../errors/describe.ts";
import { isGenerator, startGenerator } from "./driver.ts";
import type { Timed } from "./runnable.ts";
import type { Bucket } from "./timers.ts";

/**
 * A callback that waits for its turn or its time. Calling `cancel()`, or
 * leaving the scope of a `using`, takes it back.
 *
 * @example
 * ```ts
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const handle = IOLoop.current().callLater(60_000, () => {});
 * assertEquals(handle.cancel(), true);
 * assertEquals(handle.cancel(), false);
 * ```
 */
export class Handle implements Timed, Disposable {
  /** @internal */
  declare _context: Context;
  /** @internal */
  declare _bucket: Bucket | undefined;
  /**
   * Stands on the prototype for those that need none.
   *
   * @internal
   */
  declare _aside: Aside | undefined;
  /** Stays when it ran, for its name is told if it throws. */
  declare private fn: ((...args: never[]) => unknown) | undefined;
  declare private args: readonly unknown[] | undefined;

  /**
   * Made by the loop.
   *
   * @internal
   */
  constructor(
    fn: (...args: never[]) => unknown,
    args: readonly unknown[],
    context: Context,
  ) {
    this._context = context;
    this._bucket = undefined;
    this.fn = fn;
    this.args = args;
    if (running.aside) this._aside = asideOf(context, this);
  }

  /** Whether it ran or was taken back. */
  get done(): boolean {
    return this.args === undefined;
  }

  /**
   * Takes the callback back.
   *
   * @returns `true` if it will not run now, `false` if it had run already or
   * was taken back before.
   */
  cancel(): boolean {
    if (this.args === undefined) return false;
    this.fn = this.args = undefined;
    this._bucket?.forget(this);
    this._bucket = undefined;
    return true;
  }

  /** The same as `cancel()`. */
  [Symbol.dispose](): void {
    this.cancel();
  }

  /** @internal */
  _label(): string {
    return nameOf(this.fn) || "callback";
  }

  /** @internal */
  _run(): void {
    if (this._aside === undefined) this.#call();
    else this.#runAside(this._aside);
  }

  /** Apart, for a closure in `_run` would cost every run. */
  #runAside(aside: Aside): void {
    aside.run(this, () => this.#call());
  }

  #call(): void {
    const { fn, args } = this;
    if (fn === undefined || args === undefined) return;
    this.args = undefined;
    this._bucket = undefined;
    running.by = this;
    const made = (fn as (...args: unknown[]) => unknown)(...args);
    // A generator function makes a generator and runs nothing: drive it.
    if (isGenerator(made)) startGenerator(made, nameOf(fn));
  }
}

Object.defineProperty(Handle.prototype, "_aside", {
  value: undefined,
  writable: true,
});

/**
 * A generator whose steps have a context of their own.
 *
 * In a coroutine the context stays in place while the body is suspended: it is
 * the task's own, and what the body yields is started in it. A generator that
 * is driven by hand gives the context back at each step, for its driver goes
 * on; trio and Tornado let it leak there.
 */

import type { Frame } from "./frame.ts";
import { runIn } from "./frames.ts";
import { type Context, running } from "./running.ts";

/** A generator of any kind. */
export type AnyGenerator = Generator<unknown, unknown, unknown>;

const GENERATOR_FUNCTION: object = Object.getPrototypeOf(function* () {});
const GENERATOR: object = Object.getPrototypeOf(function* () {}).prototype;

/** Whether calling a function runs nothing of its body. */
export function isGeneratorFunction(fn: unknown): boolean {
  return Object.getPrototypeOf(fn) === GENERATOR_FUNCTION;
}

/** Whether a value is a generator, or one in a context of its own. */
export function isBody(value: unknown): value is AnyGenerator {
  return value !== null && typeof value === "object" &&
    (Object.prototype.isPrototypeOf.call(GENERATOR, value) ||
      value instanceof BodyInContext);
}

/** The generator, and the context in which it stands. */
export class BodyInContext {
  readonly #body: AnyGenerator;
  readonly #frames: readonly Frame[];
  /** That of the body while it does not run. */
  #inner: Context;
  /** That around it, from the first step on. */
  #outer: Context | undefined;

  /**
   * @param body The generator, not started.
   * @param context What it runs in.
   * @param frames What is entered for each of its steps.
   */
  constructor(
    body: AnyGenerator,
    context: Context,
    frames: readonly Frame[] = [],
  ) {
    this.#body = body;
    this.#inner = context;
    this.#frames = frames;
  }

  next(value?: unknown): IteratorResult<unknown, unknown> {
    return this.#step(() => this.#body.next(value));
  }

  throw(error: unknown): IteratorResult<unknown, unknown> {
    return this.#step(() => this.#body.throw(error));
  }

  return(value: unknown): IteratorResult<unknown, unknown> {
    return this.#step(() => this.#body.return(value));
  }

  [Symbol.iterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    this.return(undefined);
  }

  get [Symbol.toStringTag](): string {
    return "Generator";
  }

  #step(
    go: () => IteratorResult<unknown, unknown>,
  ): IteratorResult<unknown, unknown> {
    const by = running.by, stays = by._suspends === true;
    if (this.#outer === undefined || !stays) {
      this.#outer = by._context;
      by._context = this.#inner;
    }
    let over = true;
    try {
      const active = this.#frames.filter((frame) => frame.active);
      const step = runIn(active, go) ?? { done: true, value: undefined };
      over = step.done === true;
      return step;
    } finally {
      if (!stays) this.#inner = by._context;
      if (over || !stays) by._context = this.#outer;
    }
  }
}

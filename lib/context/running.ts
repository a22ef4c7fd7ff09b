/**
 * Who is running now, and with which context: one slot that each step sets.
 *
 * A step of a coroutine stores one reference here and so answers three
 * questions at no further cost: which task is current, what the context
 * variables are, and on which loop things are scheduled. The hot counters of
 * scheduling live in the same object: a field of a constant object costs a
 * fifth of what a module-level `let` costs.
 */

import type { Frame } from "./frame.ts";

/**
 * An immutable list of context variables, ending in the loop it belongs to.
 * A root has no variable. The list is short, so a walk beats a map. What is
 * entered around each step hangs on every node of it, for one look.
 *
 * @internal
 */
export class Context {
  /** The loop. This layer lies below the loop's and only hands it on. */
  declare readonly home: unknown;
  declare readonly variable: object | undefined;
  declare readonly value: unknown;
  declare readonly up: Context | undefined;
  /** The innermost stack context. */
  declare readonly stack: Frame | undefined;

  constructor(
    home: unknown,
    variable?: object,
    value?: unknown,
    up?: Context,
    stack?: Frame,
  ) {
    this.home = home;
    this.variable = variable;
    this.value = value;
    this.up = up;
    this.stack = stack;
  }
}

/**
 * Whatever runs user code: it brings its context along.
 *
 * @internal
 */
export interface Holder {
  /** @internal */
  _context: Context;
  /**
   * Whether it is suspended at each step that it gives, as a task is: then
   * what it leaves in `_context` is its own until it goes on.
   *
   * @internal
   */
  readonly _suspends?: boolean;
}

/** The slot. */
export const running: {
  /** Who runs; the idle holder of the active loop when nothing does. */
  by: Holder;
  /** How many ready yields may still go on before a turn is taken. */
  budget: number;
  /** How many coroutines are being started inside one another. */
  depth: number;
  /** Whether places are recorded, as `loop.debug` asks. */
  debug: boolean;
  /**
   * Whether work may need more than its variables: a stack context was made,
   * or a loop carries the host's locals. Until then nothing looks for either.
   */
  aside: boolean;
} = {
  by: { _context: new Context(undefined) },
  budget: 0,
  depth: 0,
  debug: false,
  aside: false,
};

/** The same variables for work that is handed to another loop. */
export function rehome(context: Context, home: unknown): Context {
  if (context.home === home) return context;
  const up = context.up && rehome(context.up, home);
  return new Context(
    home,
    context.variable,
    context.value,
    up,
    context.stack,
  );
}

/** The same variables with other stack contexts. */
export function restack(context: Context, stack: Frame | undefined): Context {
  if (context.stack === stack) return context;
  const { home, variable, value, up } = context;
  return new Context(home, variable, value, up, stack);
}

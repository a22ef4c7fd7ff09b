/**
 * Who is running now, and with which context: one slot that each step sets.
 *
 * A step of a coroutine stores one reference here and so answers three
 * questions at no further cost: which task is current, what the context
 * variables are, and on which loop things are scheduled. The hot counters of
 * scheduling live in the same object: a field of a constant object costs a
 * fifth of what a module-level `let` costs.
 */

/**
 * An immutable list of context variables, ending in the loop it belongs to.
 * A root has no variable. The list is short, so a walk beats a map.
 *
 * @internal
 */
export class Context {
  /** The loop. This layer lies below the loop's and only hands it on. */
  declare readonly home: unknown;
  declare readonly variable: object | undefined;
  declare readonly value: unknown;
  declare readonly up: Context | undefined;

  constructor(
    home: unknown,
    variable?: object,
    value?: unknown,
    up?: Context,
  ) {
    this.home = home;
    this.variable = variable;
    this.value = value;
    this.up = up;
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
} = {
  by: { _context: new Context(undefined) },
  budget: 0,
  depth: 0,
  debug: false,
};

/** The same variables for work that is handed to another loop. */
export function rehome(context: Context, home: unknown): Context {
  if (context.home === home) return context;
  const up = context.up && rehome(context.up, home);
  return new Context(home, context.variable, context.value, up);
}

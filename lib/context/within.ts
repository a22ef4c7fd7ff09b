/**
 * Runs a function in a context other than the current one.
 */

import {
  type AnyGenerator,
  BodyInContext,
  isBody,
  isGeneratorFunction,
} from "./body_in_context.ts";
import type { Frame } from "./frame.ts";
import { framesOf, runIn } from "./frames.ts";
import { type Context, type Holder, running } from "./running.ts";

/**
 * Runs a function within what is going on, in a context of its own. Of a
 * generator function, the steps run so.
 *
 * @param frames What is entered for it.
 */
export function inside<R>(
  context: Context,
  frames: readonly Frame[],
  fn: () => R,
  is: unknown = fn,
): R | undefined {
  const by = running.by, before = by._context;
  by._context = context;
  let made: R | undefined;
  try {
    // To make a generator runs nothing that could need them.
    made = runIn(isGeneratorFunction(is) ? [] : frames, fn);
  } finally {
    by._context = before;
  }
  return isBody(made) ? continued(made, context, frames) : made;
}

/** Runs a function as if it were called where the context was current. */
export function elsewhere<R>(
  context: Context,
  fn: () => R,
  is: unknown = fn,
): R | undefined {
  const before: Holder = running.by, frames = framesOf(context.stack);
  // A holder of its own: what `fn` sets ends with the call.
  running.by = { _context: context };
  let made: R | undefined;
  try {
    made = runIn(isGeneratorFunction(is) ? [] : frames, fn);
  } finally {
    running.by = before;
  }
  return isBody(made) ? continued(made, context, frames) : made;
}

function continued<R>(
  made: R & AnyGenerator,
  context: Context,
  frames: readonly Frame[],
): R {
  return new BodyInContext(made, context, frames) as unknown as R;
}

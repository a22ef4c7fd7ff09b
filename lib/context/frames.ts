/**
 * What is entered around a piece of work, and left after it.
 *
 * Frames form an immutable list, innermost first, that a context carries. Work
 * that was handed over enters them from the outermost on, and leaves them in
 * reverse; an error passes each handler on its way out, between the exits, so
 * that a handler still stands in all that is further out. After Tornado's
 * `stack_context`.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { suppress } from "../errors/suppressed.ts";
import type { Exit, Frame } from "./frame.ts";
import { restack, running } from "./running.ts";

/**
 * The frames to enter, outermost first.
 *
 * @param within The innermost of those that are entered already.
 */
export function framesOf(
  stack: Frame | undefined,
  within?: Frame,
): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = stack; at !== undefined && at !== within; at = at.up) {
    if (at.active) frames.push(at);
  }
  return frames.reverse();
}

/** The frames without those that are out of use at the near end. */
export function inUse(stack: Frame | undefined): Frame | undefined {
  let at = stack;
  while (at !== undefined && !at.active) at = at.up;
  return at;
}

/** An error on its way out of the frames. */
type Failure = { error: unknown } | undefined;

/**
 * Runs a function within frames.
 *
 * @param frames Outermost first.
 * @param fn The work.
 * @param refused Takes the error if a frame cannot be entered: for work that
 * must go on in any case, a task at its `yield`. No handler is asked then.
 * @returns What `fn` returns; `undefined` if a handler ended its error.
 * @throws What no handler ended.
 */
export function runIn<R>(
  frames: readonly Frame[],
  fn: () => R,
  refused?: (error: unknown) => void,
): R | undefined {
  const exits: (Exit | undefined)[] = [];
  let result: R | undefined, failure: Failure, entered = false;
  try {
    for (const frame of frames) exits.push(frame.enter?.());
    entered = true;
    result = fn();
  } catch (error) {
    failure = { error };
  }
  const asks = entered || refused === undefined;
  for (let i = exits.length - 1; i >= 0; i--) {
    failure = left(exits[i], failure);
    if (failure !== undefined && asks) failure = asked(frames[i]!, failure);
  }
  if (failure === undefined) return result;
  if (asks) throw failure.error;
  refused!(failure.error);
}

function left(exit: Exit | undefined, failure: Failure): Failure {
  try {
    exit?.();
  } catch (error) {
    if (failure !== undefined) suppress(error, failure.error);
    return { error };
  }
  return failure;
}

/** A cancel is no error: it passes by, as nobody's to end. */
function asked(frame: Frame, failure: { error: unknown }): Failure {
  const { error } = failure;
  if (frame.handle === undefined || error instanceof CancelledError) {
    return failure;
  }
  const by = running.by, before = by._context;
  // What a handler hands over is not its own to handle: that could go on for ever.
  by._context = restack(before, frame.up);
  try {
    return frame.handle(error) ? undefined : failure;
  } catch (error) {
    return { error };
  } finally {
    by._context = before;
  }
}

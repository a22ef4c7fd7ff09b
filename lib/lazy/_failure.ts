/**
 * The one error that is thrown where several things may fail, one by one.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { suppress } from "../errors/suppressed.ts";
import type { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";

/** A coroutine of this layer. */
export type Body<R> = Generator<unknown, R, unknown>;

/** An error that any value may be: hence the box. */
export interface Failed {
  readonly error: unknown;
}

/**
 * The first of two errors, with the other one beside it. One that cannot be
 * kept is reported, for it must not be lost.
 *
 * @param first The one that happened before, if there was one.
 * @param error The next.
 */
export function firstOf(first: Failed | undefined, error: unknown): Failed {
  if (first === undefined) return { error };
  const same = first.error === error || isCancel(error);
  if (!same && !suppress(first.error, error)) {
    disownLate(error, undefined, "a pipe");
  }
  return first;
}

/** Whether an error is a cancel, which no stage can deal with. */
export function isCancel(error: unknown): boolean {
  return error instanceof CancelledError;
}

/**
 * What a settled Future has. Its error passes as it is: no hop is added to the
 * traceback, for what failed was called from here.
 */
export function now<T>(future: Future<T>): T {
  if (future.state === "rejected") throw future.error();
  return future.result();
}

/** The same, of one that may have to be waited for. */
export function* wait<T>(future: Future<T>): Body<T> {
  return future.done ? now(future) : yield* future;
}

/** Does something that may fail, and keeps the first error. */
export function* attempt(
  first: Failed | undefined,
  work: () => Body<unknown>,
): Body<Failed | undefined> {
  try {
    yield* work();
  } catch (error) {
    return firstOf(first, error);
  }
  return first;
}

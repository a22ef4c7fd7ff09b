/**
 * Finds the failed Deferreds whose error nobody took.
 *
 * The check comes when the turn has drained, as that of a Future does, so an
 * errback that is added a few lines later is in time. Twisted reports when the
 * object is collected, which here would come too late or never.
 */

import { running } from "../context/running.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import type { ErrorReport } from "../loop/reports.ts";
import type { Runnable } from "../loop/runnable.ts";
import { type Failure, hasFailed } from "./failure.ts";
import { FirstError } from "./first_error.ts";

/** A Deferred as seen from here. */
export interface Watched {
  /** The check that is planned or was made of its failure. @internal */
  _check: Check | undefined;
  /** Its result so far. @internal */
  _result: unknown;
  /** What to call it in a report. @internal */
  _label(): string;
}

/** One look, planned for the end of the turn, and the report it led to. */
export class Check implements Runnable {
  readonly #watched: Watched;
  readonly #loop: IOLoop;
  #report: ErrorReport | undefined;

  constructor(watched: Watched, loop: IOLoop) {
    this.#watched = watched;
    this.#loop = loop;
  }

  _label(): string {
    return this.#watched._label();
  }

  _run(): void {
    const { _check, _result } = this.#watched;
    // Of a Deferred that failed again meanwhile, a later check has the say.
    if (_check !== this || !hasFailed(_result)) return;
    this.#report = {
      error: _result.value,
      source: this.#watched,
      name: this._label(),
    };
    this.#loop._tell(this.#loop.onUnobserved, this.#report);
  }

  /** Somebody looks: if that is late, the loop is told. */
  meet(): void {
    const report = this.#report;
    if (report !== undefined) {
      this.#loop._tell(this.#loop.onObservedLate, report);
    }
  }
}

/** A chain came to its end with a failure. Cancelled is quiet. */
export function watch(watched: Watched, failure: Failure): void {
  if (watched._check !== undefined || isQuiet(failure)) return;
  const loop = running.by._context.home as IOLoop;
  watched._check = new Check(watched, loop);
  loop._afterTurn(watched._check);
}

/** Somebody takes the failure. */
export function look(watched: Watched): void {
  const check = watched._check;
  if (check === undefined) return;
  watched._check = undefined;
  check.meet();
}

/** Reports at once an error that can have no owner any more. */
export function disown(failure: Failure, source: unknown, name: string): void {
  if (isQuiet(failure)) return;
  const loop = running.by._context.home as IOLoop;
  loop._tell(loop.onUnobserved, { error: failure.value, source, name });
}

/** A cancel is nobody's error, also where it came by way of a list. */
function isQuiet(failure: Failure): boolean {
  let at = failure;
  while (at.check(FirstError) !== undefined) {
    at = (at.value as FirstError).subFailure;
  }
  return at.check(CancelledError) !== undefined;
}

/**
 * What only few tasks need: kept apart, so that the others have no slot for it.
 */

import type { CancelledError } from "../errors/cancelled_error.ts";
import type { Cancellation } from "../future/cell.ts";
import type { Handle } from "../loop/handle.ts";

/** The rare facts of a task. */
export class TaskRecord {
  readonly name: string;
  /** Milliseconds for its cleanup, if not the loop's. */
  grace: number | undefined;
  /** The cancel that was asked for. */
  cancellation: Cancellation | undefined = undefined;
  /** What is thrown in for it; the same object each time. */
  error: CancelledError | undefined = undefined;
  /** Ends the grace. */
  timer: Handle | undefined = undefined;
  /** Behind `task.signal`. */
  controller: AbortController | undefined = undefined;

  constructor(name: string, grace?: number) {
    this.name = name;
    this.grace = grace;
  }
}

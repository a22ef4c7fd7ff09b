/**
 * What a running job can ask about itself.
 */

import { ContextVar } from "../context/context_var.ts";
import type { CancelledError } from "../errors/cancelled_error.ts";

/** The job that runs here. */
export interface JobScope {
  /** The error to throw, once its cancel was asked for. */
  cancelled(): CancelledError | undefined;
  /** Aborts at its cancel. */
  readonly signal: AbortSignal;
}

/** The job of the running task. A native `await` loses it. */
export const jobHere: ContextVar<JobScope> = new ContextVar<JobScope>(
  "twister.job",
);

/** In a worker, which runs one job at a time, it is known all the same. */
export const jobOfThread: { scope: JobScope | undefined } = {
  scope: undefined,
};

/** The job that calls, if one does. */
export function currentJob(): JobScope | undefined {
  return jobOfThread.scope ?? jobHere.get();
}

/**
 * What an exploration hands to its report.
 */

import type { FailureKind, Run } from "./_explore_run.ts";

/** What was explored. */
export interface Explored {
  readonly what: string;
  readonly hashes: readonly number[];
  readonly complete: boolean;
  readonly pruned: number;
  readonly found: Found | undefined;
}

/** A failing run, shrunk. */
export interface Found {
  readonly run: Run;
  readonly kind: FailureKind;
  readonly error: unknown;
  readonly cancels: number;
  readonly choicesBefore: number;
  readonly shrinkRuns: number;
}

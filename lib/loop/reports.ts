/**
 * What the loop tells its hooks.
 */

import { handToHost, warn } from "./_host.ts";
import { hopsOf } from "../traceback/stitch.ts";

/** An error that nobody else receives. */
export interface ErrorReport {
  /** What was thrown, the very object. */
  readonly error: unknown;
  /** What failed: the Future, Task, callback or promise. */
  readonly source: unknown;
  /** The name of the source. */
  readonly name: string;
}

/** A callback that held the loop for long. */
export interface SlowReport {
  /** The task or callback that ran. */
  readonly source: unknown;
  /** Its name. */
  readonly name: string;
  /** How long it ran, in milliseconds. */
  readonly duration: number;
}

/** Prints the whole traceback, then hands the error to the host. */
export function reportError(report: ErrorReport): void {
  const { source, error } = report;
  // A failed Future knows the path the error had when it failed.
  const known = source as { _hops?: Parameters<typeof handToHost>[1] } | null;
  handToHost(error, known?._hops ?? hopsOf(error));
}

/** Warns of a callback that held the loop. */
export function reportSlow({ name, duration }: SlowReport): void {
  warn(`${name} held the loop for ${Math.round(duration)} ms`);
}

/** Does nothing: an error that was looked at late is somebody's now. */
export function ignore(): void {}

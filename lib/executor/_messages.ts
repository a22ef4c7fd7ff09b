/**
 * What the two sides of a worker say to each other.
 */

import type { Exports } from "./_exports.ts";
import type { JobOptions } from "./executor.ts";
import type { WireError } from "./_wire_error.ts";

/** What a worker is started with. */
export interface Start {
  /** The module whose functions are the jobs. */
  readonly module: string;
  /** Holds the number of the job that was cancelled. */
  readonly flag: SharedArrayBuffer;
}

/** How a call ended. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

/** To the worker. */
export type ToWorker =
  | {
    readonly kind: "run";
    readonly id: number;
    readonly name: string;
    readonly label: string;
    readonly args: readonly unknown[];
    readonly each: boolean;
    readonly carried: readonly (readonly [name: string, value: unknown])[];
  }
  | { readonly kind: "cancel"; readonly id: number; readonly reason: unknown }
  /** Of a job that streams: the next item, or no more. */
  | { readonly kind: "pull" | "close"; readonly id: number }
  /** The end of a job that a job submitted. */
  | { readonly kind: "inner"; readonly id: number; readonly outcome: Outcome };

/** From the worker. */
export type FromWorker =
  | { readonly kind: "ready"; readonly exports: Exports }
  | { readonly kind: "unloadable"; readonly error: WireError }
  | { readonly kind: "end"; readonly id: number; readonly outcome: Outcome }
  /** The job's result is a sequence, of which items can be pulled. */
  | { readonly kind: "stream"; readonly id: number }
  | {
    readonly kind: "item";
    readonly id: number;
    readonly step: IteratorResult<unknown>;
  }
  /** A job submits another one. */
  | {
    readonly kind: "submit";
    readonly id: number;
    readonly name: string;
    readonly args: readonly unknown[];
    readonly each: boolean;
    readonly options: JobOptions;
    readonly carried: readonly (readonly [name: string, value: unknown])[];
  }
  | { readonly kind: "recall"; readonly id: number; readonly reason: unknown }
  /** An error that nobody received. */
  | { readonly kind: "stray"; readonly error: WireError };

/**
 * One schedule, for people.
 */

import type { Run } from "./_explore_run.ts";

/** One step of a schedule. */
export interface TraceStep {
  /** Its number, from 1. */
  readonly step: number;
  /** The time on the loop's clock, in milliseconds. */
  readonly time: number;
  /** Who ran, or was cancelled. */
  readonly name: string;
  /** Whether the explorer cancelled it here, rather than run it. */
  readonly cancelled: boolean;
  /** Who would have run in the plain loop, if that is somebody else. */
  readonly insteadOf: string | undefined;
  /** File and line at which it was suspended, where they are known. */
  readonly where: string | undefined;
  /** How many entries were ready. */
  readonly ready: number;
  /** What the program left to chance in the step, or noted. */
  readonly notes: readonly string[];
}

/** Tells what happened in a run. */
export function traceOf({ log }: Run): TraceStep[] {
  const { names } = log;
  return log.steps.map((step, i) => {
    const plain = step.ready[0];
    const insteadOf = step.chosen > 0 && plain ? names.of(plain) : undefined;
    return {
      step: i + 1,
      time: step.time,
      name: names.of(step.entry),
      cancelled: step.cancel,
      insteadOf,
      where: step.where,
      ready: step.ready.length,
      notes: step.notes,
    };
  });
}

/** More steps than that are not read. */
const MOST_STEPS = 60;

/** Prints the steps, one a line, those that deviate marked. */
export function printTrace(
  trace: readonly TraceStep[],
  prelude: readonly string[],
): string {
  const shown = trace.length <= MOST_STEPS ? trace : around(trace);
  const lines = prelude.map((note) => `    start  ${note}`);
  let before = 0;
  for (const one of shown) {
    if (one.step > before + 1) lines.push("      ...");
    before = one.step;
    lines.push(line(one), ...one.notes.map((note) => `           ${note}`));
  }
  if (before < trace.length) lines.push("      ...");
  return lines.join("\n");
}

function line(one: TraceStep): string {
  const { step, time, name, cancelled, insteadOf, where } = one;
  const mark = cancelled || insteadOf !== undefined ? ">" : " ";
  const what = cancelled ? `${name} is cancelled` : name;
  const why = insteadOf === undefined ? "" : `, before ${insteadOf}`;
  const at = where === undefined ? "" : `  at ${where}`;
  return `  ${mark} ${
    String(step).padStart(3)
  }  ${time} ms  ${what}${why}${at}`;
}

/** The steps near a deviation, and the last ones. */
function around(trace: readonly TraceStep[]): TraceStep[] {
  const marked = trace.filter((one) => one.cancelled || one.insteadOf)
    .map(({ step }) => step).slice(0, 8);
  return trace.filter(({ step }) =>
    step > trace.length - 12 ||
    marked.some((near) => Math.abs(near - step) <= 2)
  );
}

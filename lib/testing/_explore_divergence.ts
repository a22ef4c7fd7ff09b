/**
 * Finds out that a program depends on what the explorer does not control.
 */

import { describe } from "../errors/describe.ts";
import type { Run } from "./_explore_run.ts";
import type { LoggedStep } from "./_schedule_log.ts";
import { ScheduleNames } from "./_schedule_names.ts";
import { ScheduleError } from "./explore_error.ts";

const ADVICE = "It depends on something that the explorer does not control: " +
  "the host's time, timers or I/O, Math.random, or what an earlier run left " +
  "behind. Use sleep() and loop.time(), world.random(), fake transports, and " +
  "make all state inside of the program";

/** The error that says where two runs of the same choices differ, if they do. */
export function divergence(a: Run, b: Run): ScheduleError | undefined {
  const first = stepNames(a), second = stepNames(b);
  const most = Math.max(first.length, second.length);
  for (let i = 0; i < most; i++) {
    if (
      first[i] === second[i] && a.log.steps[i]?.id === b.log.steps[i]?.id
    ) continue;
    return diverged(
      `step ${i + 1}: ${told(first[i])}, then ${told(second[i])}`,
    );
  }
  if (a.log.decisions.length !== b.log.decisions.length) {
    return diverged("how often it leaves something to chance");
  }
  const [x, y] = [outcome(a), outcome(b)];
  return x === y ? undefined : diverged(`the outcome: ${x}, then ${y}`);
}

function diverged(first: string): ScheduleError {
  return new ScheduleError(
    `The same choices give another run. What differs first is ${first}. ` +
      ADVICE,
  );
}

function stepNames({ log }: Run): string[] {
  const names = new ScheduleNames();
  return log.steps.map((step: LoggedStep) =>
    `${names.of(step.entry)}${
      step.cancel ? " cancelled" : ""
    } at ${step.time} ` +
    `ms, ${step.ready.length} ready`
  );
}

function told(step: string | undefined): string {
  return step ?? "the end";
}

function outcome({ failure }: Run): string {
  if (failure === undefined) return "no failure";
  const { error } = failure;
  return `${failure.kind} with ${
    error instanceof Error ? error.name : describe(error)
  }`;
}

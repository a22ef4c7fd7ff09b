/**
 * Holds the library to its targets: ratios to native async/await, all taken in
 * the same rounds.
 *
 * `deno run -A bench/targets.ts [S1 S2 …]`, and the same with
 * `--v8-flags=--expose-gc` for runs that each follow on a collection.
 *
 * Each row has the least that is accepted beside the goal. The least is what a
 * prototype with everything a task must do was measured at; the goal is what
 * one without cancel, reports or context came to.
 */

import { compare, type Spread } from "./_rounds.ts";
import type { Scenario } from "./_scenario.ts";
import { scenarios as context } from "./context/context_var_bench.ts";
import { scenarios as tasks } from "./coroutine/task_bench.ts";
import { scenarios as futures } from "./future/future_bench.ts";
import { scenarios as ring } from "./loop/ring_bench.ts";
import { scenarios as timers } from "./loop/timers_bench.ts";
import { scenarios as sync } from "./sync/sync_bench.ts";
import { scenarios as stitching } from "./traceback/stitch_bench.ts";

interface Target {
  readonly least: number;
  readonly goal: number;
}

/** Ratios by scenario, then by way; ways without a row are only shown. */
const TARGETS: Readonly<Record<string, Readonly<Record<string, Target>>>> = {
  "S1": {
    "yield*": { least: 3, goal: 3 },
    "yield": { least: 1.05, goal: 1.05 },
    "yield* new": { least: 1.7, goal: 1.7 },
  },
  "S2": {
    "yield*": { least: 1.2, goal: 1.5 },
    "yield": { least: 1.3, goal: 1.6 },
  },
  "S3a": { "coroutine": { least: 0.45, goal: 0.65 } },
  "S3b": { "coroutine": { least: 2.5, goal: 3 } },
  "S4": { "coroutine": { least: 0.65, goal: 0.65 } },
  "S4 depth": { "10,000 deep": { least: 0.5, goal: 0.5 } },
  "S4b": { "coroutine": { least: 0.75, goal: 0.75 } },
  "S4b depth": { "100,000 deep": { least: 0.7, goal: 0.7 } },
  "S5": { "addDoneCallback": { least: 4, goal: 4 } },
  "S5 many": { "addDoneCallback": { least: 2.3, goal: 2.7 } },
  "S7a": {
    "yield": { least: 0.45, goal: 0.45 },
    "yield*": { least: 0.4, goal: 0.4 },
  },
  "S7b": { "its promise()": { least: 0.45, goal: 0.45 } },
  "S7b thenable": { "a Future": { least: 0.59, goal: 0.59 } },
  "S7c": {
    "a Future": { least: 0.5, goal: 0.5 },
    "its promise()": { least: 0.8, goal: 0.8 },
  },
  "S8": { "sleep": { least: 5, goal: 5 } },
  "S8 equal": { "sleep": { least: 6, goal: 6 } },
  "S8 time": { "all": { least: 0.8, goal: 0.8 } },
  "S9a": { "Queue": { least: 1.3, goal: 1.5 } },
  "S9b": { "Semaphore": { least: 1.15, goal: 1.25 } },
  "S11": {
    "yield*": { least: 0.12, goal: 0.12 },
    "yield": { least: 0.33, goal: 0.33 },
  },
  "S11 success": { "tracebacks": { least: 0.99, goal: 0.99 } },
  "S12": { "a variable set": { least: 0.95, goal: 0.95 } },
  "S12 start": { "a variable set": { least: 0.9, goal: 0.9 } },
};

const ALL: readonly Scenario[] = [
  ...ring,
  ...tasks,
  ...futures,
  ...timers,
  ...stitching,
  ...context,
  ...sync,
];

/** How a figure stands to its target. */
function verdict(ratio: number, target: Target | undefined): string {
  if (target === undefined) return "";
  const { least, goal } = target;
  if (ratio >= goal) return "met";
  if (ratio >= least) return "between";
  return `missed by ${Math.ceil((1 - ratio / least) * 100)} %`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function range({ min, median, max }: Spread): string {
  return `${figure(median)} [${figure(min)} .. ${figure(max)}]`;
}

const COLUMNS = [14, 17, 28, 22, 7, 6];

function row(...cells: readonly string[]): string {
  return cells.map((cell, at) => cell.padEnd(COLUMNS[at] ?? 0)).join(" ")
    .trimEnd();
}

async function report(scenario: Scenario): Promise<void> {
  const [base, ...others] = await compare(scenario);
  console.log(row(scenario.id, base!.way, range(base!.time)));
  for (const { way, time, ratio } of others) {
    const target = TARGETS[scenario.id]?.[way];
    console.log(row(
      "",
      way,
      range(time),
      range(ratio),
      target ? String(target.least) : "",
      target ? String(target.goal) : "",
      verdict(ratio.median, target),
    ));
  }
}

/** Runs one scenario in a process of its own: what ran before changes much. */
async function reportApart({ id }: Scenario): Promise<void> {
  const flags = "gc" in globalThis ? ["--v8-flags=--expose-gc"] : [];
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...flags, import.meta.filename!, ALONE, id],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Scenario ${id} failed`);
}

function isWanted({ id }: Scenario): boolean {
  return Deno.args.length === 0 ||
    Deno.args.some((arg) => id === arg || id.split(" ")[0] === arg);
}

/** The argument of a process that runs one scenario. */
const ALONE = "--alone";

if (Deno.args[0] === ALONE) {
  await report(ALL.find(({ id }) => id === Deno.args[1])!);
} else {
  console.log(row("scenario", "way", "ns", "faster by", "least", "goal"));
  for (const scenario of ALL.filter(isWanted)) await reportApart(scenario);
}

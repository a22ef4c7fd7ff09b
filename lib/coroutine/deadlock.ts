/**
 * Finds the circle of tasks in which each waits for the next.
 */

import { DeadlockError } from "../errors/deadlock_error.ts";
import { type Cell, isCell } from "../future/cell.ts";
import type { Settlers } from "../future/settlers.ts";
import { search } from "../loop/rest.ts";
import { withoutFrames } from "../traceback/limit.ts";
import { markOurs } from "../traceback/stitch.ts";
import { siteOf } from "./suspended.ts";
import { Task } from "./task.ts";
import { type Wait, waitOf } from "./wait_graph.ts";

/** One task of a circle. */
export interface DeadlockMember {
  /** The task that waits. */
  readonly task: Task<unknown>;
  /** What it waits for: a primitive, or the next task itself. */
  readonly waitsFor: object;
  /** The same, for people: `Lock "printer"`. */
  readonly what: string;
  /** Who would have to act: the next task of the circle. */
  readonly holder: Task<unknown>;
  /** The line at which the task is suspended, where it can be known. */
  readonly where: string | undefined;
}

/** Tasks that wait for each other, so that none can ever go on. */
export interface Deadlock {
  /**
   * The tasks of the circle, each followed by its holder; no others. There is
   * none where Futures alone follow each other.
   */
  readonly cycle: readonly DeadlockMember[];
}

/**
 * Looks whether something can never go on.
 *
 * What is ready, or may be ended from elsewhere, goes on, and so does whoever
 * waits for enough of those; all others are stuck. From a stuck one the way
 * leads through stuck ones only, hence into a circle.
 *
 * @param roots Tasks or Futures; the first one that is stuck counts.
 * @returns The circle, or `undefined` if none of them is stuck.
 */
export function deadlockAmong(roots: Iterable<Cell>): Deadlock | undefined {
  const waits = new Map<Cell, Wait | undefined>();
  const all = [...roots];
  reach(all, waits);
  const going = goingOn(waits);
  const first = all.find((cell) => waits.get(cell) && !going.has(cell));
  if (first === undefined) return undefined;
  return { cycle: membersOf(circleFrom(first, waits, going), waits) };
}

/** Fills in all that the roots wait for, whatever the distance. */
function reach(roots: readonly Cell[], waits: Map<Cell, Wait | undefined>) {
  const open = [...roots];
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    if (waits.has(cell)) continue;
    const wait = waitOf(cell);
    waits.set(cell, wait);
    for (const one of wait?.who ?? []) open.push(one);
  }
}

/** Those that go on by themselves, and in waves those that they free. */
function goingOn(waits: ReadonlyMap<Cell, Wait | undefined>): Set<Cell> {
  const waiters = new Map<Cell, Cell[]>(), missing = new Map<Cell, number>();
  const wave: Cell[] = [], going = new Set<Cell>();
  for (const [cell, wait] of waits) {
    if (wait === undefined) wave.push(cell);
    else {
      missing.set(cell, wait.any ? 1 : new Set(wait.who).size);
      for (const one of new Set(wait.who)) {
        const others = waiters.get(one);
        if (others === undefined) waiters.set(one, [cell]);
        else others.push(cell);
      }
    }
  }
  for (let cell = wave.pop(); cell !== undefined; cell = wave.pop()) {
    if (going.has(cell)) continue;
    going.add(cell);
    for (const waiter of waiters.get(cell) ?? []) {
      const left = missing.get(waiter)! - 1;
      missing.set(waiter, left);
      if (left === 0) wave.push(waiter);
    }
  }
  return going;
}

/** Follows the stuck ones until one comes again. */
function circleFrom(
  first: Cell,
  waits: ReadonlyMap<Cell, Wait | undefined>,
  going: ReadonlySet<Cell>,
): Cell[] {
  const path: Cell[] = [], places = new Map<Cell, number>();
  let cell = first;
  while (!places.has(cell)) {
    places.set(cell, path.push(cell) - 1);
    cell = waits.get(cell)!.who.find((one) => !going.has(one))!;
  }
  return path.slice(places.get(cell)!);
}

/** The tasks of a circle, with what lies between each and the next. */
function membersOf(
  circle: readonly Cell[],
  waits: ReadonlyMap<Cell, Wait | undefined>,
): DeadlockMember[] {
  const start = circle.findIndex((cell) => cell instanceof Task);
  const turned = [...circle.slice(start), ...circle.slice(0, start)];
  const tasks = turned.filter((cell) => cell instanceof Task);
  return tasks.map((task, i) => {
    const holder = tasks[(i + 1) % tasks.length]!;
    const from = turned.indexOf(task), to = turned.indexOf(holder, from + 1);
    const between = turned.slice(from + 1, to < 0 ? undefined : to);
    const vias = between.map((cell) => waits.get(cell)?.via)
      .filter((via) => via !== undefined);
    return {
      task,
      waitsFor: vias.at(-1)?.source ?? holder,
      what: vias.map(labelOf).join(" in ") || `the end of ${holder.name}`,
      holder,
      where: siteOf(task),
    };
  });
}

function labelOf({ kind, name }: Settlers): string {
  return name === undefined ? kind : `${kind} "${name}"`;
}

/** The error that names a circle. */
export function deadlockError({ cycle }: Deadlock): DeadlockError {
  if (cycle.length === 0) return withoutPlace(FUTURES);
  const lines = cycle.map(({ task, what, holder, where }) =>
    `\n  ${task.name} waits for ${what}` +
    (what === `the end of ${holder.name}` ? "" : `, held by ${holder.name}`) +
    (where === undefined ? "" : `\n    at ${where}`)
  );
  const tasks = cycle.length === 1 ? "task waits" : "tasks wait";
  const text = `Deadlock: ${cycle.length} ${tasks} in a circle, and nothing ` +
    `else can go on:${lines.join("")}`;
  return withoutPlace(text);
}

const FUTURES = "Deadlock: what is waited for is a circle of Futures that " +
  "follow each other, without a task among them that could settle one";

/** Where it was found tells nothing: its message has the lines that count. */
function withoutPlace(text: string): DeadlockError {
  return markOurs(withoutFrames(() => new DeadlockError(text)));
}

search.deadlockOf = (main) => {
  const found = isCell(main) ? deadlockAmong([main]) : undefined;
  return found && deadlockError(found);
};

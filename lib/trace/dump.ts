/**
 * Writes down all tasks as they stand.
 */

import type { Task } from "../coroutine/task.ts";
import { familyOf } from "./family.ts";
import { type Known, knownTasks, type TraceOptions } from "./known.ts";
import { PlaceFinder } from "./place_finder.ts";
import { Standings } from "./standing.ts";
import {
  plain,
  type TaskDump,
  type TaskJson,
  writeDown,
  type Written,
} from "./task_dump.ts";
import { treeText } from "./tree_text.ts";

/** What {@linkcode dumpTasks} gives. It is a copy: it does not change. */
export interface Dump {
  /** All known tasks, each after its parent. */
  readonly tasks: readonly TaskDump[];
  /** Those without a parent. */
  readonly roots: readonly TaskDump[];
  /** Whether these are all tasks of the loop: known with `loop.debug` only. */
  readonly complete: boolean;
  /** A tree for people. Tasks that look alike share a line. */
  toString(): string;
  /** The tasks as plain data; a parent is told by its place in the list. */
  toJSON(): DumpJson;
}

/** A {@linkcode Dump} as plain data. */
export interface DumpJson {
  /** As in the dump. */
  readonly complete: boolean;
  /** As in the dump, but for `parent`, which is a place in this list. */
  readonly tasks: readonly TaskJson[];
}

/**
 * Writes down what all tasks of a loop do: for a program that hangs.
 *
 * It reads what the objects hold anyway. So it runs none of your code, changes
 * nothing, and costs nothing before it is called, in the middle of a task too.
 * With `loop.debug` it knows every task that was made since; else those that
 * can be reached from the mains of `loop.run`, the task that runs, the ready
 * queue, the timers and the roots given to it, along who waits for whom. A
 * task that only something outside holds, a promise say, is not found so.
 * After Go's goroutine dump and asyncio's `all_tasks`.
 *
 * @param options The loop, and where else to begin.
 * @returns The dump; print it, or look into it.
 *
 * @example
 * ```ts
 * import { dumpTasks } from "@twister/async/trace";
 * import { Future } from "@twister/async/future";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = new Future<number>({ name: "answer" });
 * const task = spawn(function* asker() {
 *   return yield* answer;
 * });
 * const [dump] = dumpTasks({ roots: [task] }).tasks;
 * assertEquals(dump?.state, "waiting");
 * assertEquals(dump?.waitsFor, 'Future "answer"');
 * answer.setResult(42);
 * ```
 */
export function dumpTasks(options: TraceOptions = {}): Dump {
  return dumpOf(knownTasks(options), options.places);
}

/** Builds the dump of tasks that were found. */
function dumpOf({ tasks: found, loop, complete }: Known, most?: number): Dump {
  const family = familyOf(found), tasks: Written[] = [];
  const standings = new Standings(loop), places = new PlaceFinder(most);
  const means = { standings, places, now: loop.time() };
  const open: [Task<unknown>, Written | undefined][] = [];
  for (const task of family.roots.toReversed()) open.push([task, undefined]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const written = writeDown(...next, means);
    tasks.push(written);
    const below = family.childrenOf.get(next[0]) ?? [];
    for (const task of below.toReversed()) open.push([task, written]);
  }
  const roots = tasks.filter(({ parent }) => parent === undefined);
  return {
    tasks,
    roots,
    complete,
    toString: () => treeText(tasks, complete),
    toJSON: () => ({ complete, tasks: plain(tasks) }),
  };
}

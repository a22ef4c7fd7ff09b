/**
 * One task, written down as it stands.
 */

import { bornAt } from "../coroutine/live.ts";
import type { Task } from "../coroutine/task.ts";
import { nameFrom } from "./names.ts";
import type { PlaceFinder } from "./place_finder.ts";
import { type ScopeDump, scopesOf } from "./scope_dump.ts";
import type { Standings, TaskState } from "./standing.ts";
import { waitWords } from "./words.ts";

/** One task as it stood when the dump was made. */
export interface TaskDump {
  /** The task itself. */
  readonly task: Task<unknown>;
  /** Its name, fit to be printed. */
  readonly name: string;
  /** How it stood. */
  readonly state: TaskState;
  /** Milliseconds since it was made: known with `loop.debug` only. */
  readonly age: number | undefined;
  /** What it waited for, in words. */
  readonly waitsFor: string | undefined;
  /**
   * Where it was suspended, innermost first, without our own frames. It is
   * empty for a plain `yield` without `loop.debug`, and for those of many that
   * look alike which were not looked up.
   */
  readonly where: readonly string[];
  /** The scopes it was in, innermost first. */
  readonly scopes: readonly ScopeDump[];
  /** The task that waited for it, or in whose group it was. */
  readonly parent: TaskDump | undefined;
  /** Those whose parent it is. */
  readonly children: readonly TaskDump[];
}

/** A {@linkcode TaskDump} as plain data. */
export interface TaskJson {
  /** As in the dump. */
  readonly name: string;
  /** As in the dump. */
  readonly state: TaskState;
  /** As in the dump. */
  readonly age: number | undefined;
  /** As in the dump. */
  readonly waitsFor: string | undefined;
  /** As in the dump. */
  readonly where: readonly string[];
  /** As in the dump. */
  readonly scopes: readonly ScopeDump[];
  /** The place of the parent in the list. */
  readonly parent: number | undefined;
}

/** A dump in the making: those below it are added after it. */
export interface Written extends TaskDump {
  readonly children: TaskDump[];
}

/** What is used for all tasks of one dump. */
export interface Means {
  readonly standings: Standings;
  readonly places: PlaceFinder;
  readonly now: number;
}

/** Writes a task down and adds it to its parent. */
export function writeDown(
  task: Task<unknown>,
  parent: Written | undefined,
  { standings, places, now }: Means,
): Written {
  const name = nameFrom(() => task.name);
  const written: Written = {
    task,
    name,
    state: standings.of(task),
    age: ageOf(task, now),
    waitsFor: waitWords(task, now),
    where: places.of(task, `${name}: ${waitWords(task)}`),
    scopes: scopesOf(task, now),
    parent,
    children: [],
  };
  parent?.children.push(written);
  return written;
}

/** The same tasks as plain data. */
export function plain(tasks: readonly TaskDump[]): TaskJson[] {
  const places = new Map(tasks.map((task, place) => [task, place]));
  return tasks.map(({ name, state, age, waitsFor, where, scopes, parent }) => ({
    name,
    state,
    age,
    waitsFor,
    where,
    scopes,
    parent: parent && places.get(parent),
  }));
}

function ageOf(task: Task<unknown>, now: number): number | undefined {
  const born = bornAt(task);
  return born === undefined ? undefined : now - born;
}

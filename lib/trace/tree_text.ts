/**
 * Prints a dump as a tree.
 */

import { scopeWords } from "./scope_dump.ts";
import type { TaskDump } from "./task_dump.ts";

/** Levels that are set in; deeper ones are numbered: else a chain of 100,000
 * tasks would be a text of that many squared. */
const MOST_LEVELS = 24;

/** A task at its place, with how many look the same. */
interface Line {
  readonly dump: TaskDump;
  readonly level: number;
  times: number;
  /** Whether they differ in the time that is left. */
  timeless: boolean;
}

/** The text: a headline, then a line for each task, and where it stands. */
export function treeText(
  tasks: readonly TaskDump[],
  complete: boolean,
): string {
  const roots = tasks.filter(({ parent }) => parent === undefined);
  const parts = [headline(tasks, complete)];
  for (const line of linesOf(roots)) parts.push(lineText(line));
  return parts.join("\n");
}

function headline(tasks: readonly TaskDump[], complete: boolean): string {
  const counts = new Map<string, number>();
  for (const { state } of tasks) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const states = [...counts].map(([state, count]) => `${count} ${state}`);
  const all = `${tasks.length} task${tasks.length === 1 ? "" : "s"}` +
    (states.length === 0 ? "" : `: ${states.join(", ")}`);
  if (complete) return all;
  return `${all}\n(those that can be reached; set loop.debug = true before ` +
    "they start to see all)";
}

/** The order of the tree, in which those without children are merged. */
function linesOf(roots: readonly TaskDump[]): Line[] {
  const lines: Line[] = [], open: Line[] = merged(roots, 0).reverse();
  for (let line = open.pop(); line !== undefined; line = open.pop()) {
    lines.push(line);
    const below = merged(line.dump.children, line.level + 1);
    for (const next of below.reverse()) open.push(next);
  }
  return lines;
}

function merged(dumps: readonly TaskDump[], level: number): Line[] {
  const lines: Line[] = [], alike = new Map<string, Line>();
  for (const dump of dumps) {
    const line: Line = { dump, level, times: 1, timeless: false };
    const text = textOf(dump), key = timeless(text);
    const other = dump.children.length > 0 ? undefined : alike.get(key);
    if (other !== undefined) {
      other.times++;
      other.timeless ||= textOf(other.dump) !== text;
      continue;
    }
    if (dump.children.length === 0) alike.set(key, line);
    lines.push(line);
  }
  return lines;
}

/** A text without the times, which differ among tasks that look alike. */
function timeless(text: string): string {
  return text.replace(/, -?\d+ ms left| \(-?\d+ ms (?:left|old)\)/g, "");
}

function lineText({ dump, level, times, timeless: some }: Line): string {
  const indent = "  ".repeat(Math.min(level, MOST_LEVELS));
  const deep = level > MOST_LEVELS ? `[level ${level}] ` : "";
  const many = times > 1 ? `${times} × ` : "", text = textOf(dump);
  const lines = (some ? timeless(text) : text).replaceAll("\n", `\n${indent}`);
  return `${indent}- ${deep}${many}${lines}`;
}

function textOf(dump: TaskDump): string {
  const { name, state, age, waitsFor, where, scopes } = dump;
  const parts = [
    waitsFor === undefined || state !== "waiting" ? state : "",
    waitsFor === undefined ? "" : `waits for ${waitsFor}`,
    scopes.length === 0 ? "" : `in ${scopeWords(scopes)}`,
  ].filter((part) => part !== "");
  const frames = where.map((at) => `\n    at ${at}`).join("");
  const old = age === undefined ? "" : ` (${Math.round(age)} ms old)`;
  return `${name}${old}: ${parts.join(", ")}${frames}`;
}

/**
 * Finds what a test left behind.
 */

import { type Context, type Holder, running } from "../context/running.ts";
import type { Task } from "../coroutine/task.ts";
import { made } from "../traceback/places.ts";
import type { Session } from "./_session.ts";

/** The context around a test, as it was before. */
export class ContextMark {
  readonly #by: Holder = running.by;
  readonly #context: Context = running.by._context;

  /** Names the variables that were set since, and takes them back. */
  leaks(): string[] {
    const found: string[] = [];
    const by = this.#by;
    if (running.by === by && by._context !== this.#context) {
      let at: Context | undefined = by._context;
      for (; at?.variable !== undefined; at = at.up) {
        if (valueIn(this.#context, at.variable) === at.value) continue;
        const { name } = at.variable as { name?: string };
        found.push(`a value of the ContextVar ${name} outside of all tasks`);
      }
      by._context = this.#context;
    }
    return found;
  }
}

function valueIn(context: Context, variable: object): unknown {
  let at: Context | undefined = context;
  while (at !== undefined && at.variable !== variable) at = at.up;
  return at?.value;
}

/** One line for each task and timer that is left. */
export function leaksOf(session: Session<unknown>): string[] {
  const awaited = new Set<unknown>();
  const found = session.live.map((task: Task<unknown>) => {
    awaited.add(task._awaits);
    return withPlace(`task ${task.name}`, "started", task);
  });
  for (const { time, entry } of session.loop.alarms) {
    // A sleeping task is told of as one thing, not as two.
    if (awaited.has(entry)) continue;
    const left = Math.round(time - session.loop.time());
    const due = left > 0 ? `due in ${left} ms` : "due";
    found.push(withPlace(`timer ${entry._label()}, ${due}`, "set", entry));
  }
  return found;
}

function withPlace(what: string, how: string, object: object): string {
  const place = made.describe(object);
  return place === undefined ? what : `${what}, ${how} ${place}`;
}

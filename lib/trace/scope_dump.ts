/**
 * The scopes that a task is in, written down.
 */

import type { Task } from "../coroutine/task.ts";
import { CancelScope } from "../scopes/cancel_scope.ts";
import { nameFrom } from "./names.ts";

/** A scope as it stood when a dump was made. */
export interface ScopeDump {
  /** Its name, fit to be printed. */
  readonly name: string;
  /** Milliseconds until its deadline; `undefined` if it has none. */
  readonly left: number | undefined;
  /** Whether it was cancelled. */
  readonly cancelled: boolean;
}

/** The scopes around a task, innermost first. */
export function scopesOf(task: Task<unknown>, now: number): ScopeDump[] {
  const record = task._record, scopes: ScopeDump[] = [];
  if (typeof record === "string") return scopes;
  for (let scope = record.scope; scope !== undefined; scope = scope._outer) {
    if (!(scope instanceof CancelScope)) continue;
    const { cancelled, deadline, name } = scope;
    const left = deadline === Infinity ? undefined : deadline - now;
    scopes.push({ name: nameFrom(() => name), left, cancelled });
  }
  return scopes;
}

/** The same as one text: `upload (120 ms left) in server`. */
export function scopeWords(scopes: readonly ScopeDump[]): string {
  return scopes.map(({ name, left, cancelled }) => {
    const time = left === undefined ? [] : [`${Math.round(left)} ms left`];
    const facts = cancelled ? ["cancelled"] : time;
    return facts.length === 0 ? name : `${name} (${facts})`;
  }).join(" in ");
}

/**
 * Puts tasks in a tree: below a task stands what it waits for or started.
 */

import { Task } from "../coroutine/task.ts";
import type { Cell } from "../future/cell.ts";
import { Waiters } from "../future/waiter.ts";

/** The tasks without a parent, then those below each, in a fixed order. */
export interface Family {
  readonly parentOf: ReadonlyMap<Task<unknown>, Task<unknown>>;
  readonly childrenOf: ReadonlyMap<Task<unknown>, readonly Task<unknown>[]>;
  readonly roots: readonly Task<unknown>[];
}

/**
 * Gives each task one parent at most: the one in whose group it is, else the
 * first that waits for its end. Of a circle one task is taken for a root.
 */
export function familyOf(tasks: readonly Task<unknown>[]): Family {
  const known = new Set(tasks);
  const parentOf = new Map<Task<unknown>, Task<unknown>>();
  for (const owner of tasks) {
    for (const member of membersOf(owner)) {
      if (known.has(member) && member !== owner) parentOf.set(member, owner);
    }
  }
  for (const task of tasks) {
    const waiter = parentOf.has(task) ? undefined : waiterOf(task, known);
    if (waiter !== undefined) parentOf.set(task, waiter);
  }
  cutCircles(tasks, parentOf);
  const childrenOf = new Map<Task<unknown>, Task<unknown>[]>();
  for (const [child, parent] of ordered(tasks, parentOf)) {
    const others = childrenOf.get(parent);
    if (others === undefined) childrenOf.set(parent, [child]);
    else others.push(child);
  }
  const roots = tasks.filter((task) => !parentOf.has(task));
  return { parentOf, childrenOf, roots };
}

/** The tasks of the groups that a task has opened and not left. */
function* membersOf(owner: Task<unknown>): Generator<Task<unknown>> {
  const record = owner._record;
  if (typeof record === "string") return;
  for (let at = record.scope; at && at !== record.base; at = at._outer) {
    for (const member of at._members ?? []) {
      if (member instanceof Task) yield member;
    }
  }
}

/** The nearest task that hears of the end of another, through Futures only. */
function waiterOf(
  task: Task<unknown>,
  known: ReadonlySet<unknown>,
): Task<unknown> | undefined {
  const open: unknown[] = [task], seen = new Set<unknown>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const link = (at as { _link?: unknown })._link;
    const waiters = link instanceof Waiters ? [...link.list] : [link];
    for (const waiter of waiters) {
      if (waiter instanceof Task && known.has(waiter)) return waiter;
      if (typeof waiter !== "object") continue; // a bare done-callback
      const { target } = waiter as { target?: Cell };
      if (target !== undefined && !target.done) open.push(target);
    }
  }
  return undefined;
}

/** Takes the parent from one task of each circle: from the one found first. */
function cutCircles(
  tasks: readonly Task<unknown>[],
  parentOf: Map<Task<unknown>, Task<unknown>>,
): void {
  const fine = new Set<Task<unknown>>();
  for (const task of tasks) {
    const path = new Set<Task<unknown>>();
    let at: Task<unknown> | undefined = task;
    while (at !== undefined && !fine.has(at) && !path.has(at)) {
      path.add(at);
      at = parentOf.get(at);
    }
    if (at !== undefined && path.has(at)) parentOf.delete(at);
    for (const one of path) fine.add(one);
  }
}

function* ordered(
  tasks: readonly Task<unknown>[],
  parentOf: ReadonlyMap<Task<unknown>, Task<unknown>>,
): Generator<[child: Task<unknown>, parent: Task<unknown>]> {
  for (const task of tasks) {
    const parent = parentOf.get(task);
    if (parent !== undefined) yield [task, parent];
  }
}

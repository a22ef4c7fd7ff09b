/**
 * Children of a group beside promises that are awaited together.
 *
 * Each child waits once, all at one gate; the group's end is the join.
 */

import { spawn } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { TaskGroup } from "@twister/async/scopes";
import { register, type Scenario } from "../_scenario.ts";

async function passesNative(gate: Promise<void>): Promise<void> {
  await gate;
}

async function joinsNative(n: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const all: Promise<void>[] = [];
  for (let i = 0; i < n; i++) all.push(passesNative(promise));
  resolve();
  await Promise.all(all);
}

function* passes(gate: Future<void>): Generator<unknown, void> {
  yield* gate;
}

function* spawns(n: number): Generator<unknown, void> {
  const gate = new Future<void>(), all: Future<void>[] = [];
  for (let i = 0; i < n; i++) all.push(spawn(passes(gate)));
  gate.setResult(undefined);
  for (const one of all) yield* one;
}

function* fills(group: TaskGroup, n: number): Generator<unknown, void> {
  const gate = new Future<void>();
  for (let i = 0; i < n; i++) group.spawn(passes, gate);
  yield;
  gate.setResult(undefined);
}

function joins(n: number): Generator<unknown, void, unknown> {
  return TaskGroup.run((group) => fills(group, n));
}

function joinsLimited(n: number): Generator<unknown, void, unknown> {
  return TaskGroup.run((group) => fills(group, n), { limit: 100 });
}

function* cancels(group: TaskGroup, n: number): Generator<unknown, void> {
  const gate = new Future<void>();
  for (let i = 0; i < n; i++) group.spawn(passes, gate);
  yield;
  group.cancel();
}

function joinsCancelled(n: number): Generator<unknown, void, unknown> {
  return TaskGroup.run((group) => cancels(group, n));
}

function scenario(n: number, runs: number): Scenario {
  return {
    id: n === 10_000 ? "S13" : "S13 many",
    what: "a child spawned and joined",
    ops: n,
    ways: [
      { name: "Promise.all", run: () => joinsNative(n) },
      { name: "spawn", run: () => spawn(spawns(n)) },
      { name: "TaskGroup", run: () => spawn(joins(n)) },
      { name: "with a limit", run: () => spawn(joinsLimited(n)) },
      { name: "cancelled", run: () => spawn(joinsCancelled(n)) },
    ],
    n: runs,
  };
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  scenario(10_000, 12),
  scenario(100_000, 2),
];

register(scenarios);

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

function waitsNative(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), {
      once: true,
    })
  );
}

async function passesUntil(signal: AbortSignal): Promise<void> {
  await waitsNative(signal);
}

async function abortsNative(n: number): Promise<void> {
  const controller = new AbortController(), all: Promise<void>[] = [];
  for (let i = 0; i < n; i++) all.push(passesUntil(controller.signal));
  await null;
  controller.abort();
  await Promise.allSettled(all);
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
    ],
    n: runs,
  };
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  scenario(10_000, 12),
  scenario(100_000, 2),
  {
    id: "S13 cancel",
    what: "a child spawned, cancelled and joined",
    ops: 10_000,
    ways: [
      { name: "AbortSignal", run: () => abortsNative(10_000) },
      { name: "TaskGroup", run: () => spawn(joinsCancelled(10_000)) },
    ],
    n: 3,
  },
];

register(scenarios);

/**
 * Many things at once beside `Promise.all` and its like.
 */

import { gather, multi, race, settle } from "@twister/async/combinators";
import { coroutine, spawn, type Task } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { register, type Scenario } from "../_scenario.ts";

const N = 10_000;

async function passesNative(gate: Promise<void>, i: number): Promise<number> {
  await gate;
  return i;
}

const passes = coroutine(
  function* passes(gate: Future<void>, i: number): Generator<unknown, number> {
    yield* gate;
    return i;
  },
);

type Native = (all: Promise<number>[]) => Promise<unknown>;
type Own = (all: Task<number>[]) => Future<unknown>;

async function awaitsAll(how: Native): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const all: Promise<number>[] = [];
  for (let i = 0; i < N; i++) all.push(passesNative(promise, i));
  const end = how(all);
  resolve();
  await end;
}

function* waitsForAll(how: Own): Generator<unknown, void> {
  const gate = new Future<void>(), all: Task<number>[] = [];
  for (let i = 0; i < N; i++) all.push(passes(gate, i));
  const end = how(all);
  gate.setResult(undefined);
  yield* end;
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "S6",
    what: "one of many that are waited for together",
    ops: N,
    ways: [
      { name: "Promise.all", run: () => awaitsAll((all) => Promise.all(all)) },
      { name: "gather", run: () => spawn(waitsForAll(gather)) },
      { name: "multi", run: () => spawn(waitsForAll(multi)) },
    ],
  },
  {
    id: "S6 settle",
    what: "one of many whose ends are told",
    ops: N,
    ways: [
      {
        name: "Promise.allSettled",
        run: () => awaitsAll((all) => Promise.allSettled(all)),
      },
      { name: "settle", run: () => spawn(waitsForAll(settle)) },
    ],
  },
  {
    id: "S6 race",
    what: "one of many of which one is first",
    ops: N,
    ways: [
      {
        name: "Promise.race",
        run: () => awaitsAll((all) => Promise.race(all)),
      },
      { name: "race, losers cancelled", run: () => spawn(waitsForAll(race)) },
    ],
  },
];

register(scenarios);

/**
 * What context variables cost a step or a start, beside a program without any,
 * and what it costs to carry the host's `AsyncLocalStorage` along.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { ContextVar } from "@twister/async/context";
import { coroutine, moment, spawn, type Task } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { IOLoop } from "@twister/async/loop";
import { register, type Scenario } from "../_scenario.ts";

const user: ContextVar<number> = new ContextVar("user", { default: 0 });
const storage: AsyncLocalStorage<number> = new AsyncLocalStorage();

function* steps(n: number): Generator<unknown, void> {
  for (let i = 0; i < n; i++) yield* moment;
}

function* stepsInContext(n: number): Generator<unknown, void> {
  for (let i = 0; i < n; i++) yield* moment;
}

function* stepsAndReads(n: number): Generator<unknown, number> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    yield* moment;
    sum += user.get()!;
  }
  return sum;
}

/** A carrying loop is made when first used: others do not look aside then. */
let carrying: IOLoop | undefined;
const carried = <T>(main: () => Generator<unknown, T>) =>
  (carrying ??= new IOLoop({ asyncLocals: true })).run(main);

function* stepsCarried(n: number): Generator<unknown, void> {
  for (let i = 0; i < n; i++) yield* moment;
}

function* stepsAndLooks(n: number): Generator<unknown, number> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    yield* moment;
    sum += storage.getStore()!;
  }
  return sum;
}

function* snapshots(n: number): Generator<unknown, void> {
  const kept = AsyncLocalStorage.snapshot();
  for (let i = 0; i < n; i++) {
    yield* moment;
    kept(() => {});
  }
}

function* manyOf(
  body: (n: number) => Generator<unknown>,
  n: number,
): Generator<unknown, void> {
  const all = Array.from({ length: 100 }, () => spawn(body(n / 100)));
  for (const one of all) yield* one;
}

const passes = coroutine(
  function* passes(gate: Future<number>): Generator<unknown> {
    yield* gate;
  },
);

const passesInContext = coroutine(
  function* passes(gate: Future<number>): Generator<unknown> {
    yield* gate;
  },
);

function* starts(
  n: number,
  start: (gate: Future<number>) => Task<unknown>,
): Generator<unknown, void> {
  const gate = new Future<number>(), all: Task<unknown>[] = [];
  for (let i = 0; i < n; i++) all.push(start(gate));
  gate.setResult(1);
  for (const one of all) yield* one;
}

function* startsInContext(
  n: number,
  start: (gate: Future<number>) => Task<unknown>,
): Generator<unknown, void> {
  const gate = new Future<number>(), all: Task<unknown>[] = [];
  for (let i = 0; i < n; i++) all.push(start(gate));
  gate.setResult(1);
  for (const one of all) yield* one;
}

const nothing = Promise.resolve();

async function awaits(n: number): Promise<void> {
  for (let i = 0; i < n; i++) await nothing;
}

async function awaitsAndReads(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    await nothing;
    sum += storage.getStore()!;
  }
  return sum;
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "S12",
    what: "a step that takes a turn",
    ops: 100_000,
    ways: [
      { name: "no variable", run: () => spawn(steps(100_000)) },
      {
        name: "a variable set",
        run: () => user.run(1, () => spawn(stepsInContext(100_000))),
      },
      {
        name: "a variable read",
        run: () => user.run(1, () => spawn(stepsAndReads(100_000))),
      },
    ],
  },
  {
    id: "S12 start",
    what: "a start with one wait",
    ops: 20_000,
    ways: [
      { name: "no variable", run: () => spawn(starts(20_000, passes)) },
      {
        name: "a variable set",
        run: () =>
          user.run(1, () => spawn(startsInContext(20_000, passesInContext))),
      },
    ],
  },
  {
    id: "S12 locals",
    what: "a step, the host's locals carried",
    ops: 100_000,
    ways: [
      { name: "not carried", run: () => spawn(steps(100_000)) },
      { name: "carried", run: () => carried(() => stepsCarried(100_000)) },
      {
        name: "carried, read",
        run: () => storage.run(1, () => carried(() => stepsAndLooks(100_000))),
      },
      { name: "a snapshot a step", run: () => spawn(snapshots(100_000)) },
    ],
  },
  {
    id: "S12 locals of 100",
    what: "a step of one of 100 tasks",
    ops: 100_000,
    ways: [
      { name: "not carried", run: () => spawn(manyOf(steps, 100_000)) },
      {
        name: "carried",
        run: () => carried(() => manyOf(stepsCarried, 100_000)),
      },
    ],
  },
  {
    id: "S12 host",
    what: "an await beside AsyncLocalStorage",
    ops: 100_000,
    ways: [
      { name: "no storage", run: () => awaits(100_000) },
      {
        name: "a storage read",
        run: () => storage.run(1, () => awaitsAndReads(100_000)),
      },
    ],
  },
];

register(scenarios);

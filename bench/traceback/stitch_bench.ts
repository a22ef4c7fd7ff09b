/**
 * What an error's path costs: when something fails, and when nothing does.
 */

import { coroutine, moment, spawn, type Task } from "@twister/async/coroutine";
import { register, type Scenario } from "../_scenario.ts";
import { program } from "./_untraced.ts";

/** The latest error or text, so that no work can be left out. */
const seen: { value: unknown } = { value: undefined };

const nothing = Promise.resolve();

async function failsNative(depth: number): Promise<never> {
  if (depth > 0) return await failsNative(depth - 1);
  await nothing;
  throw new Error("boom");
}

async function catchesNative(n: number, read: boolean): Promise<void> {
  for (let i = 0; i < n; i++) {
    try {
      await failsNative(10);
    } catch (error) {
      seen.value = read ? (error as Error).stack : error;
    }
  }
}

type Failing = Generator<unknown, never>;

const delegates: (depth: number) => Task<never> = coroutine(
  function* delegate(depth: number): Failing {
    if (depth > 0) return yield* delegates(depth - 1);
    yield* moment;
    throw new Error("boom");
  },
);

const yields: (depth: number) => Task<never> = coroutine(
  function* yieldOne(depth: number): Failing {
    if (depth > 0) yield yields(depth - 1);
    yield* moment;
    throw new Error("boom");
  },
);

/** Ten generators in one task: one waiter, so one capture. */
function* nests(depth: number): Failing {
  if (depth > 0) return yield* nests(depth - 1);
  yield* moment;
  throw new Error("boom");
}

const nested = (depth: number): Task<never> => spawn(nests(depth));

function* catches(
  n: number,
  fail: (depth: number) => Task<never>,
  read: boolean,
): Generator<unknown, void> {
  for (let i = 0; i < n; i++) {
    try {
      yield* fail(10);
    } catch (error) {
      seen.value = read ? (error as Error).stack : error;
    }
  }
}

const traced = await program(true), untraced = await program(false);

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "S11",
    what: "a throw through 10 levels",
    ops: 1000,
    ways: [
      { name: "async", run: () => catchesNative(1000, false) },
      { name: "yield*", run: () => spawn(catches(1000, delegates, false)) },
      { name: "yield", run: () => spawn(catches(1000, yields, false)) },
      { name: "one task", run: () => spawn(catches(1000, nested, false)) },
    ],
  },
  {
    id: "S11 read",
    what: "the same, with its stack read",
    ops: 100,
    ways: [
      { name: "async", run: () => catchesNative(100, true) },
      { name: "yield*", run: () => spawn(catches(100, delegates, true)) },
    ],
  },
  {
    id: "S11 success",
    what: "a call through 10 levels that succeeds",
    ops: 10_000,
    ways: [
      { name: "no tracebacks", run: () => untraced.succeeds(10_000) },
      { name: "tracebacks", run: () => traced.succeeds(10_000) },
    ],
    rounds: 41,
  },
];

register(scenarios);

/**
 * Tasks beside async functions: waiting, switching, starting, nesting.
 *
 * Bytes of a suspended task cannot be told by `deno bench`: see `memory.ts`.
 */

import { coroutine, moment, spawn, type Task } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { register, type Scenario } from "../_scenario.ts";

type Numbers = Generator<unknown, number, number>;

// S1: what is waited for is there already.

const promise = Promise.resolve(1);
const ready = Future.resolve(1);

async function awaitsReady(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await promise;
  return sum;
}

function* delegatesReady(n: number): Numbers {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* ready;
  return sum;
}

function* yieldsReady(n: number): Numbers {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield ready;
  return sum;
}

function* delegatesNew(n: number): Numbers {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* Future.resolve(i);
  return sum;
}

// S2: two that wait for each other in turn.

type Settled = { promise: Promise<number>; resolve: (value: number) => void };
type Natives = { ping: Settled; pong: Settled };
type Futures = { ping: Future<number>; pong: Future<number> };

function settled(): Settled {
  let resolve!: (value: number) => void;
  const promise = new Promise<number>((r) => resolve = r);
  return { promise, resolve };
}

async function awaitsPong(game: Natives, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    game.pong = settled();
    game.ping.resolve(i);
    await game.pong.promise;
  }
}

async function awaitsPing(game: Natives, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    await game.ping.promise;
    game.ping = settled();
    game.pong.resolve(i);
  }
}

async function playsNative(n: number): Promise<void> {
  const game = { ping: settled(), pong: settled() };
  const other = awaitsPing(game, n);
  await awaitsPong(game, n);
  await other;
}

function* delegatesPong(game: Futures, n: number): Generator<unknown, void> {
  for (let i = 0; i < n; i++) {
    game.pong = new Future();
    game.ping.setResult(i);
    yield* game.pong;
  }
}

function* delegatesPing(game: Futures, n: number): Generator<unknown, void> {
  for (let i = 0; i < n; i++) {
    yield* game.ping;
    game.ping = new Future();
    game.pong.setResult(i);
  }
}

function* playsDelegating(n: number): Generator<unknown, void> {
  const game = { ping: new Future<number>(), pong: new Future<number>() };
  const other = spawn(delegatesPing(game, n));
  yield* spawn(delegatesPong(game, n));
  yield* other;
}

function* yieldsPong(game: Futures, n: number): Generator<unknown, void> {
  for (let i = 0; i < n; i++) {
    game.pong = new Future();
    game.ping.setResult(i);
    yield game.pong;
  }
}

function* yieldsPing(game: Futures, n: number): Generator<unknown, void> {
  for (let i = 0; i < n; i++) {
    yield game.ping;
    game.ping = new Future();
    game.pong.setResult(i);
  }
}

function* playsYielding(n: number): Generator<unknown, void> {
  const game = { ping: new Future<number>(), pong: new Future<number>() };
  const other = spawn(yieldsPing(game, n));
  yield spawn(yieldsPong(game, n));
  yield other;
}

// S3: one by one without a wait, then all at once behind one gate.

// deno-lint-ignore require-await -- the call is what is measured
async function returnsNative(value: number): Promise<number> {
  return value;
}

async function callsNative(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await returnsNative(i);
  return sum;
}

// deno-lint-ignore require-yield -- the call is what is measured
const returns = coroutine(function* returns(value: number): Numbers {
  return value;
});

function* calls(n: number): Numbers {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* returns(i);
  return sum;
}

async function passesNative(
  gate: Promise<number>,
  value: number,
): Promise<number> {
  await gate;
  return value;
}

async function gathersNative(n: number): Promise<number> {
  const gate = settled(), all: Promise<number>[] = [];
  for (let i = 0; i < n; i++) all.push(passesNative(gate.promise, i));
  gate.resolve(1);
  let sum = 0;
  for (const one of all) sum += await one;
  return sum;
}

const passes = coroutine(
  function* passes(gate: Future<number>, value: number): Numbers {
    yield* gate;
    return value;
  },
);

function* gathers(n: number): Numbers {
  const gate = new Future<number>(), all: Task<number>[] = [];
  for (let i = 0; i < n; i++) all.push(passes(gate, i));
  gate.setResult(1);
  let sum = 0;
  for (const one of all) sum += yield* one;
  return sum;
}

// S4: waits at the end of a chain of calls.

async function chainsNative(depth: number, waits: number): Promise<number> {
  if (depth > 0) return await chainsNative(depth - 1, waits);
  let sum = 0;
  for (let i = 0; i < waits; i++) sum += await promise;
  return sum;
}

// The inner name differs: else the function would mean itself, no coroutine.
const chains: (depth: number, waits: number) => Task<number> = coroutine(
  function* chain(depth: number, waits: number): Numbers {
    if (depth > 0) return yield* chains(depth - 1, waits);
    let sum = 0;
    for (let i = 0; i < waits; i++) {
      yield* moment;
      sum++;
    }
    return sum;
  },
);

async function repeats(
  times: number,
  fn: () => PromiseLike<unknown>,
): Promise<void> {
  for (let i = 0; i < times; i++) await fn();
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "S1",
    what: "a wait for what is ready",
    ops: 500_000,
    ways: [
      { name: "await", run: () => awaitsReady(500_000) },
      { name: "yield*", run: () => spawn(delegatesReady(500_000)) },
      { name: "yield", run: () => spawn(yieldsReady(500_000)) },
      { name: "yield* new", run: () => spawn(delegatesNew(500_000)) },
    ],
  },
  {
    id: "S2",
    what: "a switch between two",
    ops: 200_000,
    ways: [
      { name: "await", run: () => playsNative(100_000) },
      { name: "yield*", run: () => spawn(playsDelegating(100_000)) },
      { name: "yield", run: () => spawn(playsYielding(100_000)) },
    ],
  },
  {
    id: "S3a",
    what: "a call that returns at once",
    ops: 200_000,
    ways: [
      { name: "async", run: () => callsNative(200_000) },
      { name: "coroutine", run: () => spawn(calls(200_000)) },
    ],
  },
  {
    id: "S3b",
    what: "a call that waits at one gate",
    ops: 100_000,
    ways: [
      { name: "async", run: () => gathersNative(100_000) },
      { name: "coroutine", run: () => spawn(gathers(100_000)) },
    ],
    n: 6,
  },
  {
    id: "S4",
    what: "a wait at the end of a chain 100 deep",
    ops: 50_000,
    ways: [
      { name: "async", run: () => chainsNative(100, 50_000) },
      { name: "coroutine", run: () => chains(100, 50_000) },
    ],
  },
  {
    id: "S4 depth",
    what: "a wait at the end of a chain",
    ops: 200_000,
    ways: [
      { name: "1 deep", run: () => chains(1, 200_000) },
      { name: "10,000 deep", run: () => chains(10_000, 200_000) },
    ],
  },
  {
    id: "S4b",
    what: "a level of a chain, there and back",
    ops: 20_000,
    ways: [
      { name: "async", run: () => repeats(200, () => chainsNative(100, 1)) },
      { name: "coroutine", run: () => repeats(200, () => chains(100, 1)) },
    ],
  },
  {
    id: "S4b depth",
    what: "a level of a chain, there and back",
    ops: 100_000,
    ways: [
      { name: "100 deep", run: () => repeats(1000, () => chains(100, 1)) },
      { name: "100,000 deep", run: () => chains(100_000, 1) },
    ],
  },
];

register(scenarios);

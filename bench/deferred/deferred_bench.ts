/**
 * Deferreds beside promises: chains, waiting for each other, and generators.
 *
 * A promise runs its callbacks in microtasks, a Deferred inside the call that
 * fires it: they do not do the same, but stand in the same places of programs.
 */

// @ts-types="npm:@types/bluebird@3.5.42"
import Bluebird from "npm:bluebird@3.7.2";
import { Deferred, inlineCallbacks, succeed } from "@twister/async/deferred";
import { register, type Scenario } from "../_scenario.ts";

const inc = (n: number) => n + 1;
const error = new Error("of the bench");
const rethrows = (): never => {
  throw error;
};

// Four callbacks, then fire.

async function firesNative(n: number): Promise<void> {
  let last: Promise<number> | undefined;
  for (let i = 0; i < n; i++) {
    const { promise, resolve } = Promise.withResolvers<number>();
    last = promise.then(inc).then(inc).then(inc).then(inc);
    resolve(0);
  }
  await last;
}

async function firesBluebird(n: number): Promise<void> {
  let last: Bluebird<number> | undefined;
  for (let i = 0; i < n; i++) {
    let resolve!: (n: number) => void;
    const promise = new Bluebird<number>((done) => resolve = done);
    last = promise.then(inc).then(inc).then(inc).then(inc);
    resolve(0);
  }
  await last;
}

function firesDeferred(n: number): void {
  for (let i = 0; i < n; i++) {
    const deferred = new Deferred<number>();
    deferred.addCallback(inc).addCallback(inc).addCallback(inc)
      .addCallback(inc);
    deferred.callback(0);
  }
}

// An error that passes four errbacks.

async function failsNative(n: number): Promise<void> {
  let last: Promise<unknown> | undefined;
  for (let i = 0; i < n; i++) {
    last = Promise.reject(error).catch(rethrows).catch(rethrows)
      .catch(rethrows).catch(inc);
  }
  await last;
}

function failsDeferred(n: number): void {
  for (let i = 0; i < n; i++) {
    const deferred = new Deferred<number>();
    deferred.addErrback(rethrows).addErrback(rethrows).addErrback(rethrows)
      .addErrback(() => 1);
    deferred.errback(error);
  }
}

// A thousand, each waiting for the one before.

async function waitsNative(n: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<number>();
  let last = promise;
  for (let i = 0; i < n; i++) {
    const inner = last;
    last = Promise.resolve().then(() => inner);
  }
  resolve(1);
  await last;
}

async function waitsBluebird(n: number): Promise<void> {
  let resolve!: (n: number) => void;
  let last = new Bluebird<number>((done) => resolve = done);
  for (let i = 0; i < n; i++) {
    const inner = last;
    last = Bluebird.resolve().then(() => inner);
  }
  resolve(1);
  await last;
}

function waitsDeferred(n: number): void {
  const first = new Deferred<number>();
  let last = first;
  for (let i = 0; i < n; i++) {
    const inner = last;
    last = succeed().addCallback(() => inner);
  }
  first.callback(1);
}

// A generator over what is there, and over what is not.

async function awaitsReady(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await Promise.resolve(1);
  return sum;
}

const yieldsFired = inlineCallbacks(function* yieldsFired(n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* succeed(1);
  return sum;
});

async function awaitsLate(n: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const { promise, resolve } = Promise.withResolvers<number>();
    queueMicrotask(() => resolve(1));
    sum += await promise;
  }
  return sum;
}

const yieldsLate = inlineCallbacks(function* yieldsLate(n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const deferred = new Deferred<number>();
    queueMicrotask(() => deferred.callback(1));
    sum += yield* deferred;
  }
  return sum;
});

async function often(
  times: number,
  waits: (n: number) => Promise<void> | void,
): Promise<void> {
  for (let i = 0; i < times; i++) await waits(1_000);
}

function ended<T>(deferred: Deferred<T>): Promise<T> {
  return new Promise((done) => deferred.addCallback(done));
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "D1",
    what: "four callbacks, then fire",
    ops: 20_000,
    ways: [
      { name: "then", run: () => firesNative(20_000) },
      { name: "bluebird", run: () => firesBluebird(20_000) },
      { name: "Deferred", run: () => firesDeferred(20_000) },
    ],
  },
  {
    id: "D2",
    what: "an error past four errbacks",
    ops: 5_000,
    ways: [
      { name: "catch", run: () => failsNative(5_000) },
      { name: "Deferred", run: () => failsDeferred(5_000) },
    ],
  },
  {
    id: "D3",
    what: "one of 1,000 that wait for each other",
    ops: 50_000,
    ways: [
      { name: "then", run: () => often(50, waitsNative) },
      { name: "bluebird", run: () => often(50, waitsBluebird) },
      { name: "Deferred", run: () => often(50, waitsDeferred) },
    ],
  },
  {
    id: "D4",
    what: "a generator's wait for what is fired",
    ops: 50_000,
    ways: [
      { name: "await", run: () => awaitsReady(50_000) },
      { name: "inlineCallbacks", run: () => ended(yieldsFired(50_000)) },
    ],
  },
  {
    id: "D5",
    what: "a generator's wait for what is not",
    ops: 50_000,
    ways: [
      { name: "await", run: () => awaitsLate(50_000) },
      { name: "inlineCallbacks", run: () => ended(yieldsLate(50_000)) },
    ],
  },
];

register(scenarios);

/**
 * A million binds, in a chain that was built before and in one that makes
 * itself anew with each value.
 */

import * as Fluture from "npm:fluture@14.0.0";
import { Lazy } from "@twister/async/lazy";
import { register, type Scenario } from "../_scenario.ts";

const N = 1_000_000;

/** What is used of fluture, whose types need a library of their own. */
type Fl = { readonly fluture: unique symbol };
const { chain, fork, resolve } = Fluture as unknown as {
  resolve(value: number): Fl;
  chain(fn: (value: number) => Fl): (future: Fl) => Fl;
  fork(
    bad: (e: unknown) => void,
  ): (good: (v: number) => void) => (f: Fl) => unknown;
};

const next = (n: number) => Lazy.of(n + 1);
const flNext = (n: number) => resolve(n + 1);

let built: Lazy<number, never> = Lazy.of(0);
let flBuilt = resolve(0);
for (let i = 0; i < N; i++) {
  built = built.flatMap(next);
  flBuilt = chain(flNext)(flBuilt);
}

const down = (n: number): Lazy<number, never> =>
  n === 0 ? Lazy.of(0) : Lazy.of(n - 1).flatMap(down);
const flDown = (n: number): Fl =>
  n === 0 ? resolve(0) : chain(flDown)(resolve(n - 1));

function flRun(future: Fl): Promise<number> {
  return new Promise((good, bad) => void fork(bad)(good)(future));
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "LZ1",
    what: "a bind of a chain that was built before",
    ops: N,
    rounds: 9,
    ways: [
      { name: "fluture", run: () => flRun(flBuilt) },
      { name: "Lazy", run: () => built.run() },
    ],
  },
  {
    id: "LZ2",
    what: "a bind of a chain that makes itself",
    ops: N,
    rounds: 9,
    ways: [
      { name: "fluture", run: () => flRun(flDown(N)) },
      { name: "Lazy", run: () => down(N).run() },
    ],
  },
];

register(scenarios);

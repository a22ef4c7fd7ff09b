/**
 * The ready queue beside an array with `shift()`.
 */

import { Ring } from "../../lib/loop/ring.ts";
import type { Runnable } from "../../lib/loop/runnable.ts";
import { register, type Scenario } from "../_scenario.ts";

const entry: Runnable = { _run() {}, _label: () => "entry" };

function shiftsArray(rounds: number, waiting: number): void {
  const queue: Runnable[] = [];
  for (let i = 0; i < waiting; i++) queue.push(entry);
  for (let i = 0; i < rounds; i++) {
    queue.push(entry);
    queue.shift();
  }
}

function shiftsRing(rounds: number, waiting: number): void {
  const ring = new Ring();
  for (let i = 0; i < waiting; i++) ring.push(entry);
  for (let i = 0; i < rounds; i++) {
    ring.push(entry);
    ring.shift();
  }
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "ring short",
    what: "a push with its shift, 10 waiting",
    ops: 1_000_000,
    ways: [
      { name: "array", run: () => shiftsArray(1_000_000, 10) },
      { name: "ring", run: () => shiftsRing(1_000_000, 10) },
    ],
  },
  {
    id: "ring long",
    what: "a push with its shift, 100,000 waiting",
    ops: 1_000,
    ways: [
      { name: "array", run: () => shiftsArray(1_000, 100_000) },
      {
        name: "ring",
        run: () => shiftsRing(1_000_000, 100_000),
        ops: 1_000_000,
      },
    ],
  },
];

register(scenarios);

/**
 * An item through a pipeline of five stages beside the same calls by hand.
 */

import { primed } from "@twister/async/coroutine";
import { filter, map, pipe } from "@twister/async/lazy";
import { register, type Scenario } from "../_scenario.ts";

const N = 1_000_000;
const items: readonly number[] = Array.from({ length: N }, (_, i) => i);

const double = (n: number) => 2 * n + 1;
const isRare = (n: number) => n % 3 > 0;
const next = (n: number) => n + 1;
const isEven = (n: number) => n % 2 === 0;

/** Keeps the sums from being left out as dead. */
let sum = 0;
const add = (n: number): void => void (sum += n);

const viaEven = (n: number): void => isEven(n) ? add(n) : undefined;
const viaNext = (n: number): void => viaEven(next(n));
const viaRare = (n: number): void => isRare(n) ? viaNext(n) : undefined;
const viaDouble = (n: number): void => viaRare(double(n));

function nested(): void {
  for (const item of items) viaDouble(item);
}

function generators(): void {
  type Stage = Generator<void, void, number>;
  const sink = primed(function* (): Stage {
    for (;;) add(yield);
  });
  const maps = primed(function* (fn: (n: number) => number, to: Stage): Stage {
    for (;;) to.next(fn(yield));
  });
  const filters = primed(
    function* (fn: (n: number) => boolean, to: Stage): Stage {
      for (;;) {
        const item = yield;
        if (fn(item)) to.next(item);
      }
    },
  );
  const first = maps(
    double,
    filters(isRare, maps(next, filters(isEven, sink()))),
  );
  for (const item of items) first.next(item);
}

const piped = () =>
  pipe(
    items,
    map(double),
    filter(isRare),
    map(next),
    filter(isEven),
    { send: add },
  );

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "L-push",
    what: "one item through five stages",
    ops: N,
    ways: [
      { name: "nested calls", run: nested },
      { name: "generators by hand", run: generators },
      { name: "pipe", run: piped },
    ],
  },
];

register(scenarios);

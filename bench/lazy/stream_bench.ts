/**
 * A million items through map, filter and take, beside what else does that.
 */

// @ts-types="npm:rxjs@7.8.2"
import { filter, from, map, reduce, take } from "npm:rxjs@7.8.2";
import { Effect, Stream } from "npm:effect@4.1.0";
import { LazyStream } from "@twister/async/lazy";
import { register, type Scenario } from "../_scenario.ts";

const N = 1_000_000;
const items: readonly number[] = Array.from({ length: N }, (_, i) => i);

const plusOne = (n: number) => n + 1;
const isEven = (n: number) => n % 2 === 0;
const add = (a: number, b: number) => a + b;

function* numbers(): Generator<number, void, unknown> {
  for (let i = 0; i < N; i++) yield i;
}

/** Keeps the sums from being left out as dead. */
let sum = 0;

function loop(): void {
  let left = N;
  for (const item of items) {
    const n = plusOne(item);
    if (!isEven(n)) continue;
    sum += n;
    if (--left === 0) break;
  }
}

function helpers(source: Iterator<number> & IteratorObject<number>): void {
  sum += source.map(plusOne).filter(isEven).take(N).reduce(add, 0);
}

function ours(source: Iterable<number> | (() => Iterable<number>)) {
  return LazyStream.from(source).map(plusOne).filter(isEven).take(N)
    .reduce(add, 0);
}

function rx(): void {
  from(items).pipe(map(plusOne), filter(isEven), take(N), reduce(add, 0))
    .subscribe((total) => sum += total);
}

function effect(): number {
  return Effect.runSync(
    Stream.fromIterable(items).pipe(
      Stream.map(plusOne),
      Stream.filter(isEven),
      Stream.take(N),
      Stream.runFold(() => 0, add),
    ),
  );
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "LS1",
    what: "an item of an array through map, filter, take",
    ops: N,
    rounds: 9,
    ways: [
      { name: "iterator helpers", run: () => helpers(items.values()) },
      { name: "LazyStream", run: () => ours(items) },
      { name: "a plain loop", run: loop },
      { name: "rxjs", run: rx },
      { name: "effect Stream", run: effect },
    ],
  },
  {
    id: "LS2",
    what: "an item of a generator through map, filter, take",
    ops: N,
    rounds: 9,
    ways: [
      { name: "iterator helpers", run: () => helpers(numbers()) },
      { name: "LazyStream", run: () => ours(numbers) },
    ],
  },
];

register(scenarios);

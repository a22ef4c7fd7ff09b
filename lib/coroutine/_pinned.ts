/**
 * Keeps one object of each hot shape alive, for as long as the program runs.
 *
 * When a collection finds no object of a shape, V8 throws away what it compiled
 * for it. A program that was idle for a moment would begin anew after each
 * collection: two to ten times as slow, as `bench/targets.ts` shows under
 * `--v8-flags=--expose-gc` when this file is not imported.
 */

import { Future } from "../future/future.ts";
import { Callback, Waiters } from "../future/waiter.ts";
import { Handle } from "../loop/handle.ts";
import { Timers } from "../loop/timers.ts";
import { collect } from "./collect.ts";
import { moment } from "./moment.ts";
import { Pump } from "./pump.ts";
import { Task } from "./task.ts";

function* body(): Generator<unknown, void> {}

function nothing(): void {}

const future = new Future<unknown>();
const task = new Task(body(), "");
const callback = new Callback(nothing, future);
const list = new Waiters(callback, future);
list.addBare(nothing);

const { _context } = callback;
const handle = new Handle(nothing, [], _context);
const timers = new Timers({ grain: 0, now: () => 0, alarm: nothing }, nothing);

/** The objects. Nobody settles, starts or runs them. */
export const PINNED: readonly unknown[] = [
  future,
  task,
  list,
  // What runs without a task has its context in a plain object.
  { _context },
  // A `then`, an `await` of `promise()`, an array that is yielded.
  future.then(),
  future.promise(),
  collect([future], (all) => all),
  new Pump(task, undefined),
  moment[Symbol.iterator](),
  timers.add(handle, 0),
];

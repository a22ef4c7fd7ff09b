/**
 * Recursion has no depth, in any direction.
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  coroutine,
  moment,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { rest } from "../_support.ts";
import { caught, type Co, fastest } from "./_kit.ts";

const DEEP = 100_000;

/** Counts levels by calls that are tasks. */
const calls = coroutine(
  function* (n: number, last?: Future<number>): Co<number> {
    if (n === 0) return last === undefined ? 0 : yield last;
    return 1 + (yield again(n - 1, last));
  },
) as (n: number, last?: Future<number>) => Task<number>;
const again = calls;

/** Counts levels by yielded generator objects. */
function* objects(n: number, last?: Future<number>): Co<number> {
  if (n === 0) return last === undefined ? 0 : yield last;
  return 1 + (yield objects(n - 1, last));
}

Deno.test("a hundred thousand yields of ready futures", async () => { // G5
  const task = spawn(function* (): Co<number> {
    let sum = 0;
    for (let i = 0; i < DEEP; i++) sum += yield Future.resolve(1);
    for (let i = 0; i < DEEP; i++) sum += yield* Future.resolve(1);
    return sum;
  });
  assertEquals(await task, 2 * DEEP);
});

Deno.test("recursion by yield f(n - 1) is a hundred thousand deep", async () => { // G6
  assertEquals(await calls(DEEP), DEEP);
});

Deno.test("recursion by yielded generator objects is a hundred thousand deep", async () => { // G6
  assertEquals(await spawn(objects(DEEP)), DEEP);
});

Deno.test("recursion by yield* f(n - 1), where f is a coroutine, is a hundred thousand deep", async () => { // G6
  const typed = coroutine(function* (n: number): Co<number> {
    return n === 0 ? 0 : 1 + (yield* next(n - 1));
  });
  const next = typed as (n: number) => Task<number>;
  assertEquals(await typed(DEEP), DEEP);
});

Deno.test("a hundred thousand levels that wait at the bottom are unwound, both ways", async () => {
  for (
    const start of [
      calls,
      (n: number, last: Future<number>) => spawn(objects(n, last)),
    ]
  ) {
    const last = new Future<number>();
    const task = start(DEEP, last);
    await rest();
    last.setResult(1);
    assertEquals(await task, DEEP + 1);
  }
});

Deno.test("an error comes up a hundred thousand levels as the same object, and every finally runs", async () => {
  const bottom = new Error("bottom");
  let finals = 0;
  function* fall(n: number): Co {
    try {
      if (n === 0) {
        yield moment;
        throw bottom;
      }
      yield fall(n - 1);
    } finally {
      finals++;
    }
  }
  assert(await caught(spawn(fall(DEEP))) === bottom);
  assertEquals(finals, DEEP + 1);
});

Deno.test("the cost of a level does not grow with the depth", async () => { // G6
  await calls(10_000);
  const shallow = await fastest(async () => {
    for (let i = 0; i < 10; i++) await calls(2000);
  });
  const deep = await fastest(async () => {
    await calls(20_000);
  });
  assertLess(
    deep,
    6 * shallow + 20,
    `10 × 2,000: ${shallow} ms, 20,000: ${deep} ms`,
  );
});

Deno.test("a level resumed at a great depth costs what one at the top does", async () => {
  function* step(depth: number): Co {
    if (depth > 0) return yield step(depth - 1);
    for (let i = 0; i < 500; i++) yield moment;
  }
  await spawn(step(10));
  const flat = await fastest(() => spawn(step(1)).promise());
  const deep = await fastest(() => spawn(step(3000)).promise());
  assertLess(
    deep,
    8 * flat + 20,
    `depth 1: ${flat} ms, depth 3,000: ${deep} ms`,
  );
});

Deno.test("a cancel goes down ten thousand levels and comes up again, inner cleanup first", async () => {
  const order: number[] = [];
  function* level(n: number): Co {
    try {
      if (n === 0) yield new Future();
      else yield level(n - 1);
    } finally {
      order.push(n);
    }
  }
  const task = spawn(level(10_000));
  await rest();
  task.cancel("why");
  const error = await caught(task);
  assertInstanceOf(error, CancelledError);
  assertEquals(error.reason, "why");
  assertEquals(order, Array.from({ length: 10_001 }, (_, i) => i));
});

Deno.test("a cancel goes down a deep chain in linear time", async () => {
  const time = (n: number) =>
    fastest(async () => {
      const last = new Future<number>();
      const task = calls(n, last);
      await rest();
      task.cancel();
      assertInstanceOf(await caught(task), CancelledError);
    });
  await time(1000);
  const few = await time(2000), many = await time(16_000);
  assertLess(many, 3 * 8 * few + 50, `2,000: ${few} ms, 16,000: ${many} ms`);
});

Deno.test("a hundred thousand tasks suspended on one future are cancelled in linear time, and none stays", async () => {
  const time = async (n: number): Promise<number> => {
    const shared = new Future();
    const tasks = Array.from({ length: n }, () =>
      spawn(function* (): Co {
        yield shared;
      }));
    const began = performance.now();
    for (const task of tasks) task.cancel();
    while (!tasks.at(-1)!.done) await rest();
    const took = performance.now() - began;
    assert(tasks.every((task) => task.cancelled));
    assertEquals(String(shared), "Future <pending>");
    return took;
  };
  await time(1000);
  const few = await time(12_500), many = await time(DEEP);
  assertLess(many, 3 * 8 * few + 50, `12,500: ${few} ms, 100,000: ${many} ms`);
});

Deno.test("they may leave in any order", async () => {
  const shared = new Future<string>();
  const tasks = Array.from({ length: 4000 }, () =>
    spawn(function* (): Co {
      return yield* shared;
    }));
  // A fixed walk that visits each once: 7,919 is prime.
  const order = tasks.map((_, i) => tasks[(i * 7919) % tasks.length]!);
  for (const task of order.slice(0, -3)) task.cancel();
  await rest();
  while (!order.at(-4)!.done) await rest();
  assertEquals(tasks.filter((task) => task.cancelled).length, 3997);
  shared.setResult("late");
  for (const task of order.slice(-3)) assertEquals(await task, "late");
});

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { InlineExecutor, type MapProgress } from "../../lib/executor/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

const square = (n: number) => n * n;

Deno.test("all() gives the results in the order of the items", async () => {
  await using executor = new InlineExecutor({ limit: 3 });
  const all: number[] = await executor.map(square, [1, 2, 3, 4, 5]).all();
  assertEquals(all, [1, 4, 9, 16, 25]);
  assertEquals(await executor.map(square, []).all(), []);
});

Deno.test("chunks go to a worker together, and come back one by one", async () => {
  await using executor = pool({ threads: 2 });
  const found: number[] = [];
  const results = executor.map(jobs.square, [1, 2, 3, 4, 5], { chunk: 2 });
  for await (const one of results) found.push(one);
  assertEquals(found, [1, 4, 9, 16, 25]);
  assertEquals(executor.statistics().completed, 3);
});

Deno.test("with ordered: false results come as they are there", async () => {
  const { loop, clock } = handLoop();
  await loop._within(async () => {
    const executor = new InlineExecutor({ limit: 3 });
    const waits = function* (ms: number) {
      yield* sleep(ms);
      return ms;
    };
    const found: number[] = [];
    const reading = spawn(function* () {
      const source = executor.map(waits, [30, 10, 20], { ordered: false });
      for (;;) {
        const { done, value } = yield* source.next();
        if (done) return;
        found.push(value);
      }
    });
    await clock.advance(30);
    assertEquals(reading.state, "fulfilled");
    assertEquals(found, [10, 20, 30]);
  });
});

Deno.test("nothing starts before it is asked for, and no more than the limit is ahead", async () => {
  await using executor = new InlineExecutor({ limit: 8 });
  let taken = 0;
  const source = executor.map(square, {
    *[Symbol.iterator]() {
      for (;;) yield taken++;
    },
  }, { limit: 2 });
  await rest();
  assertEquals(taken, 0);
  assertEquals((await source.next()).value, 0);
  await rest();
  assertEquals(taken, 2);
  assertEquals((await source.next()).value, 1);
  await source.close();
});

Deno.test("the first failure cancels the rest, closes the items and is thrown", async () => {
  await using executor = new InlineExecutor({ limit: 3 });
  const log: unknown[] = [];
  const items = {
    *[Symbol.iterator]() {
      try {
        for (let i = 0;; i++) yield i;
      } finally {
        log.push("closed");
      }
    },
  };
  const fn = function* (n: number) {
    try {
      yield moment;
      if (n === 1) throw new Error("one");
      yield* sleep(60_000);
    } finally {
      if (n === 2) log.push("cleaned");
    }
    return n;
  };
  const error = await caught(executor.map(fn, items, { limit: 3 }).all());
  assertEquals((error as Error).message, "one");
  assertEquals(log, ["cleaned", "closed"]);
});

Deno.test("errors of the others stay beside the first", async () => {
  using told = reports();
  await using executor = new InlineExecutor({ limit: 2 });
  const fn = (n: number): number => {
    throw new Error(`${n}`);
  };
  const error = await caught(executor.map(fn, [1, 2]).all());
  assertEquals(String(error), "Error: 1");
  assertEquals(suppressed(error).map(String), ["Error: 2"]);
  assertEquals(told.unobserved, []);
});

Deno.test("cancelling all() and leaving the loop cancel the jobs", async () => {
  await using executor = new InlineExecutor({ limit: 2 });
  const log: string[] = [];
  const fn = function* (n: number) {
    try {
      if (n > 0) yield* sleep(60_000);
    } finally {
      log.push(`${n}`);
    }
    return n;
  };
  const all = executor.map(fn, [1, 2]).all();
  await rest();
  all.cancel("no");
  assertInstanceOf(await caught(all), CancelledError);
  assertEquals(log, ["1", "2"]);
  for await (const one of executor.map(fn, [0, 3])) {
    assertEquals(one, 0);
    break;
  }
  assertEquals(log.slice(2), ["0", "3"]);
});

Deno.test("progress tells the total where it is known", async () => {
  await using executor = new InlineExecutor({ limit: 2 });
  const told: MapProgress[] = [];
  const onProgress = (progress: MapProgress) => void told.push(progress);
  const results = executor.map(square, [1, 2, 3], { chunk: 2, onProgress });
  assertEquals(results.progress, { total: 3, started: 0, done: 0 });
  await results.all();
  assertEquals(told.map(({ done }) => done), [2, 3]);
  assertEquals(results.progress, { total: 3, started: 3, done: 3 });
  const lazy = executor.map(square, [1].values());
  assertEquals(lazy.progress.total, undefined);
});

Deno.test("async items are taken as they come, and their error is thrown", async () => {
  await using executor = new InlineExecutor();
  async function* items() {
    yield 2;
    yield 3;
    await null;
    throw new RangeError("gone");
  }
  const source = executor.map(square, items(), { limit: 1 });
  assertEquals((await source.next()).value, 4);
  assertEquals((await source.next()).value, 9);
  assertInstanceOf(await caught(source.next()), RangeError);
});

Deno.test("wrong arguments are refused at the call", async () => {
  await using executor = new InlineExecutor();
  const map = (items: unknown, options?: unknown) => () =>
    executor.map(square, items as never, options as never);
  assertThrows(map(7), TypeError, "expected an iterable");
  assertThrows(map(null), TypeError, "expected an iterable");
  assertThrows(map([], { limit: 0 }), RangeError, "limit 0");
  assertThrows(map([], { chunk: "2" }), TypeError, 'chunk "2"');
  assertThrows(map([], { ordered: 1 }), TypeError, "ordered 1");
  assertThrows(map([], { onProgress: 1 }), TypeError, "expected a function");
  assertThrows(() => executor.map(1 as never, []), TypeError, "function");
});

Deno.test("a function that gives sequences cannot be mapped", async () => {
  await using executor = pool();
  const error = await caught(executor.map(jobs.count, [1]).all());
  assertInstanceOf(error, TypeError);
});

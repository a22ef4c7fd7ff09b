import { assertEquals, assertThrows } from "@std/assert";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { succeed } from "../../lib/deferred/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { stream } from "../../lib/interop/stream.ts";
import { toAsyncIterable } from "../../lib/interop/to_async_iterable.ts";
import { reports, rest } from "../_support.ts";
import {
  arrayFrom,
  caught,
  type Co,
  drain,
  never,
  streamOf,
} from "./_streams_kit.ts";

Deno.test("every kind of sequence becomes a source", async () => {
  async function* natively() {
    yield 1;
    yield 2;
  }
  const kinds = [
    [1, 2],
    new Set([1, 2]),
    natively(),
    streamOf(1, 2),
    function* (emit: (n: number) => Iterable<unknown>): Co {
      yield* emit(1);
      yield* emit(2);
    },
  ];
  for (const kind of kinds) {
    assertEquals(await arrayFrom(toAsyncIterable(kind as never)), [1, 2]);
  }
});

Deno.test("a source comes back as it is", () => {
  const source = stream(function* () {});
  assertEquals(toAsyncIterable(source), source);
});

Deno.test("items that can be waited for are, one after the other; others are given as they are", async () => {
  const log: unknown[] = [];
  const slow = function* (name: string): Co<string> {
    log.push(`begin ${name}`);
    yield* sleep(1);
    log.push(`end ${name}`);
    return name;
  };
  const record = { a: never() }, list = [never()];
  const given = [
    slow("x"),
    Promise.resolve("promise"),
    Future.resolve("future"),
    succeed("deferred"),
    slow("y"),
    record,
    list,
    null,
    7,
  ];
  const items = await spawn(drain(toAsyncIterable(given as unknown[])));
  assertEquals(items.slice(0, 5), ["x", "promise", "future", "deferred", "y"]);
  assertEquals([items[5] === record, items[6] === list], [true, true]);
  assertEquals(items.slice(7), [null, 7]);
  assertEquals(log, ["begin x", "end x", "begin y", "end y"]);
});

Deno.test("an item that fails is the error, and the iterable is closed", async () => {
  const error = new Error("of an item"), log: string[] = [];
  function* items(): Co {
    try {
      yield 1;
      yield Future.reject(error);
      log.push("went on");
    } finally {
      log.push("closed");
    }
  }
  const source = toAsyncIterable(items() as Iterable<unknown>);
  assertEquals((await source.next()).value, 1);
  assertEquals(await caught(source.next()), error);
  assertEquals(log, ["closed"]);
});

Deno.test("a cancel reaches the item that is waited for, and closes the iterable", async () => {
  const log: unknown[] = [];
  const item = new Future<void>({ onCancel: (reason) => log.push(reason) });
  const items = {
    *[Symbol.iterator]() {
      try {
        yield item;
      } finally {
        log.push("closed");
      }
    },
  };
  const task = spawn(drain(toAsyncIterable(items)));
  await rest();
  task.cancel("enough");
  await rest();
  assertEquals([log, task.cancelled], [["enough", "closed"], true]);
});

Deno.test("an iterator that throws fails who asks, once", async () => {
  const error = new Error("of the iterator");
  using told = reports();
  const source = toAsyncIterable({
    [Symbol.iterator]: () => ({
      next() {
        throw error;
      },
    }),
  } as Iterable<number>);
  assertEquals(await caught(source.next()), error);
  assertEquals((await source.next()).done, true);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("what is no sequence is refused; a Future is none, though it can be iterated", () => {
  for (const bad of [null, undefined, 7, {}, Future.resolve(1)]) {
    assertThrows(
      () => toAsyncIterable(bad as never),
      TypeError,
      "expected a source, an async iterable",
    );
  }
});

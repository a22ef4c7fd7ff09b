import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  ClosedError,
  InvalidStateError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { stream } from "../../lib/interop/mod.ts";
import { type Emit, Lazy, LazyStream } from "../../lib/lazy/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import { counted, naturals } from "./_kit.ts";

function now(): number {
  return IOLoop.current().time();
}

/** A stream of items at given times after the one before. */
function timed(...times: number[]): LazyStream<number> {
  return LazyStream.from(times).map(function* (ms) {
    yield* sleep(ms);
    return ms;
  });
}

Deno.test("nothing is begun before an item is asked for", () => {
  const { stream, count } = counted("iterable", 3);
  stream.map((n) => n).filter(() => true).merge([1]).buffer(2).open();
  assertEquals(count.asked, 0);
});

Deno.test("a synchronous stream makes no Future a step, and ends within the call", () => {
  const log: number[] = [];
  const task = LazyStream.from([1, 2, 3]).map((n) => n * 2)
    .filter((n) => n > 2).take(5).forEach((n) => void log.push(n));
  assertEquals([log, task.done], [[4, 6], true]);
});

Deno.test("a long synchronous stream lets the loop have its turns", async () => {
  const counting = LazyStream.from(() => naturals()).run();
  const filtering = LazyStream.from(() => naturals()).filter(() => false).run();
  const emptying = LazyStream.from(() => naturals()).flatMap(() => []).run();
  for (const task of [counting, filtering, emptying]) {
    task.cancel();
    const error = await task.catch((error) => error);
    assertInstanceOf(error, CancelledError);
  }
});

Deno.test("from() takes whatever has items", async () => {
  const sources: Parameters<typeof LazyStream.from<number>>[0][] = [
    [1, 2],
    new Set([1, 2]),
    [1, 2].values(),
    LazyStream.from([1, 2]),
    ReadableStream.from([1, 2]),
    stream<number>(function* (emit) {
      yield* emit(1);
      yield* emit(2);
    }),
    () => [1, 2],
    () => Promise.resolve([1, 2]),
    () => LazyStream.from([1, 2]),
    function* () {
      yield 1;
      yield 2;
    },
    async function* () {
      yield await Promise.resolve(1);
      yield 2;
    },
    function* (emit: Emit<number>) {
      yield* emit(1);
      yield* sleep(1);
      yield* emit(2);
    },
  ];
  for (const source of sources) {
    assertEquals(await LazyStream.from<number>(source).collect(), [1, 2]);
  }
});

Deno.test("what has no items is refused, with what was given and what is wanted", () => {
  for (
    const bad of [5, null, undefined, {}, Promise.resolve([]), Lazy.of([])]
  ) {
    assertThrows(
      () => LazyStream.from(bad as never),
      TypeError,
      "expected an iterable",
    );
  }
  const future = Future.resolve([1]);
  assertThrows(
    () => LazyStream.from(future as never),
    TypeError,
    "Pass a function that gives it",
  );
});

Deno.test("a source whose items come once says so the second time", async () => {
  const once = [
    naturals(),
    [1, 2, 3].values(),
    ReadableStream.from([1, 2, 3]),
    (async function* () {
      yield await Promise.resolve(1);
    })(),
    stream<number>(function* (emit) {
      yield* emit(1);
    }),
  ];
  for (const source of once) {
    await LazyStream.from<unknown>(source).take(1).run();
    const error = await LazyStream.from<unknown>(source).run().catch((e) => e);
    assertInstanceOf(error, InvalidStateError);
    assertStringIncludes(error.message, "a second time");
  }
});

Deno.test("a branch of a tee and a group run once", async () => {
  const [branch] = LazyStream.from([1]).tee(1);
  const [[, group] = []] = await LazyStream.from([1]).groupBy(() => 1)
    .collect();
  for (const one of [branch!, group!]) {
    assertEquals(await one.collect(), [1]);
    await assertRejects(() => one.run().promise(), InvalidStateError);
  }
});

Deno.test("a function that throws, and one that gives no items, fail the run", async () => {
  const numbers = LazyStream.from([1, 2]);
  const bad = () => {
    throw new Error("bad");
  };
  for (
    const one of [
      numbers.map(bad),
      numbers.map(bad, { limit: 2 }),
      numbers.filter(bad),
      numbers.scan(bad, 0),
      numbers.flatMap(bad),
      numbers.flatMap(bad, { limit: 2 }),
      numbers.groupBy(bad),
      LazyStream.from(bad),
    ]
  ) await assertRejects(() => one.run().promise(), Error, "bad");
  await assertRejects(
    () => numbers.flatMap((() => 5) as never).run().promise(),
    TypeError,
    "got 5",
  );
});

Deno.test("collect with a limit fails at the first item too many, and closes the source", async () => {
  const { stream, count } = counted("iterable", Infinity);
  await assertRejects(
    () => stream.collect({ limit: 3 }).promise(),
    RangeError,
    "take(count)",
  );
  assertEquals([count.asked, count.closed], [4, 1]);
  assertEquals(await LazyStream.from([1, 2]).collect({ limit: 2 }), [1, 2]);
});

Deno.test("options out of range are refused at the call", () => {
  const numbers = LazyStream.from([1]);
  const ranges = [
    () => numbers.take(-1),
    () => numbers.take(1.5),
    () => numbers.take(NaN),
    () => numbers.drop(-1),
    () => numbers.chunk(0),
    () => numbers.window(0),
    () => numbers.buffer(0),
    () => numbers.tee(0),
    () => numbers.tee(2, { limit: 0 }),
    () => numbers.map((n) => n, { limit: 0 }),
    () => numbers.flatMap(() => [], { limit: 0 }),
    () => numbers.collect({ limit: -1 }),
    () => numbers.throttle(NaN),
    () => numbers.debounce(NaN),
    () => LazyStream.fromReader(() => null as never, { size: 0 }),
  ];
  for (const call of ranges) assertThrows(call, RangeError);
  const types = [
    () => numbers.take("1" as never),
    () => numbers.map(1 as never),
    () => numbers.filter(1 as never),
    () => numbers.scan(1 as never, 0),
    () => numbers.reduce(1 as never, 0),
    () => numbers.flatMap(1 as never),
    () => numbers.forEach(1 as never),
    () => numbers.groupBy(1 as never),
    () => numbers.concat(1 as never),
    () => numbers.merge(1 as never),
    () => numbers.zip(1 as never),
    () => numbers.throttle("1" as never),
    () => LazyStream.follow(1 as never),
  ];
  for (const call of types) assertThrows(call, TypeError);
});

Deno.test("map with a limit runs so many at a time, and keeps the order", async () => {
  let running = 0, most = 0;
  const all = await runVirtual(() =>
    LazyStream.from([5, 1, 3, 1, 2]).map(function* (ms) {
      most = Math.max(most, ++running);
      yield* sleep(ms);
      running--;
      return ms;
    }, { limit: 3 }).collect()
  );
  assertEquals([all, most], [[5, 1, 3, 1, 2], 3]);
});

Deno.test("a call that fails comes behind the results before it, and stops those after it", async () => {
  const log: unknown[] = [];
  const error = new Error("bad");
  await runVirtual(function* (): Generator {
    const task = LazyStream.from([3, 1, 9]).map(function* (ms) {
      try {
        yield* sleep(ms);
        if (ms === 1) throw error;
        return ms;
      } finally {
        log.push(`${ms} ended`);
      }
    }, { limit: 3 }).forEach((ms) => void log.push(ms));
    log.push(yield task.catch((e) => e));
  });
  assertEquals(log, ["1 ended", "3 ended", 3, "9 ended", error]);
});

Deno.test("merge gives each item as it comes, and starves nobody", async () => {
  const items = await runVirtual(() =>
    timed(2, 2, 2).merge<number | string>(timed(1, 2, 5), ["now"]).collect()
  );
  assertEquals(items, ["now", 1, 2, 2, 2, 2, 5]);
  const both = LazyStream.from(() => naturals()).merge(["once"]).take(4);
  assert((await both.collect()).includes("once"));
});

Deno.test("flatMap with a limit opens so many at a time", async () => {
  let open = 0, most = 0;
  await runVirtual(() =>
    LazyStream.from([1, 2, 3, 4]).flatMap(
      () =>
        LazyStream.from<number>(function* (emit) {
          most = Math.max(most, ++open);
          yield* sleep(1);
          yield* emit(1);
          open--;
        }),
      { limit: 2 },
    ).run()
  );
  assertEquals(most, 2);
});

Deno.test("throttle keeps a time between items and drops none", async () => {
  const times = await runVirtual(() =>
    LazyStream.from([1, 2, 3]).throttle(5).map(() => now()).collect()
  );
  assertEquals((times as number[]).map((time, _, all) => time - all[0]!), [
    0,
    5,
    10,
  ]);
});

Deno.test("debounce gives what no other follows in time, and the last", async () => {
  const items = await runVirtual(() =>
    timed(1, 2, 9, 1, 3, 20, 1).debounce(5).collect()
  );
  assertEquals(items, [2, 3, 1]);
});

Deno.test("buffer lets a slow source and a slow reader work side by side", async () => {
  const time = (stream: LazyStream<number>) =>
    runVirtual(function* () {
      const start = now();
      yield stream.forEach(() => sleep(10));
      return now() - start;
    });
  assertEquals(await time(timed(10, 10, 10)), 60);
  assertEquals(await time(timed(10, 10, 10).buffer(1)), 40);
});

Deno.test("buffer asks for no more than it holds", async () => {
  const { stream, count } = counted("iterable", Infinity);
  const reader = stream.buffer(3).open();
  await reader.next();
  assertEquals(count.asked, 4);
  await reader.close();
});

Deno.test("tee with a limit has the fast wait for the slow", async () => {
  const { stream, count } = counted("iterable", 9);
  const [fast, slow] = stream.tee(2, { limit: 2 });
  await runVirtual(function* (): Generator {
    const all = fast!.collect();
    yield* sleep(1);
    assertEquals(count.asked, 2);
    const both = yield [all, slow!.collect()];
    assertEquals(both, [all.result(), all.result()]);
  });
});

Deno.test("tee closes the source when all its branches are closed", async () => {
  const { stream, count } = counted("iterable", Infinity);
  const [a, b] = stream.tee();
  assertEquals(await a!.take(2).collect(), [1, 2]);
  assertEquals(count.closed, 0);
  assertEquals(await b!.take(3).collect(), [1, 2, 3]);
  assertEquals([count.closed, count.asked], [1, 3]);
});

Deno.test("groupBy gives a group when its key comes; a closed group drops its items", async () => {
  const groups = LazyStream.from([1, 2, 3, 4, 5, 6]).groupBy((n) =>
    Promise.resolve(n % 2 ? "odd" : "even")
  );
  const pairs = await groups.flatMap(
    ([key, group]) => group.take(2).map((n) => `${key} ${n}`),
    { limit: 2 },
  ).collect();
  assertEquals(pairs.toSorted(), ["even 2", "even 4", "odd 1", "odd 3"]);
});

Deno.test("lines come out of pieces, whatever their borders", async () => {
  const text = "one\r\ntwo\n\nthrée";
  for (const size of [1, 2, 3, 100]) {
    const bytes = LazyStream.from(new TextEncoder().encode(text)).chunk(size)
      .map((piece) => new Uint8Array(piece));
    assertEquals(await bytes.lines().collect(), ["one", "two", "", "thrée"]);
  }
  assertEquals(await LazyStream.from(["a\n"]).lines().collect(), ["a"]);
  await assertRejects(
    () => LazyStream.from([5]).lines().run().promise(),
    TypeError,
    "texts or bytes",
  );
});

/** A file in memory, which counts how often it is closed. */
function file(pieces: (string | null)[]) {
  const encoder = new TextEncoder();
  return {
    closed: 0,
    read(into: Uint8Array): Promise<number | null> {
      const piece = pieces.length > 0 ? pieces.shift()! : null;
      return Promise.resolve(
        piece === null ? null : encoder.encodeInto(piece, into).written,
      );
    },
    close(): void {
      this.closed++;
    },
  };
}

Deno.test("a reader is opened late, read to its end and closed once", async () => {
  const one = file(["a\nb", "c\n"]);
  let opened = 0;
  const lines = LazyStream.fromReader(() => {
    opened++;
    return Promise.resolve(one);
  }).lines();
  assertEquals(opened, 0);
  assertEquals(await lines.collect(), ["a", "bc"]);
  assertEquals([opened, one.closed], [1, 1]);
});

Deno.test("follow looks at the end again and again, until it is left", async () => {
  const one = file(["a\n", null, null, "b\n", null, "c\n"]);
  const [lines, ms] = await runVirtual(function* () {
    const start = now();
    const lines = yield* LazyStream.follow(() => one, { every: 10 }).lines()
      .take(3).collect();
    return [lines, now() - start] as const;
  });
  assertEquals([lines, ms, one.closed], [["a", "b", "c"], 30, 1]);
});

Deno.test("a read that is under way when all is cancelled is nobody's error", async () => {
  let fail = (_: Error) => {};
  const connection = {
    read: () => new Promise<number>((_, reject) => fail = reject),
    close: () => fail(new Error("interrupted")),
  };
  const error = await runVirtual(function* (): Generator {
    const task = LazyStream.fromReader(() => connection).run();
    yield* sleep(1);
    task.cancel();
    return yield task.catch((e) => e);
  });
  assertInstanceOf(error, CancelledError);
});

Deno.test("emitting when the stream is closed fails", async () => {
  let late: unknown;
  await LazyStream.from<number>(function* (emit) {
    try {
      for (;;) yield* emit(1);
    } finally {
      try {
        yield* emit(2);
      } catch (error) {
        late = error;
      }
    }
  }).take(1).run();
  assertInstanceOf(late, ClosedError);
});

Deno.test("into() pushes all into a sink and closes it", async () => {
  const log: unknown[] = [];
  const { stream, count } = counted("async", Infinity);
  await stream.into({
    send: (n) => log.push(n) === 3 ? false : undefined,
    close: () => void log.push("closed"),
  });
  assertEquals(log, [1, 2, 3, "closed"]);
  assertEquals(count.closed, 1);
});

Deno.test("for await goes through it, and break closes it", async () => {
  const { stream, count } = counted("emit", Infinity);
  const seen: number[] = [];
  for await (const n of stream) {
    seen.push(n);
    if (n === 2) break;
  }
  assertEquals([seen, count.closed], [[1, 2], 1]);
});

Deno.test("a hundred thousand empty sources and stages need no stack", async () => {
  const N = 100_000;
  const empty = LazyStream.from(() => naturals()).take(N)
    .flatMap(() => LazyStream.from([]));
  assertEquals(await empty.collect(), []);
  const merged = LazyStream.from([1]).merge(...Array(1000).fill([1]));
  assertEquals((await merged.collect()).length, 1001);
});

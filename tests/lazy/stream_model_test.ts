/**
 * Random streams against arrays: the same items, in order, with random early
 * ends, errors and cancels on the way, over sources of each kind.
 */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { CancelledError } from "../../lib/errors/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { LazyStream } from "../../lib/lazy/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import { counted, KINDS } from "./_kit.ts";

const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 500) };

type Stream = LazyStream<number>;

/** A stage, and what it makes of an array. */
interface Stage {
  readonly name: string;
  on(stream: Stream): Stream;
  of(items: number[]): number[];
}

const small = fc.integer({ min: 1, max: 4 });

/** What a function gives: at once, by a promise, or by a coroutine. */
type Way = "now" | "promise" | "coroutine";
const way: fc.Arbitrary<Way> = fc.constantFrom("now", "promise", "coroutine");

function by<T>(way: Way, n: number, value: T): T {
  if (way === "promise") return Promise.resolve(value) as never;
  return way === "now" ? value : (function* () {
    yield* sleep(Math.abs(n) % 3);
    return value;
  })() as never;
}

const sum = (items: readonly number[]) => items.reduce((a, b) => a + b, 0);

function chunks(items: number[], size: number): number[][] {
  const all: number[][] = [];
  for (let i = 0; i < items.length; i += size) {
    all.push(items.slice(i, i + size));
  }
  return all;
}

const stage: fc.Arbitrary<Stage> = fc.oneof(
  fc.tuple(small, way, small).map(([n, way, limit]): Stage => ({
    name: `map +${n} ${way} limit ${limit}`,
    on: (s) => s.map((x) => by(way, x, x + n), { limit }),
    of: (all) => all.map((x) => x + n),
  })),
  fc.tuple(small, way).map(([n, way]): Stage => ({
    name: `filter %${n} ${way}`,
    on: (s) => s.filter((x, i) => by(way, x, (x + i) % n !== 0)),
    of: (all) => all.filter((x, i) => (x + i) % n !== 0),
  })),
  fc.nat(6).map((n): Stage => ({
    name: `take ${n}`,
    on: (s) => s.take(n),
    of: (all) => all.slice(0, n),
  })),
  fc.nat(4).map((n): Stage => ({
    name: `drop ${n}`,
    on: (s) => s.drop(n),
    of: (all) => all.slice(n),
  })),
  small.map((n): Stage => ({
    name: `chunk ${n}`,
    on: (s) => s.chunk(n).map(sum),
    of: (all) => chunks(all, n).map(sum),
  })),
  small.map((n): Stage => ({
    name: `window ${n}`,
    on: (s) => s.window(n).map(sum),
    of: (all) =>
      all.map((_, i) => all.slice(i - n + 1, i + 1))
        .filter((_, i) => i >= n - 1).map(sum),
  })),
  way.map((way): Stage => ({
    name: `scan ${way}`,
    on: (s) => s.scan((a, x) => by(way, x, a + x), 0),
    of: (all) => all.map((_, i) => sum(all.slice(0, i + 1))),
  })),
  small.map((n): Stage => ({
    name: `concat ${n}`,
    on: (s) => s.concat([n], LazyStream.from([n, n])),
    of: (all) => [...all, n, n, n],
  })),
  small.map((n): Stage => ({
    name: `zip ${n}`,
    on: (s) => s.zip(Array(n * 2).fill(n)).map(([a, b]) => a * b),
    of: (all) => all.slice(0, n * 2).map((a) => a * n),
  })),
  fc.tuple(fc.nat(3), way).map(([n, way]): Stage => ({
    name: `flatMap ${n} ${way}`,
    on: (s) =>
      s.flatMap((x) => {
        const inner = Array(n).fill(x);
        return way === "promise" ? Promise.resolve(inner) : inner;
      }),
    of: (all) => all.flatMap((x) => Array(n).fill(x)),
  })),
  small.map((n): Stage => ({
    name: `buffer ${n}`,
    on: (s) => s.buffer(n),
    of: (all) => all,
  })),
  fc.nat(3).map((n): Stage => ({
    name: `throttle ${n}`,
    on: (s) => s.throttle(n),
    of: (all) => all,
  })),
  fc.constant<Stage>({
    name: "tee",
    on: (s) => {
      const [a, b] = s.tee(2);
      return a!.zip(b!.map((x) => -x)).map(([x, y]) => x - y);
    },
    of: (all) => all.map((x) => 2 * x),
  }),
  fc.constant<Stage>({
    name: "groupBy",
    // One group, so that the order is that of the items.
    on: (s) => s.groupBy(() => 1).flatMap(([, group]) => group),
    of: (all) => all,
  }),
);

const stages = fc.array(stage, { maxLength: 5 });
const kinds = fc.constantFrom(...KINDS);
const length = fc.nat(9);

function numbers(length: number): number[] {
  return Array.from({ length }, (_, i) => i + 1);
}

function throughAll(stream: Stream, stages: readonly Stage[]): Stream {
  return stages.reduce((s, stage) => stage.on(s), stream);
}

function expected(items: number[], stages: readonly Stage[]): number[] {
  return stages.reduce((all, stage) => stage.of(all), items);
}

Deno.test("a stream gives what the same stages make of an array", async () => {
  await fc.assert(
    fc.asyncProperty(kinds, length, stages, async (kind, n, stages) => {
      const { stream, count } = counted(kind, n);
      const all = await runVirtual(() => throughAll(stream, stages).collect());
      assertEquals(
        all,
        expected(numbers(n), stages),
        stages.map((s) => s.name).join(", "),
      );
      assertLessOrEqual(count.closed, count.over ? 0 : 1);
    }),
    RUNS,
  );
});

Deno.test("asked by hand, it gives the same items", async () => {
  await fc.assert(
    fc.asyncProperty(kinds, length, stages, async (kind, n, stages) => {
      const { stream } = counted(kind, n);
      const all: number[] = [];
      await runVirtual(function* () {
        const reader = throughAll(stream, stages).open();
        for (;;) {
          const { done, value } = yield* reader.next();
          if (done) return;
          all.push(value);
        }
      });
      assertEquals(all, expected(numbers(n), stages));
    }),
    RUNS,
  );
});

Deno.test("stages that do not look ahead ask for no item more than is wanted", async () => {
  const each = stage.filter(({ name }) =>
    !/limit [234]|buffer|zip|tee|groupBy/.test(name)
  );
  await fc.assert(
    fc.asyncProperty(
      kinds,
      fc.array(each, { maxLength: 4 }),
      fc.integer({ min: 1, max: 6 }),
      async (kind, stages, wanted) => {
        const { stream, count } = counted(kind, 40);
        await runVirtual(() =>
          throughAll(stream, stages).take(wanted).collect()
        );
        // The shortest beginning of the source that gives as many.
        let least = 0;
        while (
          least < 40 && expected(numbers(least), stages).length < wanted
        ) least++;
        if (count.over) return;
        // What only the end gives, as the rest of a chunk, makes it too short.
        assertLessOrEqual(count.asked, 41);
        const pure = stages.every(({ name }) => !/chunk|concat/.test(name));
        if (pure && least < 40) assertEquals(count.asked, least);
      },
    ),
    RUNS,
  );
});

Deno.test("wherever it fails, the very error comes out and the source is closed once", async () => {
  await fc.assert(
    fc.asyncProperty(
      kinds,
      stages,
      stages,
      fc.nat(8),
      way,
      async (kind, before, behind, at, way) => {
        const { stream, count } = counted(kind, 20);
        const error = new Error("planted");
        let planted = false;
        const failing = throughAll(stream, before).map((x, i) => {
          if (i !== at) return x;
          planted = true;
          if (way === "now") throw error;
          return by(way, x, 0) as never && Promise.reject(error) as never;
        });
        // What failed ahead of an early end is reported: no error is lost.
        const end = await runVirtual(() =>
          throughAll(failing, behind).collect().then(() => "done", (e) => e)
        ).catch((reported) => reported);
        if (end === "done") {
          const shortened = behind.some(({ name }) =>
            /limit [234]/.test(name)
          ) && behind.some(({ name }) => /take|zip/.test(name));
          assert(!planted || shortened);
        } else assertEquals(end, error);
        if (count.asked > 0) {
          assertEquals(count.closed, count.over ? 0 : 1);
        }
      },
    ),
    RUNS,
  );
});

Deno.test("whenever it is cancelled, it ends with the cancel and the source is closed once", async () => {
  await fc.assert(
    fc.asyncProperty(
      kinds,
      stages,
      fc.nat(12),
      async (kind, stages, ms) => {
        const { stream, count } = counted(kind, 30);
        const end = await runVirtual(function* (): Generator {
          const task = throughAll(stream, stages).throttle(1).run();
          yield* sleep(ms);
          task.cancel("enough");
          return yield task.then(() => "done", (e) => e);
        });
        assert(end === "done" || end instanceof CancelledError, `${end}`);
        if (count.asked > 0) {
          assertEquals(count.closed, count.over ? 0 : 1);
        }
      },
    ),
    RUNS,
  );
});

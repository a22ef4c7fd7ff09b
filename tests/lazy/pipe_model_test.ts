/**
 * Random pipes against a naive model: a pipe is a list of items that ends well
 * or with an error, and each stage makes another list of it.
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import {
  type Coroutine,
  moment,
  primed,
  spawn,
} from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import type { PushSource } from "../../lib/lazy/_feed.ts";
import type { Emit } from "../../lib/lazy/_producing.ts";
import type { Filter, Sink, Stage, Taken } from "../../lib/lazy/_sink.ts";
import { filter, flatten, map, take } from "../../lib/lazy/filters.ts";
import { pipe } from "../../lib/lazy/pipe.ts";
import { reports, rest } from "../_support.ts";
import "../_seed.ts";

const KINDS = [
  "map",
  "filter",
  "take",
  "flatten",
  "throwAt",
  "closeAt",
  "generator",
  "forgetful",
] as const;

interface Step {
  readonly kind: typeof KINDS[number];
  readonly n: number;
  readonly slow: boolean;
}

interface Program {
  readonly items: readonly number[];
  readonly source: "array" | "generator" | "async" | "emit" | "stream";
  readonly failsAtEnd: boolean;
  readonly steps: readonly Step[];
  /** After so many items the sink throws. */
  readonly sinkFailsAt: number;
  readonly sinkIsSlow: boolean;
}

const program: fc.Arbitrary<Program> = fc.record({
  items: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }),
  source: fc.constantFrom("array", "generator", "async", "emit", "stream"),
  failsAtEnd: fc.boolean(),
  steps: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      n: fc.integer({ min: 0, max: 6 }),
      slow: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
  sinkFailsAt: fc.integer({ min: 0, max: 30 }),
  sinkIsSlow: fc.boolean(),
});

/** A list and how it ends; `open` means that more could come. */
interface List {
  readonly items: readonly number[];
  readonly end: "open" | "well" | string;
}

function modelStep({ items, end }: List, step: Step, at: number): List {
  const { kind, n } = step;
  switch (kind) {
    case "map":
      return { items: items.map((item) => item + n), end };
    case "filter":
      return { items: items.filter((item) => item % 3 !== n % 3), end };
    case "flatten":
      return { items: items.flatMap((item) => [item, item + n]), end };
    case "take":
      // Of nothing it hears with the first item.
      if (n === 0) return { items: [], end: items.length > 0 ? "well" : end };
      return items.length < n ? { items, end } : {
        items: items.slice(0, n),
        end: "well",
      };
    case "closeAt":
      return items.length <= n
        ? { items, end }
        : { items: items.slice(0, n), end: "well" };
    case "throwAt":
      return items.length <= n
        ? { items, end }
        : { items: items.slice(0, n), end: `stage ${at}` };
    default:
      return { items, end };
  }
}

function model({ items, steps, failsAtEnd, sinkFailsAt }: Program) {
  const run = (source: List): List => {
    const { items, end } = steps.reduce(modelStep, source);
    return items.length <= sinkFailsAt
      ? { items, end }
      : { items: items.slice(0, sinkFailsAt), end: "sink" };
  };
  for (let asked = 1; asked <= items.length; asked++) {
    const list = run({ items: items.slice(0, asked), end: "open" });
    if (list.end !== "open") return { ...list, asked };
  }
  const end = failsAtEnd ? "source" : "well";
  return { ...run({ items, end }), asked: items.length };
}

/** Counts what a stage hears. */
class Counter {
  closed = 0;
  told: unknown[] = [];
}

function counted<A, B>(
  inner: (next: Stage<B>) => Sink<A>,
  slow: boolean,
  counter: Counter,
): Filter<A, B> {
  return (next) => {
    const sink = inner(next);
    const send = (item: A) => sink.send(item);
    return {
      send: !slow ? send : function* (item: A): Coroutine<Taken> {
        yield* moment;
        const sent = send(item);
        yield* moment;
        if (sent === false) return false;
        const taken: unknown = yield sent;
        if (taken === false) return false;
      },
      throw(error: unknown) {
        counter.told.push((error as Error).message);
        throw error;
      },
      *close(): Coroutine<void> {
        if (slow) yield* moment;
        counter.closed++;
      },
    };
  };
}

function filtersOf(
  step: Step,
  at: number,
  counter: Counter,
  // deno-lint-ignore no-explicit-any -- any filter may stand behind any other
): Filter<any, any>[] {
  const { kind, n, slow } = step;
  const passes = counted<number, number>((next) => next, slow, counter);
  switch (kind) {
    case "map":
      return [passes, map((item: number) => item + n)];
    case "filter":
      return [passes, filter((item: number) => item % 3 !== n % 3)];
    case "take":
      return [passes, take<number>(n)];
    case "flatten":
      return [passes, map((i: number) => [i, i + n]), flatten<number>()];
    default:
      return [ownFilter(step, at, counter)];
  }
}

function ownFilter(
  { kind, n, slow }: Step,
  at: number,
  counter: Counter,
): Filter<number, number> {
  const plain = (inner: (next: Stage<number>) => Sink<number>) =>
    counted(inner, slow, counter);
  let seen = 0;
  switch (kind) {
    case "closeAt":
      return plain((next) => ({
        send: (item) => seen++ >= n ? false : next.send(item),
      }));
    case "throwAt":
      return plain((next) => ({
        send: (item) => {
          if (seen++ >= n) throw new Error(`stage ${at}`);
          return next.send(item);
        },
      }));
    case "generator":
      return (next) =>
        primed(function* (): Generator<unknown, void, number> {
          try {
            let wait: unknown;
            for (;;) {
              const item = yield wait;
              wait = next.send(item);
            }
          } catch (error) {
            counter.told.push((error as Error).message);
            throw error;
          } finally {
            counter.closed++;
          }
        })();
    default:
      return (next) => ({
        send: (item) => void next.send(item),
        throw(error: unknown) {
          counter.told.push((error as Error).message);
          throw error;
        },
        close: () => void counter.closed++,
      });
  }
}

function sourceOf(
  { items, source, failsAtEnd }: Program,
  log: { asked: number; cleaned: number },
): PushSource<number> {
  function* sync() {
    try {
      for (const item of items) {
        log.asked++;
        yield item;
      }
      if (failsAtEnd) throw new Error("source");
    } finally {
      log.cleaned++;
    }
  }
  switch (source) {
    case "array":
      return sync();
    case "generator":
      return () => sync();
    case "async":
      return (async function* () {
        yield* sync();
      })();
    case "emit":
      return function* (emit: Emit<number>) {
        try {
          for (const item of items) {
            log.asked++;
            yield* emit(item);
          }
          if (failsAtEnd) throw new Error("source");
        } finally {
          yield* moment;
          log.cleaned++;
        }
      };
    case "stream": {
      const steps = sync();
      return new ReadableStream<number>({
        pull(controller) {
          const { done, value } = steps.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => void steps.return(),
      }, { highWaterMark: 0 });
    }
  }
}

function build(given: Program) {
  const log = { asked: 0, cleaned: 0 };
  const counters = given.steps.map(() => new Counter());
  const end = new Counter(), out: number[] = [];
  const sink: Sink<number> = {
    send: !given.sinkIsSlow ? take : function* (item: number): Coroutine<void> {
      yield* moment;
      take(item);
      yield* moment;
    },
    throw(error: unknown) {
      end.told.push((error as Error).message);
      throw error;
    },
    close: () => void end.closed++,
  };
  function take(item: number) {
    if (out.length >= given.sinkFailsAt) throw new Error("sink");
    out.push(item);
  }
  const filters = given.steps.flatMap((step, at) =>
    filtersOf(step, at, counters[at]!)
  );
  const task = pipe(sourceOf(given, log), ...filters as [], sink as never);
  return { task, log, out, counters, end };
}

Deno.test("random pipes give what the model gives, and close each stage exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(program, async (given) => {
      using told = reports();
      const { task, log, out, counters, end } = build(given);
      const expected = model(given);
      let outcome = "well";
      await task.catch((error: Error) => outcome = error.message);
      assertEquals(out, expected.items);
      assertEquals(outcome, expected.end);
      assertEquals(log.asked, expected.asked);
      assertEquals(
        [...counters, end].map(({ closed }) => closed),
        [...counters, end].map(() => 1),
      );
      const begun = given.source !== "emit" && log.asked === 0 &&
        given.items.length > 0;
      assert(begun || log.cleaned === 1, `cleaned ${log.cleaned} times`);
      await rest();
      assertEquals([told.errors, told.unobserved], [[], []]);
    }),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 600) },
  );
});

Deno.test("random pipes that are cancelled close each stage exactly once, and end cancelled or before", async () => {
  await fc.assert(
    fc.asyncProperty(program, fc.nat(20), async (drawn, turns) => {
      // A source that fails when it was left is reported, as it should be.
      const given = { ...drawn, failsAtEnd: false };
      using told = reports();
      const { task, log, out, counters, end } = build(given);
      const expected = model(given);
      await spawn(function* () {
        for (let i = 0; i < turns; i++) yield* moment;
      });
      const loop = IOLoop.current(), before = loop.time();
      task.cancel("enough");
      await task.catch(() => {});
      assert(loop.time() - before < 900, "only the grace ended a cleanup");
      assertEquals(out, expected.items.slice(0, out.length));
      assertEquals(
        [...counters, end].map(({ closed }) => closed),
        [...counters, end].map(() => 1),
      );
      assert([...counters, end].every(({ told }) => told.length <= 1));
      assert(log.cleaned <= 1 && log.asked <= expected.asked);
      const { length } = out;
      await rest();
      assertEquals(out.length, length, "something ran on");
      // A real error that nobody was left to hear is reported, and no other.
      assertEquals(told.errors, []);
      for (const { error } of told.unobserved) {
        assertMatch((error as Error).message, /^(sink|stage \d)$/);
      }
    }),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 400) },
  );
});

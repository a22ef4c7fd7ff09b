import { assertEquals } from "@std/assert";
import { race, withTimeout } from "../../lib/combinators/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { Lock, Semaphore } from "../../lib/sync/mod.ts";
import { awaitGraph } from "../../lib/trace/mod.ts";
import { type Co, waiting } from "./_kit.ts";

/** The arrows below some tasks, by labels. */
function arrows(...roots: object[]): string[] {
  const { nodes, edges } = awaitGraph({ roots });
  const label = (id: string) => nodes.find((node) => node.id === id)!.label;
  return edges.map(({ from, label: how, to }) =>
    `${label(from)} ${how} ${label(to)}`
  ).sort();
}

Deno.test("all who wait for one lock lead to one node, and that to its holder", async () => {
  const lock = new Lock({ name: "l" }), gate = new Future<void>({ name: "g" });
  const take = (name: string) =>
    spawn(function* (): Co {
      using _permit = yield* lock.acquire();
      yield* gate;
    }, { name });
  const tasks = ["a", "b", "c"].map(take);
  assertEquals(arrows(...tasks), [
    'Lock "l" held by a',
    'a waits for Future "g"',
    'b waits for Lock "l"',
    'c waits for Lock "l"',
  ]);
  gate.setResult();
  for (const task of tasks) await task;
});

Deno.test("a race needs any of its members, a time limit needs its one", async () => {
  const gate = new Future<void>({ name: "g" });
  const one = waiting("one", gate), two = waiting("two", gate);
  const task = spawn(function* task(): Co {
    yield* race([one, withTimeout(60_000, two)]);
  });
  assertEquals(
    arrows(task),
    [
      'one waits for Future "g"',
      "race needs any of one",
      "race needs any of withTimeout",
      "task waits for race",
      'two waits for Future "g"',
      "withTimeout needs two",
    ].sort(),
  );
  gate.setResult();
  await task;
});

Deno.test("promises, sleeps and signals end an arrow", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const one = spawn(function* one(): Co {
    yield promise;
  });
  const two = spawn(function* two(): Co {
    yield* sleep(1);
  });
  const pool = new Semaphore(0, { name: "p" });
  const three = spawn(function* three(): Co {
    using _permit = yield* pool.acquire();
  });
  assertEquals(arrows(one, two, three), [
    "one waits for a native promise",
    'three waits for Semaphore "p"',
    "two waits for sleep",
  ]);
  resolve();
  pool.release();
  for (const task of [one, two, three]) await task;
});

import { assertEquals, assertStrictEquals } from "@std/assert";
import { IOLoop } from "../../lib/loop/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { TaskGroup } from "../../lib/scopes/mod.ts";
import { asyncCoroutine } from "../../lib/interop/mod.ts";
import { detached, snapshot, wrap } from "../../lib/context/mod.ts";
import { carrying, storage } from "../context/_als.ts";
import { handLoop, reports, rest } from "../_support.ts";

const now = () => storage.getStore();

Deno.test("a loop carries no locals of the host unless it is told", () => {
  assertEquals(new IOLoop().asyncLocals, false);
  assertEquals(new IOLoop({ asyncLocals: true }).asyncLocals, true);
});

Deno.test(
  "a task sees its own storage after each kind of wait",
  carrying(function* () {
    const gates = Array.from({ length: 3 }, () => new Future<void>());
    const tasks = ["a", "b", "c"].map((name, i) =>
      storage.run(
        name,
        () =>
          spawn(function* (): Generator<unknown, unknown[]> {
            const seen: unknown[] = [now()];
            yield* moment;
            seen.push(now());
            yield;
            seen.push(now());
            yield* sleep(1);
            seen.push(now());
            yield* gates[i]!;
            seen.push(now());
            yield Promise.resolve();
            seen.push(now());
            yield [sleep(0), Promise.resolve()];
            seen.push(now());
            yield* spawn(function* () {
              yield* moment;
              seen.push(now());
            });
            yield* TaskGroup.run(function* (group) {
              group.spawn(function* () {
                seen.push(now());
                yield;
                seen.push(now());
              });
            });
            seen.push(now());
            return seen;
          }),
      )
    );
    yield* sleep(5);
    storage.run("settler", () => gates.forEach((gate) => gate.setResult()));
    for (const [i, name] of ["a", "b", "c"].entries()) {
      assertEquals(yield* tasks[i]!, Array(11).fill(name));
    }
    assertEquals(now(), undefined);
  }),
);

Deno.test(
  "what a task enters with enterWith is its own at the next step",
  carrying(function* () {
    const body = (name: string) =>
      function* (): Generator<unknown, unknown[]> {
        yield* moment;
        storage.enterWith(name);
        yield* moment;
        const first = now();
        storage.enterWith(name + "2");
        yield Promise.resolve();
        const second = now();
        yield* sleep(1);
        return [first, second, now()];
      };
    const a: Task<unknown[]> = spawn(body("a")), b = spawn(body("b"));
    assertEquals(yield* a, ["a", "a2", "a2"]);
    assertEquals(yield* b, ["b", "b2", "b2"]);
  }),
);

Deno.test(
  "callbacks, timers, done-callbacks and handlers see the storage of their hand-over",
  carrying(function* (loop) {
    const seen: unknown[] = [], gate = new Future<void>();
    const note = (what: string) => () => void seen.push([what, now()]);
    storage.run("x", () => {
      loop.addCallback(note("callback"));
      loop.callLater(1, note("timer"));
      gate.addDoneCallback(note("done"));
      gate.addDoneCallback(note("done too"));
      gate.then(note("then"));
      loop.spawnCallback(note("detached"));
    });
    gate.addDoneCallback(note("other"));
    yield* sleep(3);
    storage.run("settler", () => gate.setResult());
    yield* sleep(1);
    assertEquals(seen, [
      ["callback", "x"],
      ["detached", undefined],
      ["timer", "x"],
      ["done", "x"],
      ["done too", "x"],
      ["then", "x"],
      ["other", undefined],
    ]);
  }),
);

Deno.test(
  "wrap and snapshot keep the storage, detached drops it",
  carrying(function* () {
    const [kept, asX] = storage.run(
      "x",
      () => [wrap(() => now()), snapshot()] as const,
    );
    storage.run("y", () => {
      assertEquals([kept(), asX(now)], ["x", "x"]);
      assertEquals(detached(now), undefined);
    });
    yield;
  }),
);

Deno.test(
  "a cancel is thrown where the task's storage holds, also for its cleanup",
  carrying(function* () {
    const seen: unknown[] = [];
    const waits = [
      () => sleep(60_000),
      () => new Promise(() => {}),
      () => undefined,
    ];
    for (const wait of waits) {
      const task = storage.run("x", () =>
        spawn(function* (): Generator {
          try {
            for (;;) yield wait();
          } finally {
            seen.push(now());
            yield* sleep(0);
            seen.push(now());
          }
        }));
      yield* sleep(1);
      storage.run("canceller", () => task.cancel());
      yield* task.catch(() => {});
    }
    assertEquals(seen, Array(6).fill("x"));
  }),
);

Deno.test("steps of a carrying loop run in the order of one that does not", async () => {
  const logs: string[][] = [];
  for (const asyncLocals of [false, true]) {
    const { loop, clock } = handLoop(), log: string[] = [];
    loop.asyncLocals = asyncLocals;
    logs.push(log);
    const done = loop.run(function* () {
      const gate = new Future<void>();
      const tasks = ["a", "b", "c"].map((name) =>
        spawn(function* () {
          for (let i = 0; i < 3; i++) {
            log.push(name + i);
            yield* moment;
          }
          loop.callLater(1, () => log.push(`timer ${name}`));
          loop.addCallback(() => log.push(`callback ${name}`));
          yield* sleep(1);
          yield* gate;
          log.push(`end ${name}`);
        })
      );
      loop.callLater(2, () => gate.setResult());
      for (const task of tasks) yield* task;
    });
    await clock.advance(3);
    await done;
  }
  assertEquals(logs[1], logs[0]);
});

Deno.test("a callback that throws on a carrying loop is reported, the rest goes on", async () => {
  const { loop } = handLoop({ asyncLocals: true });
  using told = reports(loop);
  const error = new Error("oops"), seen: unknown[] = [];
  loop.addCallback(() => {
    throw error;
  });
  loop.addCallback(() => seen.push(1));
  await rest();
  assertEquals([told.errors.length, seen], [1, [1]]);
  assertStrictEquals(told.errors[0]!.error, error);
});

Deno.test("a callback that another one of its turn takes back does not run", async () => {
  const { loop } = handLoop({ asyncLocals: true });
  const seen: number[] = [];
  loop.addCallback(() => second.cancel());
  const second = loop.addCallback(() => seen.push(2));
  await rest();
  assertEquals([seen, second.done], [[], true]);
});

Deno.test("a task that never rests lets the host go on, on a carrying loop too", async () => {
  const loop = new IOLoop({ asyncLocals: true });
  let fired = false;
  const timer = setTimeout(() => fired = true, 0);
  await loop.run(function* () {
    const end = loop.time() + 2000;
    while (!fired && loop.time() < end) yield* moment;
  });
  clearTimeout(timer);
  assertEquals(fired, true);
});

Deno.test("a slow step is noticed on a carrying loop", async () => {
  const { loop, clock } = handLoop({ asyncLocals: true });
  using told = reports(loop);
  loop.slowCallbackThreshold = 10;
  loop.addCallback(function slow() {
    clock.pass(20);
  });
  await rest();
  assertEquals(told.slow.map(({ name }) => name), ["slow"]);
});

Deno.test("a loop that stops to carry carries what was handed over to the end", async () => {
  const { loop } = handLoop({ asyncLocals: true });
  const seen: unknown[] = [];
  storage.run("x", () => loop.addCallback(() => seen.push(now())));
  loop.asyncLocals = false;
  await rest();
  assertEquals(seen, ["x"]);
});

Deno.test("an async coroutine carries the host's locals where its loop does", async () => {
  const { loop } = handLoop({ asyncLocals: true });
  const gate = new Future<void>();
  const handle = asyncCoroutine(function* () {
    const before = storage.getStore();
    yield* gate;
    return [before, storage.getStore()];
  });
  const seen = loop._within(() => storage.run("first", () => handle()));
  storage.run("second", () => gate.setResult());
  assertEquals(await seen, ["first", "first"]);
});

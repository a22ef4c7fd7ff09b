import {
  coroutine,
  moment,
  sleep,
  spawn,
  type Task,
} from "@twister/async/coroutine";
import { multi, retry, settle } from "@twister/async/combinators";
import { CancelledError, InvalidStateError } from "@twister/async/errors";
import { Future } from "@twister/async/future";
import { IOLoop, PeriodicCallback } from "@twister/async/loop";
import {
  explore,
  memoryStreamPair,
  runVirtual,
  type World,
} from "@twister/async/testing";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";

/** Runs a program in all schedules; what it gave, each once, sorted. */
async function outcomes(
  // deno-lint-ignore no-explicit-any -- as Generator has it
  program: (world: World) => Generator<unknown, unknown, any>,
  options: Parameters<typeof explore>[1] = {},
): Promise<string[]> {
  const seen = new Set<string>();
  const report = await explore(function* (world: World) {
    seen.add(JSON.stringify(yield* program(world)));
  }, { strategy: "exhaustive", runs: 100_000, ...options });
  report.check();
  assertEquals(report.complete, true);
  return [...seen].sort();
}

Deno.test("a program that never fails is reported so, with counts", async () => {
  const report = await explore(function* () {
    yield* multi([spawn(twoTurns), spawn(twoTurns)]);
  }, { strategy: "exhaustive" });
  assertEquals(report.failed, false);
  assertEquals(report.seed, undefined);
  assertEquals(report.complete, true);
  assertEquals(report.distinct, report.runs);
  assertEquals(report.check(), report);
  assertStringIncludes(`${report}`, "which are all there are");
});

function* twoTurns() {
  yield* moment;
  yield* moment;
}

Deno.test("exhaustive search finds all interleavings and no others", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 3 }), {
    minLength: 2,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(sizes, async (steps) => {
      const found = await outcomes(function* () {
        const log: string[] = [];
        const tasks = steps.map((count, name) =>
          spawn(function* () {
            for (let i = 0; i < count; i++) {
              yield* moment;
              log.push(`${name}`);
            }
          })
        );
        for (const task of tasks) yield* task;
        return log.join("");
      });
      assertEquals(found, interleavings(steps).map((s) => `"${s}"`).sort());
    }),
    { numRuns: 12 },
  );
});

/** All orders of so many steps of each, by brute force. */
function interleavings(left: readonly number[]): string[] {
  if (left.every((count) => count === 0)) return [""];
  return left.flatMap((count, name) =>
    count === 0 ? [] : interleavings(left.with(name, count - 1))
      .map((rest) => `${name}${rest}`)
  );
}

Deno.test("pruning loses no outcome of tasks that share what they say", async () => {
  const step = fc.record({ cell: fc.nat(1), add: fc.nat(3) });
  const tasks = fc.array(fc.array(step, { minLength: 1, maxLength: 2 }), {
    minLength: 2,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(tasks, async (plans) => {
      const program = function* (world: World) {
        const cells = [{ value: 1 }, { value: 1 }];
        const shared = cells.map((cell) => world.share(cell));
        const tasks = plans.map((plan) =>
          spawn(function* () {
            for (const { cell, add } of plan) {
              yield* moment;
              // Neither order nor place may be swapped with impunity.
              shared[cell]!.value = 2 * shared[cell]!.value + add;
            }
          })
        );
        for (const task of tasks) yield* task;
        return cells.map(({ value }) => value);
      };
      const all = await outcomes(program);
      assertEquals(await outcomes(program, { prune: true }), all);
    }),
    { numRuns: 25 },
  );
});

Deno.test("pruning tries tasks that share nothing in one order", async () => {
  const program = function* () {
    yield* multi([spawn(twoTurns), spawn(twoTurns), spawn(twoTurns)]);
  };
  const all = await explore(program, { strategy: "exhaustive" });
  const pruned = await explore(program, {
    strategy: "exhaustive",
    prune: true,
  });
  assertEquals([all.distinct, pruned.distinct], [90, 1]);
  assert(pruned.runs + pruned.pruned < 30, `${pruned}`);
});

Deno.test("pruning keeps both orders of those who wait for one lock", async () => {
  const { Lock } = await import("@twister/async/sync");
  const program = function* (world: World) {
    const lock = world.share(new Lock()), log: string[] = [];
    const enter = (name: string) =>
      spawn(function* () {
        yield* moment;
        using _permit = yield* lock.acquire();
        log.push(name);
      });
    for (const task of [enter("a"), enter("b")]) yield* task;
    return log.join("");
  };
  assertEquals(await outcomes(program, { prune: true }), ['"ab"', '"ba"']);
});

Deno.test("equal timers come in both orders, unequal ones in theirs", async () => {
  const after = (...times: number[]) =>
    function* () {
      const log: number[] = [];
      const wait = coroutine(function* (name: number, ms: number) {
        yield* sleep(ms);
        log.push(name);
      });
      yield* multi(times.map((ms, name) => wait(name, ms)));
      return log;
    };
  assertEquals(await outcomes(after(5, 5)), ["[0,1]", "[1,0]"]);
  assertEquals(await outcomes(after(5, 4)), ["[1,0]"]);
});

Deno.test("callbacks that one step adds keep their order", async () => {
  const found = await outcomes(function* () {
    const log: number[] = [], loop = IOLoop.current();
    for (const n of [1, 2, 3]) loop.addCallback(() => log.push(n));
    yield* sleep(1);
    return log;
  });
  assertEquals(found, ["[1,2,3]"]);
});

Deno.test("done-callbacks of one Future keep their order", async () => {
  const found = await outcomes(function* () {
    const log: number[] = [], future = new Future<void>();
    for (const n of [1, 2, 3]) future.addDoneCallback(() => log.push(n));
    future.setResult();
    yield* sleep(1);
    return log;
  });
  assertEquals(found, ["[1,2,3]"]);
});

Deno.test("the plain strategy goes as the loop itself does", async () => {
  const log: string[][] = [];
  const program = function* () {
    const seen: string[] = [], loop = IOLoop.current();
    log.push(seen);
    const note = (text: string) => () => seen.push(text);
    loop.callLater(0, note("timer 1"));
    loop.addCallback(() => {
      note("callback 1")();
      loop.callLater(0, note("timer 2"));
      loop.addCallback(note("callback 2"));
    });
    loop.callLater(3, note("timer 3"));
    const task = spawn(function* () {
      yield;
      note("task")();
      yield* sleep(2);
      note("slept")();
    });
    yield* task;
    yield* sleep(5);
  };
  await explore(program, { strategy: "plain", runs: 1 });
  await runVirtual(program);
  assertEquals(log[0], log.at(-1));
  assertEquals(log[0]?.length, 7);
});

Deno.test("cancelAt cancels every task at every place where it waits", async () => {
  const cancelled = new Set<string>();
  const program = function* () {
    const worker = coroutine(function* worker(name: string) {
      for (let i = 0; i < 3; i++) {
        try {
          yield* i === 1 ? sleep(1) : moment;
        } catch (error) {
          assert(error instanceof CancelledError);
          cancelled.add(`${name}${i}`);
          throw error;
        }
      }
    });
    yield* settle([worker("a"), worker("b")]);
  };
  const report = await explore(program, {
    strategy: "exhaustive",
    cancelAt: ({ name }: Task<unknown>) => name === "worker",
  });
  report.check();
  assertEquals([...cancelled].sort(), ["a0", "a1", "a2", "b0", "b1", "b2"]);
});

Deno.test("a main task that the explorer cancelled is no failure", async () => {
  const report = await explore(function* () {
    yield* sleep(1);
  }, { cancelAt: true, strategy: "exhaustive" });
  report.check();
  assert(report.distinct > 1);
});

Deno.test("one seed fixes chance, jitter and clock", async () => {
  const told: unknown[][] = [];
  const program = function* (world: World) {
    const seen: unknown[] = [];
    told.push(seen);
    let left = 3;
    yield* retry(() => {
      seen.push(world.loop.time());
      if (left-- > 0) throw new Error("not yet");
    }, { attempts: 5, jitter: 1 });
    const beat = new PeriodicCallback(
      () => seen.push(world.loop.time()),
      10,
      { jitter: 1 },
    );
    beat.start();
    yield* sleep(50);
    beat.stop();
    seen.push(world.random());
  };
  for (const seed of [1, 1, 2]) {
    await explore(program, { seed, runs: 1, strategy: "plain" });
  }
  const [first, _again, second, _, other] = told;
  assertEquals(first, second);
  assert(`${first}` !== `${other}`);
});

Deno.test("each way to fail is told by its kind", async () => {
  const broken = new Error("broken");
  const kinds: Record<string, (world: World) => unknown> = {
    error: () => {
      throw broken;
    },
    unobserved: function* () {
      spawn(() => {
        throw broken;
      });
      yield* sleep(1);
    },
    callback: function* () {
      IOLoop.current().addCallback(() => {
        throw broken;
      });
      yield* sleep(1);
    },
    invariant: function* (world) {
      let good = true;
      world.invariant(() => {
        if (!good) throw broken;
      });
      yield* moment;
      good = false;
    },
    end: (world) =>
      world.atEnd(() => {
        throw broken;
      }),
    hang: () => new Future(),
    endless: function* () {
      for (;;) yield* moment;
    },
  };
  for (const [kind, program] of Object.entries(kinds)) {
    const report = await explore(program, { runs: 2, maxSteps: 50 });
    assertEquals([report.failed, report.kind], [true, kind]);
    if (kind !== "hang" && kind !== "endless") {
      assertEquals(report.error, broken);
    }
  }
});

Deno.test("a fake transport has its messages overtaken and lost", async () => {
  const heard = await outcomes(function* (world) {
    const listen = function* (name: string) {
      const [near, far] = memoryStreamPair({
        delay: () => world.choose(2, `delay of ${name}`),
        drop: () => world.fault(`${name} is lost`),
      });
      yield* near.write(new TextEncoder().encode(name));
      near.close();
      const bytes = yield* far.read();
      return bytes && new TextDecoder().decode(bytes);
    };
    const log: string[] = [];
    const tasks = ["a", "b"].map((name) =>
      spawn(function* () {
        const word = yield* listen(name);
        if (word !== undefined) log.push(word);
      })
    );
    for (const task of tasks) yield* task;
    return log.join("");
  });
  assertEquals(heard, ['""', '"a"', '"ab"', '"b"', '"ba"']);
});

Deno.test("pruning keeps both ends of a timer that is taken back", async () => {
  const program = function* () {
    let rang = false;
    const timer = IOLoop.current().callLater(1, () => rang = true);
    yield* sleep(1);
    yield* moment;
    return [timer.cancel(), rang];
  };
  const all = await outcomes(program);
  assertEquals(all, ["[false,true]", "[true,false]"]);
  assertEquals(await outcomes(program, { prune: true }), all);
});

Deno.test("who looks again and again for what another does is no failure", async () => {
  const program = function* () {
    let done = false;
    const loop = IOLoop.current();
    const poll = (): unknown => done || loop.addCallback(poll);
    loop.addCallback(poll);
    const watcher = spawn(function* () {
      while (!done) yield* moment;
    });
    yield* moment;
    yield* sleep(0);
    done = true;
    yield* watcher;
  };
  for (const strategy of ["random", "pct", "delay-bounded"] as const) {
    (await explore(program, { strategy, runs: 300, maxSteps: 1500 })).check();
  }
});

Deno.test("polling by callbacks adds no schedules without end", async () => {
  const program = function* () {
    let done = false;
    const loop = IOLoop.current();
    const poll = (): unknown => done || loop.addCallback(poll);
    loop.addCallback(poll);
    yield* multi([spawn(twoTurns), spawn(twoTurns)]);
    done = true;
  };
  const report = await explore(program, { strategy: "exhaustive" });
  assertEquals(report.check().complete, true);
});

Deno.test("an async function is explored like a coroutine", async () => {
  const report = await explore(async () => {
    const log: string[] = [];
    const note = (name: string) =>
      spawn(function* () {
        yield* sleep(1);
        log.push(name);
      });
    const first = note("a");
    await Promise.resolve();
    await multi([first, note("b")]);
    assertEquals(log, ["a", "b"]);
  });
  assertEquals([report.failed, report.kind], [true, "error"]);
});

Deno.test("a program that depends on Math.random is named at its first step", async () => {
  const report = await explore(function* () {
    const ms = Math.random();
    yield* sleep(ms);
  });
  assertEquals([report.failed, report.kind], [true, "uncontrolled"]);
  assertStringIncludes(`${report.error}`, "What differs first is step 1:");
  assertStringIncludes(`${report.error}`, "Math.random");
});

Deno.test("a program that keeps state between runs is named", async () => {
  let runs = 0;
  const report = await explore(function* first() {
    if (runs++ > 0) yield* moment;
    yield* moment;
  });
  assertEquals(report.kind, "uncontrolled");
  assertStringIncludes(`${report.error}`, "what an earlier run left behind");
});

Deno.test("who waits for a timer of the host is named", async () => {
  const report = await explore(function* () {
    yield* spawn(function* sleeper() {
      yield* Future.from(new Promise((done) => setTimeout(done, 1)));
    });
  });
  assertEquals(report.kind, "uncontrolled");
  assertStringIncludes(
    `${report.error}`,
    "sleeper waits for something outside",
  );
});

Deno.test("an exploration within another one is refused", async () => {
  const report = await explore(async () => {
    await explore(() => {});
  });
  assert(report.error instanceof InvalidStateError);
  assertStringIncludes(
    report.error.message,
    "another exploration is under way",
  );
  (await explore(() => {})).check(); // the refused one left nothing behind
});

Deno.test("explore() leaves the loop of its caller as it was", async () => {
  const loop = IOLoop.current();
  await runVirtual(async () => {
    const inner = IOLoop.current();
    await explore(async () => {
      await sleep(1);
    }, { runs: 3, cancelAt: true });
    assertEquals(IOLoop.current(), inner);
  });
  assertEquals(IOLoop.current(), loop);
});

Deno.test("wrong options are named", async () => {
  const wrong = (options: object) => explore(() => {}, options);
  await assertRejects(
    () => wrong({ strategy: "best" }),
    TypeError,
    'expected "random", "pct", "delay-bounded", "exhaustive", "plain"',
  );
  await assertRejects(() => wrong({ runs: 0 }), RangeError, "{ runs: 0 }");
  await assertRejects(() => wrong({ seed: NaN }), RangeError, "{ seed: NaN }");
  await assertRejects(() => wrong({ seed: "1" }), TypeError, '{ seed: "1" }');
  await assertRejects(
    () => explore(undefined as never),
    TypeError,
    "Cannot explore(program): expected a function",
  );
});

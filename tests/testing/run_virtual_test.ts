import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import {
  coroutine,
  moment,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import {
  CancelledError,
  DeadlockError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { shield } from "../../lib/scopes/mod.ts";
import { runVirtual, VirtualClock } from "../../lib/testing/mod.ts";
import { captureErrors, failing } from "./_failing.ts";

const quick = () => new VirtualClock({ patience: 0 });

Deno.test("runVirtual runs a day in no time", async () => {
  const before = performance.now();
  const took = await runVirtual(function* () {
    yield* sleep(86_400_000);
    return IOLoop.current().time();
  });
  assertEquals(took, 86_400_000);
  assert(performance.now() - before < 5000);
});

Deno.test("the current loop is the virtual one, inside only", async () => {
  const outside = IOLoop.current();
  const clock = new VirtualClock();
  const running = runVirtual(function* () {
    const first = IOLoop.current();
    yield* sleep(10);
    return [first, IOLoop.current()];
  }, { clock });
  assertStrictEquals(IOLoop.current(), outside);
  const [first, second] = await running;
  assertStrictEquals(IOLoop.current(), outside);
  assertStrictEquals(first, second);
  assert(first !== outside);
});

Deno.test("an async main finds the virtual loop after each await", async () => {
  const outside = IOLoop.current();
  const result = await runVirtual(async () => {
    await sleep(1000);
    await Promise.resolve();
    await sleep(1000);
    return [IOLoop.current() !== outside, IOLoop.current().time()];
  });
  assertEquals(result, [true, 2000]);
  assertStrictEquals(IOLoop.current(), outside);
});

Deno.test("async mains that overlap leave the realm's loop as it was", async () => {
  const outside = IOLoop.current();
  const main = async () => {
    for (let i = 0; i < 3; i++) await null;
  };
  await Promise.all([runVirtual(main), runVirtual(main), runVirtual(main)]);
  assertStrictEquals(IOLoop.current(), outside);
});

Deno.test("runVirtual started in a coroutine does not disturb it", async () => {
  const outer = IOLoop.current();
  const task = spawn(function* () {
    const inner = runVirtual(async () => {
      await sleep(50);
      return IOLoop.current().time();
    });
    assertStrictEquals(IOLoop.current(), outer);
    yield* moment;
    assertStrictEquals(IOLoop.current(), outer);
    return yield inner;
  });
  assertEquals(await task, 50);
});

Deno.test("a plain main gives its value, a Future its result", async () => {
  assertEquals(await runVirtual(() => 42), 42);
  assertEquals(await runVirtual(() => sleep(5).then(() => "slept")), "slept");
});

Deno.test("the caller's context variables are seen inside", async () => {
  const user = new ContextVar<string>("user");
  const seen = await user.run("ada", () =>
    runVirtual(function* () {
      yield* sleep(1);
      return user.get();
    }));
  assertEquals(seen, "ada");
});

Deno.test("runVirtual rejects with the very error of main", async () => {
  const error = new Error("main failed");
  for (
    const main of [
      function* (): Generator<unknown> {
        yield sleep(1);
        throw error;
      },
      () => {
        throw error;
      },
      async () => {
        await sleep(1);
        throw error;
      },
    ]
  ) {
    const thrown = await runVirtual(main as () => unknown).catch((e) => e);
    assertStrictEquals(thrown, error);
  }
});

Deno.test("a falsy error is an error", async () => {
  let thrown: unknown = "nothing";
  await runVirtual(() => {
    throw undefined;
  }).catch((error) => thrown = error);
  assertEquals(thrown, undefined);
});

Deno.test("the stack of an error shows the user's frames only", async () => {
  const main = coroutine(function* broken() {
    yield* sleep(1);
    throw new Error("deep");
  });
  const error: Error = await runVirtual(main).then(
    () => new Error("it passed"),
    (error) => error,
  );
  assertStringIncludes(error.stack!, "broken");
  assert(!error.stack!.includes("/lib/coroutine/"), error.stack!);
});

Deno.test("an error that nobody received fails the run", async () => {
  const lost = new Error("lost");
  const thrown = await runVirtual(function* () {
    spawn(() => failing(lost));
    yield* sleep(1);
  }).catch((error) => error);
  assertStrictEquals(thrown, lost);
});

Deno.test("an error that was looked at late does not", async () => {
  await runVirtual(function* () {
    const task = spawn(() => failing(new Error("looked at late")));
    yield* sleep(1);
    assert(task.error() instanceof Error);
  });
});

Deno.test("a callback that throws fails the run, at its last turn too", async () => {
  const error = new Error("in a callback");
  const thrown = await runVirtual(() => {
    IOLoop.current().addCallback(() => {
      throw error;
    });
  }).catch((error) => error);
  assertStrictEquals(thrown, error);
});

Deno.test("of several errors main's is thrown and the others printed", async () => {
  const main = new Error("of main"), other = new Error("of a callback");
  using printed = captureErrors();
  const thrown = await runVirtual(function* () {
    IOLoop.current().addCallback(() => {
      throw other;
    });
    yield* moment;
    throw main;
  }).catch((error) => error);
  assertStrictEquals(thrown, main);
  assertEquals(printed.lines.length, 1);
  assertStringIncludes(printed.lines[0]!, "Error: of a callback");
});

Deno.test("a hang is told at once, with the line where main waits", async () => {
  const gate = new Future<void>({ name: "gate" });
  const error = await runVirtual(function* hung() {
    yield* gate;
  }, { clock: quick() }).catch((error) => error);
  assert(error instanceof DeadlockError);
  assertStringIncludes(error.message, "hung can never end");
  const wait = /hung waits for gate at hung \(.*run_virtual_test\.ts:\d+:\d+\)/;
  assert(wait.test(error.message), error.message);
});

Deno.test("a hang names every task that waits", async () => {
  const error = await runVirtual(function* main() {
    const gate = new Future<void>({ name: "gate" });
    spawn(function* worker() {
      yield gate;
    }, { name: "worker 7" });
    yield* sleep(10);
    yield* gate;
  }, { clock: quick() }).catch((error) => error);
  assert(error instanceof DeadlockError);
  assertStringIncludes(error.message, "\n  main waits for gate at main (");
  const worker =
    /\n {2}worker 7 waits for gate made .*run_virtual_test\.ts:\d+/;
  assert(worker.test(error.message), error.message);
});

Deno.test("tasks that wait for each other are told as a deadlock", async () => {
  const error = await runVirtual(function* main() {
    const tasks: Task<unknown>[] = [];
    for (const other of [1, 0]) {
      tasks.push(spawn(function* (): Generator<unknown> {
        yield* moment;
        yield tasks[other];
      }, { name: `waits for ${other}` }));
    }
    yield* tasks[0]!;
  }, { clock: quick() }).catch((error) => error);
  assert(error instanceof DeadlockError);
  assertStringIncludes(error.message, "waits for 0");
  assertStringIncludes(error.message, "waits for 1");
});

Deno.test("who ends a Future from outside holds the clock", async () => {
  const clock = quick();
  const result = await runVirtual(function* () {
    const answer = new Future<string>();
    using _ = clock.hold();
    setTimeout(() => answer.setResult("from outside"), 3);
    return yield* answer;
  }, { clock });
  assertEquals(result, "from outside");
});

Deno.test("a wait for a native promise is no hang", async () => {
  const result = await runVirtual(function* (): Generator<unknown, unknown> {
    return yield new Promise((done) => setTimeout(done, 3, "in time"));
  }, { clock: quick() });
  assertEquals(result, "in time");
});

Deno.test("a timeout of virtual time names the line of each wait", async () => {
  const before = performance.now();
  const error = await runVirtual(function* main() {
    yield* spawn(function* inner() {
      yield* sleep(20_000);
    });
  }, { timeout: 5000 }).catch((error) => error);
  assert(error instanceof TimeoutError);
  assertEquals(error.deadline, 5000);
  assertStringIncludes(error.message, "within 5000 ms of virtual time");
  assert(/\n {2}main waits for inner at main \(.*:\d+:\d+/.test(error.message));
  assert(/\n {2}inner waits for sleep at inner \(.*:\d+/.test(error.message));
  assert(performance.now() - before < 4000);
});

Deno.test("a limit of real time holds for what virtual time cannot end", async () => {
  const error = await runVirtual(function* main() {
    yield new Promise(() => {});
  }, { realTimeout: 20 }).catch((error) => error);
  assert(error instanceof TimeoutError);
  assertStringIncludes(error.message, "within 20 ms of real time");
  assertStringIncludes(error.message, "main waits for a native promise");
});

Deno.test("an async main that does not end says why it can name no line", async () => {
  await assertRejects(
    () =>
      runVirtual(async () => {
        await new Promise(() => {});
      }, { timeout: 20, clock: quick() }),
    TimeoutError,
    "native promise",
  );
});

Deno.test("what is called off cleans up, in virtual time", async () => {
  const log: string[] = [];
  await assertRejects(() =>
    runVirtual(function* () {
      try {
        yield* sleep(1000);
      } finally {
        yield* sleep(100);
        log.push(`clean at ${IOLoop.current().time()}`);
      }
    }, { timeout: 500 }), TimeoutError);
  assertEquals(log, ["clean at 600"]);
});

Deno.test("a cleanup that hangs is left behind", async () => {
  await assertRejects(() =>
    runVirtual(function* () {
      try {
        yield* sleep(1000);
      } finally {
        yield* shield(new Future<void>());
      }
    }, { timeout: 500, clock: quick() }), TimeoutError);
});

Deno.test("a task that never rests does not keep the run from ending", async () => {
  let stop = false;
  const result = await runVirtual(function* () {
    spawn(function* () {
      while (!stop) yield null;
    });
    yield* moment;
    return "over";
  });
  stop = true;
  assertEquals(result, "over");
});

Deno.test("an error in the cleanup comes beside the timeout", async () => {
  using printed = captureErrors();
  const error = await runVirtual(function* () {
    spawn(function* () {
      try {
        yield* sleep(1000);
      } finally {
        yield* failing(new Error("cleanup failed"));
      }
    });
    yield* sleep(1000);
  }, { timeout: 500 }).catch((error) => error);
  assert(error instanceof TimeoutError);
  assertEquals(printed.lines.length, 1);
  assertStringIncludes(printed.lines[0]!, "cleanup failed");
});

Deno.test("many waits are told in twenty lines", async () => {
  const error = await runVirtual(function* () {
    const gate = new Future<void>();
    for (let i = 0; i < 99; i++) {
      spawn(function* () {
        yield* gate;
      });
    }
    yield* gate;
  }, { clock: quick() }).catch((error) => error);
  assertEquals(error.message.split("\n").length, 22);
  assertStringIncludes(error.message, "... and 80 more tasks");
});

Deno.test("time stands still when main has ended", async () => {
  const clock = new VirtualClock();
  let ran = false;
  await runVirtual(() => {
    IOLoop.current().callLater(5, () => ran = true);
  }, { clock });
  assertEquals([clock.now(), ran, clock.autojump], [0, false, false]);
});

Deno.test("a main that is cancelled rejects with its CancelledError", async () => {
  await assertRejects(() =>
    runVirtual(() => {
      const task = spawn(function* () {
        yield* sleep(10);
      });
      task.cancel("enough");
      return task;
    }), CancelledError);
});

Deno.test("runVirtual without debug runs, and names only main", async () => {
  const error = await runVirtual(function* main() {
    yield* new Future<void>({ name: "gate" });
  }, { debug: false, clock: quick() }).catch((error) => error);
  assertStringIncludes(error.message, "main waits for gate");
});

Deno.test("runVirtual refuses what is no function", async () => {
  await assertRejects(() => runVirtual(42 as never), TypeError, "42");
  await assertRejects(
    () => runVirtual(() => {}, { timeout: NaN }),
    RangeError,
  );
});

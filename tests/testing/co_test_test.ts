import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { TimeoutError, TwisterError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  coTest,
  type CoTestOptions,
  type HostTest,
} from "../../lib/testing/mod.ts";
import { nodeTest } from "../../lib/testing/_node.ts";
import { captureErrors, failing } from "./_failing.ts";

/** Registers a test here in place of the host, to run it by hand. */
function registered(
  body: () => unknown,
  options: CoTestOptions = {},
): HostTest {
  let test: HostTest | undefined;
  const register = (one: HostTest) => void (test = one);
  coTest("the inner", body as () => void, { ...options, register });
  return test!;
}

/** What the test fails with. */
function failure(body: () => unknown, options?: CoTestOptions): Promise<Error> {
  return registered(body, options).fn().then(
    () => {
      throw new Error("the test passed");
    },
    (error) => error,
  );
}

coTest("coTest registers with the host and runs in virtual time", function* () {
  yield* sleep(3_600_000);
  assertEquals(IOLoop.current().time(), 3_600_000);
});

coTest("coTest takes an async function too", async () => {
  await sleep(3_600_000);
  assertEquals(IOLoop.current().time(), 3_600_000);
});

coTest("coTest runs in real time if told so", function* () {
  const loop = IOLoop.current(), before = loop.time();
  const host = performance.now();
  yield* sleep(2);
  assert(loop.time() - before >= 2);
  assert(performance.now() - host >= 1);
}, { virtual: false });

coTest("an ignored test does not run", () => {
  throw new Error("it ran");
}, { ignore: true });

Deno.test("coTest hands the options of the host on, and only those", () => {
  const given = {
    only: true,
    ignore: false,
    sanitizeOps: false,
    sanitizeResources: true,
    sanitizeExit: false,
  };
  const { name, fn, ...rest } = registered(() => {}, {
    ...given,
    timeout: 5,
    virtual: false,
  });
  assertEquals([name, typeof fn, rest], ["the inner", "function", given]);
  const { name: _, fn: __, ...none } = registered(() => {});
  assertEquals(none, {});
});

Deno.test("a test fails with the very error of its body", async () => {
  const error = new Error("asserted");
  const thrown = await failure(function* () {
    yield* sleep(1);
    throw error;
  });
  assertStrictEquals(thrown, error);
});

Deno.test("a timeout names the line where the body waits", async () => {
  const error = await failure(function* body() {
    yield* sleep(60_000);
  }, { timeout: 1000 });
  assert(error instanceof TimeoutError);
  assertStringIncludes(
    error.message,
    'the test "the inner" did not end within',
  );
  const line =
    /\n {2}body waits for sleep at body \(.*co_test_test\.ts:\d+:\d+\)/;
  assert(line.test(error.message), error.message);
});

Deno.test("a timeout of real time ends a test without virtual time", async () => {
  const error = await failure(function* body() {
    yield* sleep(60_000);
  }, { timeout: 5, virtual: false });
  assert(error instanceof TimeoutError);
  assertStringIncludes(error.message, "within 5 ms\n  body waits for sleep at");
});

Deno.test("a body that is a generator is refused with a hint", () => {
  function* body() {}
  assertThrows(
    () => coTest("early", body() as never, { register: () => {} }),
    TypeError,
    "leave out the ()",
  );
  assertThrows(
    () => coTest("none", undefined as never, { register: () => {} }),
    TypeError,
    "undefined",
  );
});

Deno.test("a body that returns a value fails with a hint", async () => {
  const error = await failure(() => 42);
  assertStringIncludes(error.message, "returned 42: its result would be");
  const later = await failure(function* () {
    yield* moment;
    return "done";
  });
  assertStringIncludes(later.message, 'returned "done"');
});

Deno.test("a body that returns a generator nobody ran fails with a hint", async () => {
  function* inner() {
    yield* moment;
  }
  // deno-lint-ignore require-yield -- that is the mistake
  const error = await failure(function* () {
    return inner();
  });
  assertStringIncludes(error.message, "that generator never ran");
  assertStringIncludes(error.message, "yield*");
});

Deno.test("a function that makes the body's generator is run", async () => {
  let ran = false;
  const body = function* () {
    yield* moment;
    ran = true;
  };
  await registered(() => body()).fn();
  assert(ran);
});

Deno.test("an error that nobody received fails the test", async () => {
  const lost = new Error("lost");
  const error = await failure(function* () {
    spawn(() => failing(lost));
    yield* moment;
  });
  assertStrictEquals(error, lost);
});

Deno.test("of two errors the first is thrown and the second printed", async () => {
  using printed = captureErrors();
  const error = await failure(function* () {
    spawn(() => failing(new Error("second")));
    yield* sleep(1);
    throw new Error("first");
  });
  assertEquals(error.message, "first");
  assertEquals(printed.lines.length, 1);
  assertStringIncludes(printed.lines[0]!, "Error: second");
});

Deno.test("a task that is left fails the test, by name and place", async () => {
  const error = await failure(function* () {
    spawn(function* poller() {
      yield* new Future<void>();
    });
    yield* moment;
  });
  assert(error instanceof TwisterError);
  const line = /left behind:\n {2}task poller, started .*co_test_test\.ts:\d+/;
  assert(line.test(error.message), error.message);
});

Deno.test("a task that is left is cancelled, so that it cleans up", async () => {
  const log: string[] = [];
  await failure(function* () {
    spawn(function* () {
      try {
        yield* new Future<void>();
      } finally {
        log.push("cleaned up");
      }
    });
    yield* moment;
  });
  await new Promise((done) => setImmediate(done));
  assertEquals(log, ["cleaned up"]);
});

Deno.test("a timer that is left fails the test, by name and place", async () => {
  const error = await failure(function* () {
    IOLoop.current().callLater(500, function refresh() {});
    yield* moment;
  });
  const line =
    /left behind:\n {2}timer refresh, due in 500 ms, set .*co_test_test\.ts:\d+/;
  assert(line.test(error.message), error.message);
});

Deno.test("a task that sleeps is told as one leak, not as two", async () => {
  const error = await failure(() => {
    spawn(function* sleeper() {
      yield* sleep(1000);
    });
  });
  assertEquals(error.message.match(/\n {2}(task|timer)/g), ["\n  task"]);
});

Deno.test("a variable set outside of all tasks fails the test", async () => {
  const user = new ContextVar("user", { default: "nobody" });
  const error = await failure(function* () {
    yield Promise.resolve().then(() => user.set("ada"));
  });
  assertStringIncludes(error.message, "ContextVar user");
  assertEquals(user.get(), "nobody");
});

Deno.test("leaks are left alone with sanitizeTasks: false", async () => {
  await registered(() => {
    spawn(function* () {
      yield* sleep(1000);
    });
  }, { sanitizeTasks: false }).fn();
});

Deno.test("without debug a test runs, and its leaks are not seen", async () => {
  await registered(() => {
    assertEquals(IOLoop.current().debug, false);
    spawn(function* () {
      yield* sleep(1000);
    });
  }, { debug: false }).fn();
});

Deno.test("what was cancelled or has ended is no leak", async () => {
  await registered(function* () {
    const loop = IOLoop.current();
    loop.callLater(500, () => {}).cancel();
    const sleeper = sleep(1000);
    sleeper.cancel();
    const task = spawn(function* () {
      yield* sleep(1000);
    });
    task.cancel();
    yield* task.catch(() => {});
  }).fn();
});

Deno.test("after a test a loop in debug is none any more", async () => {
  let loop: IOLoop | undefined;
  await registered(() => {
    loop = IOLoop.current();
    assert(loop.debug);
  }).fn();
  assertEquals(loop?.debug, false);
});

Deno.test("coTest checks its times", () => {
  const register = () => {};
  assertThrows(
    () => coTest("late", () => {}, { timeout: NaN, register }),
    RangeError,
    "coTest",
  );
});

coTest("coTest uses node:test where there is no Deno.test", function* () {
  yield* sleep(3_600_000);
  assertEquals(IOLoop.current().time(), 3_600_000);
}, { register: nodeTest()! });

coTest("node:test is told of an ignored test", () => {
  throw new Error("it ran");
}, { ignore: true, register: nodeTest()! });

Deno.test("a host without a test runner is told so", () => {
  const { test } = Deno, { process } = globalThis;
  Object.assign(Deno, { test: undefined });
  Object.assign(globalThis, { process: undefined });
  try {
    assertThrows(
      () => coTest("nowhere", () => {}),
      TwisterError,
      "no Deno.test and no node:test",
    );
  } finally {
    Object.assign(Deno, { test });
    Object.assign(globalThis, { process });
  }
});

Deno.test("the errors of a test are those it rejects with", async () => {
  await assertRejects(
    () =>
      registered(function* () {
        yield* moment;
        throw new RangeError("as it is");
      }).fn(),
    RangeError,
    "as it is",
  );
});

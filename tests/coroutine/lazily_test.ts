// deno-lint-ignore-file require-yield -- a body that never waits is one too
import { assert, assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { lazily } from "../../lib/coroutine/lazily.ts";
import { currentTask, moment } from "../../lib/coroutine/mod.ts";
import { rest } from "../_support.ts";
import { caught, type Co } from "./_kit.ts";

Deno.test("nothing of a generator function is run before the task starts", async () => {
  const log: unknown[] = [];
  const task = lazily(function* read(...args: unknown[]): Co {
    log.push(args);
    yield moment;
    return "end";
  }, [1, 2]);
  assertEquals([log, task.name, task.state], [[], "read", "pending"]);
  assertEquals(await task._start(), "end");
  assertEquals(log, [[1, 2]]);
});

Deno.test("a plain function is called when the task starts, and its result is the task's", async () => {
  const log: unknown[] = [];
  const task = lazily((a: number, b: number) => {
    log.push("called");
    return a + b;
  }, [1, 2]);
  assertEquals(log, []);
  assertEquals(await task._start(), 3);
});

Deno.test("what a function gives is waited for, if it can be", async () => {
  function* body(): Co {
    yield moment;
    return "generator";
  }
  assertEquals(
    await lazily(() => Promise.resolve("promise"), [])._start(),
    "promise",
  );
  assertEquals(
    await lazily(() => Future.resolve("future"), [])._start(),
    "future",
  );
  assertEquals(await lazily(() => body(), [])._start(), "generator");
});

Deno.test("an object or array that a function gives is its result, as it is", async () => {
  const record = { a: 1 }, array = [1, 2];
  assert(await lazily(() => record, [])._start() === record);
  assert(await lazily(() => array, [])._start() === array);
  assertEquals(await lazily(() => null, [])._start(), null);
});

Deno.test("what a function throws is the task's error", async () => {
  const boom = new Error("boom");
  const task = lazily(() => {
    throw boom;
  }, []);
  assert(await caught(task._start()) === boom);
});

Deno.test("a task cancelled while its start is put off runs nothing", async () => {
  const log: string[] = [];
  for (
    const task of [
      lazily(() => log.push("called"), []),
      lazily(function* (): Co {
        log.push("called");
      }, []),
    ]
  ) {
    task._defer();
    task.cancel();
    await rest();
    assertEquals([task.state, log], ["cancelled", []]);
  }
});

Deno.test("an error in the parameters of a generator function is the task's, too", async () => {
  const task = lazily(function* ({ name }: { name: string }): Co {
    yield name;
  }, [undefined]);
  assert((await caught(task._start())) instanceof TypeError);
});

Deno.test("a generator that a function gives is run by the very task, so its cancel arrives there", async () => {
  const log: unknown[] = [];
  const task = lazily(() =>
    (function* (): Co {
      log.push(currentTask() === task);
      try {
        yield new Future();
      } catch (error) {
        log.push((error as Error).name);
        yield moment;
        return "cleaned up";
      }
    })(), []);
  task._start().cancel();
  assertEquals(await task, "cleaned up");
  assertEquals(log, [true, "CancelledError"]);
});

Deno.test("a thenable that a function gives is waited for, a generator-like object without next is a value", async () => {
  const thenable = { then: (go: (value: number) => void) => go(7) };
  const like = { throw() {}, return() {} };
  assertEquals(await lazily(() => thenable, [])._start(), 7);
  assert(await lazily(() => like, [])._start() === like);
});

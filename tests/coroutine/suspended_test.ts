import { assertEquals, assertMatch } from "@std/assert";
import { siteOf, suspendedAt } from "../../lib/coroutine/suspended.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { turns } from "../_support.ts";

const nameOf = (line: string) => /at (?:async )?(\w+) /.exec(line)?.[1];

Deno.test("a task that waits by yield* tells its line, and those of all generators it is in", () => {
  const gate = new Future<void>();
  function* innermost() {
    yield* gate;
  }
  function* between() {
    yield* innermost();
  }
  const task = spawn(function* outermost() {
    yield* between();
  });
  const frames = suspendedAt(task);
  assertEquals(frames.map(nameOf), ["innermost", "between", "outermost"]);
  assertMatch(frames[0]!, /suspended_test\.[jt]s:1\d:\d+\)$/);
  assertMatch(siteOf(task)!, /^innermost \(.*suspended_test\.[jt]s:1\d:\d+\)$/);
  gate.setResult();
});

Deno.test("asking a task for its line runs none of its code and leaves it where it is", async () => {
  const gate = new Future<number>(), log: unknown[] = [];
  const task = spawn(function* () {
    try {
      log.push(yield* gate);
      log.push(yield* sleep(0));
    } finally {
      log.push("finally");
    }
  });
  for (let i = 0; i < 3; i++) assertEquals(suspendedAt(task).length, 1);
  assertEquals(log, []);
  gate.setResult(7);
  await task;
  assertEquals(log, [7, undefined, "finally"]);
});

Deno.test("asking from inside another task does not disturb that one", async () => {
  const gate = new Future<void>();
  const waiting = spawn(function* () {
    yield* gate;
  });
  const asking = spawn(function* () {
    yield* sleep(0);
    const frames = suspendedAt(waiting);
    yield* sleep(0);
    gate.setResult();
    yield* waiting;
    return frames.length;
  });
  assertEquals(await asking, 1);
});

Deno.test("a task that runs, or has ended, or was never started tells no line", async () => {
  const own: string[][] = [];
  const task = spawn(function* () {
    own.push(suspendedAt(task));
    yield* sleep(0);
    own.push(suspendedAt(task));
  });
  // The first step runs before `task` is there.
  await task.catch(() => {});
  const other = spawn(function* (): Generator {
    yield* sleep(0);
    own.push(suspendedAt(other));
  });
  await other;
  own.push(suspendedAt(other));
  assertEquals(own, [[], []]);
});

Deno.test("a task whose turn has come to be tells no line, and still goes on", async () => {
  const gate = new Future<number>();
  const task = spawn(function* () {
    return yield* gate;
  });
  gate.setResult(3);
  suspendedAt(task);
  await turns(2);
  assertEquals(task.result(), 3);
});

Deno.test("a plain yield tells no line without debug", () => {
  const gate = new Future<void>();
  const task = spawn(function* () {
    yield gate;
  });
  assertEquals(suspendedAt(task), []);
  assertEquals(siteOf(task), undefined);
  gate.setResult();
});

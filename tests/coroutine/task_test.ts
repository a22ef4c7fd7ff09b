// deno-lint-ignore-file require-yield -- a body that never waits is one too
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { formatTraceback } from "../../lib/traceback/mod.ts";
import { coroutine, moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, type Co, within } from "./_kit.ts";

Deno.test("a task nobody refers to goes on as long as what it waits for can come", async () => { // G17
  const { loop, clock } = handLoop(), log: string[] = [];
  within(loop, () => {
    for (let i = 0; i < 100; i++) {
      spawn(function* (): Co {
        yield* sleep(10);
        log.push("woke");
      });
    }
  });
  const trash: unknown[] = [];
  for (let i = 0; i < 20; i++) trash[i % 2] = new Array(100_000).fill(i);
  await clock.advance(10);
  assertEquals(log.length, 100);
});

Deno.test("many tasks may wait for one, and each gets its value", async () => {
  const gate = new Future<string>();
  const source = spawn(function* (): Co<string> {
    return yield gate;
  });
  const waiters = Array.from({ length: 5 }, (_, i) =>
    spawn(function* (): Co {
      return `${i} ${i % 2 ? yield source : yield* source}`;
    }));
  gate.setResult("got it");
  assertEquals(await Promise.all(waiters), [
    "0 got it",
    "1 got it",
    "2 got it",
    "3 got it",
    "4 got it",
  ]);
});

Deno.test("many tasks that wait for a failed one each get the same error", async () => {
  const boom = new Error("boom");
  const source = spawn(function* (): Co {
    yield moment;
    throw boom;
  });
  const waiters = Array.from({ length: 5 }, () =>
    spawn(function* (): Co {
      try {
        yield source;
      } catch (error) {
        return error;
      }
    }));
  for (const error of await Promise.all(waiters)) assert(error === boom);
});

Deno.test("a failed task is reported once if nobody looks, and not if somebody waits", async () => {
  const lost = new Error("lost"), seen = new Error("seen");
  const fail = coroutine(function* (error: Error): Co {
    yield moment;
    throw error;
  });
  using told = reports();
  fail(lost);
  await caught(fail(seen));
  await caught(spawn(function* (): Co {
    yield fail(seen);
  }));
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [lost]);
});

Deno.test("a report can be formatted, with the whole path of the error", async () => {
  using told = reports();
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("lost");
  });
  spawn(function* outer(): Co {
    yield* leaf();
  });
  await rest();
  const text = formatTraceback(told.unobserved[0]!.error);
  assert(/Error: lost\n +at leaf .*\n +at async outer /.test(text), text);
});

Deno.test("a task prints its class, name and state", async () => {
  const task = spawn(function* reader(): Co {
    yield moment;
    return 42;
  });
  assertEquals(`${task}`, "Task reader <pending>");
  await task;
  assertEquals(`${task}`, "Task reader <fulfilled: 42>");
  assertEquals(Deno.inspect(task), "Task reader <fulfilled: 42>");
});

Deno.test("cancelRequested is false for a task whose awaited thing was cancelled by somebody else", async () => {
  const gate = new Future();
  const task = spawn(function* (): Co {
    yield gate;
  });
  gate.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  assertEquals([task.cancelled, task.cancelRequested], [true, false]);
});

Deno.test("generators and tasks are freed when they are done, so that a result keeps nothing else alive", () => {
  const task = spawn(function* (): Co {
    return 42;
  });
  assertEquals([task._body, task._awaits], [undefined, undefined]);
});

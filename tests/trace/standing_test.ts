import { assertEquals } from "@std/assert";
import { moment, sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { shield, TaskGroup } from "../../lib/scopes/mod.ts";
import { dumpTasks } from "../../lib/trace/mod.ts";
import { handLoop, turns } from "../_support.ts";
import { type Co, waiting } from "./_kit.ts";

function stateOf(task: Task<unknown>): string | undefined {
  return dumpTasks({ roots: [task] }).tasks
    .find((dump) => dump.task === task)?.state;
}

Deno.test("a task waits, is ready when that has come, and has ended after its step", async () => {
  const gate = new Future<void>(), task = waiting("task", gate);
  assertEquals(stateOf(task), "waiting");
  gate.setResult();
  assertEquals(stateOf(task), "ready");
  await task;
  assertEquals(stateOf(task), undefined);
});

Deno.test("a task that takes a turn is ready", async () => {
  const task = spawn(function* (): Co {
    yield* moment;
  });
  assertEquals(stateOf(task), "ready");
  await task;
});

Deno.test("one who looks is running, and so is the one that started it", async () => {
  const seen: unknown[] = [];
  const outer: Task<unknown> = spawn(function* (): Co {
    yield* sleep(0);
    const inner: Task<unknown> = spawn(function* (): Co {
      const { tasks } = dumpTasks({ roots: [outer] });
      seen.push(...tasks.map(({ name, state }) => [name, state]));
      yield* moment;
    }, { name: "inner" });
    yield* inner;
  }, { name: "outer" });
  await outer;
  assertEquals(seen.sort(), [["inner", "running"], ["outer", "running"]]);
});

Deno.test("a cancel that was asked for and one whose cleanup goes on are told apart", async () => {
  const gate = new Future<void>(), clean = new Future<void>();
  const task = spawn(function* (): Co {
    try {
      yield* gate;
    } finally {
      yield* clean;
    }
  });
  task.cancel();
  assertEquals(stateOf(task), "cancelling");
  await turns(3);
  assertEquals(stateOf(task), "cleaning up");
  clean.setResult();
  await task.catch(() => {});
});

Deno.test("a task that goes on past its grace is being cancelled again", async () => {
  const { loop, clock } = handLoop();
  const gate = new Future<void>();
  let task: Task<unknown> | undefined;
  const run = loop.run(function* main(): Co {
    task = spawn(function* (): Co {
      try {
        yield* sleep(60_000);
      } finally {
        yield* shield(gate);
      }
    }, { grace: 500 });
    task.cancel();
    yield* task;
  });
  await clock.advance(400);
  assertEquals(stateOf(task!), "cleaning up");
  await clock.advance(200);
  assertEquals(stateOf(task!), "cancelling");
  gate.setResult();
  await run.catch(() => {});
});

Deno.test("a child for which its group has no room waits for its first step", async () => {
  const gate = new Future<void>();
  const owner = spawn(function* owner(): Co {
    yield* TaskGroup.run(function* (group) {
      for (const n of [1, 2]) {
        group.spawn(function* child(): Co {
          yield* gate;
          return n;
        });
      }
    }, { limit: 1 });
  });
  const dumps = dumpTasks({ roots: [owner] }).tasks.slice(1);
  assertEquals(dumps.map(({ state, waitsFor }) => [state, waitsFor]), [
    ["waiting", "a Future"],
    ["waiting", "its first step"],
  ]);
  gate.setResult();
  await owner;
});

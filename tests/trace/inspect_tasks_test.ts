import { assertEquals, assertMatch } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { inspectTasks } from "../../lib/trace/mod.ts";
import { type Co, waiting } from "./_kit.ts";

Deno.test("the inspector tells the line of a plain yield, which stands still meanwhile", async () => {
  const gate = new Future<number>();
  const task = spawn(function* plain(): Generator<unknown, number, number> {
    const twice = 2 * (yield gate);
    return twice;
  });
  const other = waiting("other", gate);
  const { tasks } = await inspectTasks({ roots: [task, other] });
  const [first, second] = tasks;
  assertMatch(
    first!.where[0]!,
    /^plain \(file:.*inspect_tasks_test\.ts: const twice = 2 \* \(yield gate\);\)$/,
  );
  assertMatch(second!.where[0]!, /^waits \(file:.*_kit\.ts:\d+:\d+\)$/);
  gate.setResult(21);
  assertEquals(await task, 42);
  await other;
});

Deno.test("a task that goes on while the inspector is asked keeps no line", async () => {
  const gate = new Future<void>(), end = new Future<void>();
  const task = spawn(function* moves(): Co {
    yield gate;
    yield end;
  });
  const asked = inspectTasks({ roots: [task] });
  gate.setResult();
  assertEquals((await asked).tasks[0]!.where, []);
  end.setResult();
  await task;
});

Deno.test("where there is no inspector the dump is that of dumpTasks", async () => {
  const host = globalThis as { process?: unknown }, { process } = host;
  const gate = new Future<void>();
  const task = spawn(function* plain(): Co {
    yield gate;
  });
  host.process = undefined;
  try {
    const { tasks } = await inspectTasks({ roots: [task] });
    assertEquals(tasks.map(({ name, where }) => [name, where]), [[
      "plain",
      [],
    ]]);
  } finally {
    host.process = process;
  }
  gate.setResult();
  await task;
});

import { assertEquals, assertMatch } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { dumpTasks } from "../../lib/trace/mod.ts";
import { type Co, waiting } from "./_kit.ts";

Deno.test("a task is written down with name, state, wait, line and scopes", async () => {
  const gate = new Future<void>({ name: "gate" }), task = waiting("t", gate);
  const [dump] = dumpTasks({ roots: [task] }).tasks;
  const { where, ...others } = dump!;
  assertEquals(others, {
    task,
    name: "t",
    state: "waiting",
    age: undefined,
    waitsFor: 'Future "gate"',
    scopes: [],
    parent: undefined,
    children: [],
  });
  assertMatch(where[0]!, /^waits \(file:.*\/_kit\.ts:\d+:\d+\)$/);
  gate.setResult();
  await task;
});

Deno.test("a name that holds control characters, or that cannot be read, does no harm", async () => {
  const gate = new Future<void>();
  const bad = waiting("a\x1b[2J\nb", gate);
  class Hostile extends Future<void> {
    override get name(): string {
      throw new Error("no");
    }
  }
  const hostile = new Hostile();
  const other = spawn(function* other(): Co {
    yield* hostile;
  });
  const { tasks } = dumpTasks({ roots: [bad, other] });
  assertEquals(tasks.map(({ name, waitsFor }) => [name, waitsFor]), [
    ["a\\u{1b}[2J\\u{a}b", "a Future"],
    ["other", 'Future "a name that cannot be read"'],
  ]);
  gate.setResult();
  hostile.setResult();
  await bad;
  await other;
});

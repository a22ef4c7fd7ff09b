import { assertEquals } from "@std/assert";
import type { TaskDump } from "../../lib/trace/mod.ts";
import { treeText } from "../../lib/trace/tree_text.ts";

function dump(name: string, more: Partial<TaskDump> = {}): TaskDump {
  return {
    task: undefined as never,
    name,
    state: "waiting",
    age: undefined,
    waitsFor: "x",
    where: [],
    scopes: [],
    parent: undefined,
    children: [],
    ...more,
  };
}

Deno.test("tasks that look alike share a line, and times that differ are left out", () => {
  const tasks = [
    dump("a", { waitsFor: "sleep, 5 ms left" }),
    dump("a", { waitsFor: "sleep, 7 ms left" }),
    dump("b", { where: ["f (x:1:1)", "g (x:2:2)"] }),
    dump("b", { where: ["f (x:1:1)", "g (x:2:2)"] }),
    dump("b", { state: "cancelling" }),
    dump("c", { age: 11.6 }),
    dump("d", { age: 11.6 }),
    dump("d", { age: 3 }),
    dump("b", { state: "running", waitsFor: undefined }),
  ];
  assertEquals(treeText(tasks, true).split("\n"), [
    "9 tasks: 7 waiting, 1 cancelling, 1 running",
    "- 2 × a: waits for sleep",
    "- 2 × b: waits for x",
    "    at f (x:1:1)",
    "    at g (x:2:2)",
    "- b: cancelling, waits for x",
    "- c (12 ms old): waits for x",
    "- 2 × d: waits for x",
    "- b: running",
  ]);
});

Deno.test("a level is set in, and from some on told by its number", () => {
  const tasks: TaskDump[] = [];
  for (let i = 30; i >= 0; i--) {
    const below = tasks[0];
    const task = dump(`t${i}`, { children: below ? [below] : [] });
    if (below !== undefined) Object.assign(below, { parent: task });
    tasks.unshift(task);
  }
  const lines = treeText(tasks, true).split("\n");
  assertEquals(lines[2], "  - t1: waits for x");
  assertEquals(lines[31], `${" ".repeat(48)}- [level 30] t30: waits for x`);
});

Deno.test("a dump of nothing says so, and one in part says how to see all", () => {
  assertEquals(treeText([], true), "0 tasks");
  assertEquals(
    treeText([], false),
    "0 tasks\n(those that can be reached; set loop.debug = true before they " +
      "start to see all)",
  );
});

import { assertEquals, assertMatch } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { frame, PlaceFinder } from "../../lib/trace/place_finder.ts";
import { waiting } from "./_kit.ts";

Deno.test("of tasks that look alike so many are looked up as is said, of others each", async () => {
  const gate = new Future<void>(), finder = new PlaceFinder(2);
  const task = waiting("task", gate);
  const found = ["a", "a", "a", "b"].map((alike) => finder.of(task, alike));
  assertEquals(found.map(({ length }) => length), [1, 1, 0, 1]);
  assertMatch(found[0]![0]!, /^waits \(file:/);
  gate.setResult();
  await task;
});

Deno.test("a frame is told without the words that all have", () => {
  assertEquals(frame("    at async f (x:1:2)"), "f (x:1:2)");
  assertEquals(frame("    at x:1:2"), "x:1:2");
});

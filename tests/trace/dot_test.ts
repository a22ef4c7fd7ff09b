import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { Future } from "../../lib/future/mod.ts";
import { dotText, quoted, shortPlace } from "../../lib/trace/dot.ts";
import { awaitGraph, type Graph } from "../../lib/trace/mod.ts";
import { waiting } from "./_kit.ts";

const node = {
  kind: "task",
  state: "waiting",
  where: undefined,
  deadlocked: false,
} as const;

Deno.test("a DOT text has a line for each node and each arrow", () => {
  const graph: Graph = {
    nodes: [
      { ...node, id: "t1", label: "Ann", where: "eat (file:///a/b/c.ts:3:9)" },
      {
        ...node,
        id: "w1",
        kind: "Lock",
        label: 'Lock "fork"',
        deadlocked: true,
      },
    ],
    edges: [{ from: "t1", to: "w1", label: "waits for", deadlocked: false }],
  };
  const lines = dotText(graph).split("\n");
  assertEquals(
    lines[3],
    '  t1 [label="Ann\\nwaiting\\neat (c.ts:3:9)", shape="box"];',
  );
  assertMatch(
    lines[4]!,
    /^ {2}w1 \[label="Lock \\"fork\\"", .*color="#c62828"/,
  );
  assertEquals(lines[5], '  t1 -> w1 [label="waits for"];');
});

Deno.test("what a name holds cannot end its quotes, nor begin an escape of DOT", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const text = quoted(name);
      const inner = /^"((?:[^"\\\n]|\\[\\"n])*)"$/s.exec(text);
      assert(inner !== null, text);
      const back = inner[1]!.replace(/\\(.)/g, (_, c) => c === "n" ? "\n" : c);
      assertEquals(back, name);
    }),
  );
});

Deno.test("hostile names are drawn as they are", async () => {
  const gate = new Future<void>({ name: '"]; evil -> t1; \\N <b>&amp;' });
  const task = waiting('</text><script>"\\\n', gate);
  const svg = await awaitGraph({ roots: [task] }).toSvg();
  assertEquals(svg.match(/<g id="node\d+"/g)?.length, 2);
  assertEquals(svg.match(/<g id="edge\d+"/g)?.length, 1);
  assert(!svg.includes("<script"), svg);
  assert(!svg.includes("<title>evil"), svg);
  gate.setResult();
  await task;
});

Deno.test("a place is told without its folders", () => {
  assertEquals(shortPlace("eat (file:///a b/c/d.ts:1:2)"), "eat (d.ts:1:2)");
  assertEquals(shortPlace("file:///a/d.ts:1:2"), "d.ts:1:2");
  assertEquals(shortPlace("eat (C:\\a\\d.ts:1:2)"), "eat (d.ts:1:2)");
  assertEquals(shortPlace("somewhere"), "somewhere");
});

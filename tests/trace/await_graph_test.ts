import { assert, assertEquals, assertMatch } from "@std/assert";
import { gather } from "../../lib/combinators/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { awaitGraph } from "../../lib/trace/mod.ts";
import { handLoop } from "../_support.ts";
import { planted } from "./_programs.ts";
import { type Co, waiting } from "./_kit.ts";

Deno.test("a graph leads from who waits, through what is between, to who could end it", async () => {
  const gate = new Future<void>({ name: "gate" });
  const both = [waiting("a", gate), waiting("b", gate)];
  const top = spawn(function* top(): Co {
    yield* gather(both);
  });
  const { nodes, edges } = awaitGraph({ roots: [top] });
  const label = new Map(nodes.map(({ id, label }) => [id, label]));
  assertEquals(
    edges.map((edge) => [label.get(edge.from), edge.label, label.get(edge.to)]),
    [
      ["top", "waits for", "gather"],
      ["gather", "needs", "b"],
      ["gather", "needs", "a"],
      ["a", "waits for", 'Future "gate"'],
      ["b", "waits for", 'Future "gate"'],
    ].toSorted((x, y) => order(x, edges, label) - order(y, edges, label)),
  );
  gate.setResult();
  await top;
});

/** Where an arrow stands: their order is not what this test is about. */
function order(
  wanted: (string | undefined)[],
  edges: readonly { from: string; to: string }[],
  label: ReadonlyMap<string, string>,
): number {
  return edges.findIndex(({ from, to }) =>
    label.get(from) === wanted[0] && label.get(to) === wanted[2]
  );
}

const CIRCLE = {
  ring: [
    { link: "lock", depth: 0, extras: 0 },
    { link: "gather", depth: 1, extras: 1 },
    { link: "group", depth: 0, extras: 0 },
  ],
  at: 0,
  distance: 1,
  bystanders: 1,
} as const;

async function stuck() {
  const { loop, clock } = handLoop();
  loop.deadlock = "off";
  const run = loop.run(planted(CIRCLE).main);
  await clock.advance(10);
  return { loop, run };
}

Deno.test("the circle of a deadlock is marked, and nothing else", async () => {
  const { loop } = await stuck();
  const { nodes, edges } = awaitGraph({ loop });
  const marked = nodes.filter(({ deadlocked }) => deadlocked);
  assertEquals(marked.map(({ label }) => label).sort(), [
    'Lock "lock 1"',
    "TaskGroup",
    "child",
    "gather",
    "task 0",
    "task 1",
    "task 2",
  ]);
  assertEquals(edges.filter(({ deadlocked }) => deadlocked).length, 7);
});

Deno.test("the same program in the same state gives the same graph, as text, JSON and DOT", async () => {
  const one = awaitGraph({ loop: (await stuck()).loop });
  const two = awaitGraph({ loop: (await stuck()).loop });
  assertEquals(one.toString(), two.toString());
  assertEquals(JSON.stringify(one), JSON.stringify(two));
  assertEquals(one.toDot(), two.toDot());
  assertEquals(Object.keys(JSON.parse(JSON.stringify(one))), [
    "nodes",
    "edges",
  ]);
});

Deno.test("a picture is drawn by Graphviz", async () => {
  const svg = await awaitGraph({ loop: (await stuck()).loop }).toSvg();
  assertMatch(svg, /^<svg /);
  assertMatch(svg, /<\/svg>\s*$/);
  assert(svg.includes("task 0"));
});

Deno.test("a graph of nothing is empty", () => {
  const { loop } = handLoop();
  const graph = awaitGraph({ loop });
  assertEquals([graph.nodes, graph.edges, `${graph}`], [[], [], ""]);
});

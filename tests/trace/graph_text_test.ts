import { assertEquals } from "@std/assert";
import { graphText } from "../../lib/trace/graph_text.ts";

Deno.test("a graph is printed node by node, each with its arrows", () => {
  const node = { kind: "task", state: undefined, where: undefined } as const;
  const text = graphText({
    nodes: [
      {
        ...node,
        id: "t1",
        label: "Ann",
        state: "waiting",
        where: "x:1:2",
        deadlocked: true,
      },
      { ...node, id: "w1", kind: "Lock", label: "Lock", deadlocked: false },
    ],
    edges: [
      { from: "t1", to: "w1", label: "waits for", deadlocked: false },
      { from: "w1", to: "t1", label: "held by", deadlocked: false },
    ],
  });
  assertEquals(
    text,
    "t1 Ann, waiting, in a deadlock, at x:1:2\n  waits for w1 Lock\n" +
      "w1 Lock\n  held by t1 Ann",
  );
});

import { assert, assertEquals } from "@std/assert";
import { between } from "../../tools/matrix.ts";
import { type Column, SCENARIOS } from "./play_all.ts";
import { matrix, page, summary } from "./render.ts";

const saw = ["nothing", "nothing", "much"];
const columns: Column[] = [
  {
    name: "ours",
    version: "1",
    way: "well",
    cells: SCENARIOS.map(() => ({ kind: "passes" })),
  },
  {
    name: "theirs",
    version: "2",
    way: "otherwise",
    cells: SCENARIOS.map((_, i) =>
      i === 0
        ? { kind: "differs", saw }
        : i === 1
        ? { kind: "hangs", saw: [] }
        : { kind: "unsaid", reason: "no word for it" }
    ),
  },
];

Deno.test("summary() counts what passes of what can be said", () => {
  const all = summary(columns).split("\n").find((row) =>
    row.includes("**all**")
  );
  const n = SCENARIOS.length;
  assertEquals(all, `| **all** | **${n} of ${n}** | **0 of 2** |`);
});

Deno.test("matrix() has a row for each scenario, and the totals", () => {
  const rows = matrix(columns).split("\n");
  assertEquals(
    rows.filter((row) => /^\| \d+\. /.test(row)).length,
    SCENARIOS.length,
  );
  assert(rows.includes("| **⏳** | 0 | 1 |"));
});

Deno.test("page() says what was seen instead, and why there is a dash", () => {
  const text = page(columns);
  assert(text.includes("- theirs: ✘ `nothing` (2 times), `much`"));
  assert(text.includes("- theirs: ⏳ nothing"));
  assert(text.includes("- theirs: – (no word for it)"));
});

Deno.test("between() replaces only what stands between the markers", () => {
  assertEquals(between("a<m>old<m>b", "<m>", "new"), "a<m>\n\nnew\n\n<m>b");
  assertEquals(between("no marker", "<m>", "new"), "no marker");
  assertEquals(between("one <m> only", "<m>", "new"), "one <m> only");
});

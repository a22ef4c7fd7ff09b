import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../tools/deno.ts";
import { transpile } from "../../tools/runtimes/build.ts";
import { fromJUnit } from "../../tools/runtimes/runners.ts";
import { verdicts } from "../../tools/runtimes/run.ts";
import { skipped, SKIPS, SUITES } from "../../tools/runtimes/suite.ts";
import { cell, notes, type Row, table } from "../../tools/runtimes/table.ts";

Deno.test("a test that is left out is there, under the name that is given", async () => {
  for (const { file, test = "", only } of SKIPS) {
    const text = await Deno.readTextFile(join(ROOT, file)).catch(() => "");
    assert(text.includes(test) && text !== "", `${file}: ${test} (${only})`);
  }
});

Deno.test("a row without a name leaves out the whole file, one with a runtime only there", () => {
  const whole = "tests/traceback/golden_test.ts";
  assert(skipped("Node", whole, "anything"));
  assertEquals(skipped("Node", "tests/loop/kinds_test.ts", "any"), undefined);
  assertStringIncludes(
    skipped("Chromium", "tests/loop/kinds_test.ts", "any")!,
    "node:vm",
  );
});

Deno.test("the page shows every suite", async () => {
  const text = await Deno.readTextFile(join(ROOT, "docs/runtimes.md"));
  for (const suite of SUITES) assertStringIncludes(text, `| ${suite} `);
});

Deno.test("using is lowered, and a test looks for its own file by the new name", () => {
  const text = transpile(
    "using x = y as Y;\nassertMatch(stack, /some_test\\.ts:1/);\n" +
      'import { z } from "./z.ts";',
  );
  assert(!text.includes("using x"), text);
  assertStringIncludes(text, "/some_test\\.js:1/");
  assertStringIncludes(text, '"./z.js"');
});

Deno.test("a report of deno test is read: passed, failed and ignored", () => {
  const results = fromJUnit(`<testsuites name="deno test">
    <testsuite name="./tests/a_test.ts" tests="3">
      <testcase name="one &amp; two" time="0.1"></testcase>
      <testcase name="three"><failure message="x">Error: &lt;boom&gt;</failure></testcase>
      <testcase name="four"><skipped/></testcase>
    </testsuite>
  </testsuites>`);
  assertEquals([...results.keys()], ["tests/a_test.ts"]);
  assertEquals(results.get("tests/a_test.ts"), [
    { name: "one & two" },
    { name: "three", error: "Error: <boom>" },
    { name: "four", ignored: true },
  ]);
});

Deno.test("what did not run has failed, also where its file did not load", () => {
  const known = new Map([
    ["tests/loop/a_test.ts", [{ name: "one" }, { name: "two" }]],
    ["tests/loop/b_test.ts", [{ name: "three" }]],
  ]);
  const results = new Map([
    ["tests/loop/a_test.ts", [{ name: "one" }]],
    ["tests/loop/b_test.ts", [{ name: "*", error: "did not load\n  at x" }]],
  ]);
  const found = verdicts("Node", known, results);
  assertEquals(found.map(({ kind }) => kind), ["passed", "failed", "failed"]);
  assertEquals(found.at(-1)!.why, "did not load");
});

Deno.test("a table has a column a runtime, and says what is not to be had", () => {
  const at = { suite: "loop", file: "tests/loop/a_test.ts", test: "one" };
  const rows: Row[] = [
    {
      runtime: "Node",
      version: "20",
      verdicts: [
        { ...at, kind: "passed" },
        { ...at, kind: "failed", why: "boom" },
        { ...at, kind: "skipped", why: "imports node:vm" },
      ],
    },
    { runtime: "Bun", version: "", verdicts: "no such program" },
  ];
  assertEquals(
    cell(rows[0]!.verdicts as never),
    "1, **1 failed**, 1 skipped",
  );
  assertStringIncludes(
    table(rows),
    "| loop | 1, **1 failed**, 1 skipped | not to be had |",
  );
  const said = notes(rows);
  assertStringIncludes(said, "- tests/loop/a_test.ts (1)");
  assertStringIncludes(said, "- tests/loop/a_test.ts: imports node:vm (1)");
  assertStringIncludes(said, "**Bun** is not to be had: no such program");
});

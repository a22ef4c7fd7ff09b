import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkLayout } from "../../tools/check_layout.ts";
import type { Exception } from "../../tools/layout_exceptions.ts";
import { fixture } from "./_fixture.ts";

const CLEAN = {
  "lib/loop/mod.ts": `/** Docs. */\nexport * from "./ring.ts";`,
  "lib/loop/ring.ts": "export const ring = 1;",
  "lib/loop/_private.ts": "export const hidden = 1;",
  "tests/loop/ring_test.ts": "",
};

/** Problems of a clean tree with some files put in their place. */
async function problems(
  files: Record<string, string>,
  exceptions: readonly Exception[] = [],
): Promise<string[]> {
  await using tree = await fixture({ ...CLEAN, ...files });
  return [...checkLayout(tree.root, exceptions).problems];
}

/** Problems as one text, so that a test can look for a name in it. */
async function told(files: Record<string, string>): Promise<string> {
  return (await problems(files)).join("\n");
}

/** So many statements, one a line, with comments and blanks between. */
function statements(count: number): string {
  return "// a comment\n\nvoid 0;\n".repeat(count);
}

function longFunction(count: number): string {
  return `export class A {\n  run() {\n${statements(count)}}\n}\n`;
}

const RAISED: Exception = {
  path: "lib/loop/ring.ts",
  cap: "file",
  lines: 300,
  reason: "for the test",
};

Deno.test("layout is silent about a clean tree", async () => {
  assertEquals(await problems({}), []);
});

Deno.test("layout names the test that a file lacks", async () => {
  const text = await told({ "lib/loop/timers.ts": "export const t = 1;" });
  assertStringIncludes(text, "lib/loop/timers.ts has no test");
  assertStringIncludes(text, "tests/loop/timers_test.ts");
});

Deno.test("layout names the test that a check lacks", async () => {
  const text = await told({ "tools/check_x.ts": "export {};" });
  assertStringIncludes(text, "tests/tools/check_x_test.ts");
});

Deno.test("layout refuses a file above the cap", async () => {
  const text = await told({ "lib/loop/ring.ts": statements(251) });
  assertStringIncludes(text, "ring.ts:1 file has 251 code lines, 250 are");
});

Deno.test("layout counts neither comments nor blank lines", async () => {
  assertEquals(await problems({ "lib/loop/ring.ts": statements(250) }), []);
});

Deno.test("layout counts every line of a template", async () => {
  const template = "export const t = `" + "\n// text".repeat(250) + "`;";
  assertStringIncludes(
    await told({ "lib/loop/ring.ts": template }),
    "has 251 code lines",
  );
});

Deno.test("layout refuses a function above the cap", async () => {
  const text = await told({ "lib/loop/ring.ts": longFunction(59) });
  assertStringIncludes(text, "ring.ts:2 A.run has 61 code lines, 60 are");
});

Deno.test("layout refuses a mod.ts above the cap", async () => {
  const text = await told({
    "lib/loop/mod.ts": `export * from "./ring.ts";\n`.repeat(16),
  });
  assertStringIncludes(text, "mod.ts:1 mod has 16 code lines, 15 are");
});

Deno.test("layout refuses logic in a mod.ts", async () => {
  const text = await told({ "lib/loop/mod.ts": "export const x = 1;" });
  assertStringIncludes(text, `mod.ts: "export const x = 1;" is no re-export`);
});

Deno.test("layout refuses logic in the root mod.ts", async () => {
  const text = await told({ "mod.ts": "export default 1;" });
  assertStringIncludes(text, `mod.ts: "export default 1;" is no re-export`);
});

Deno.test("layout lets an exception raise a cap", async () => {
  const files = { "lib/loop/ring.ts": statements(300) };
  assertEquals(await problems(files, [RAISED]), []);
});

Deno.test("layout holds an exception to the lines it names", async () => {
  const files = { "lib/loop/ring.ts": statements(301) };
  const [found = ""] = await problems(files, [RAISED]);
  assertStringIncludes(found, "has 301 code lines, 300 are allowed");
});

Deno.test("layout refuses an exception that is not needed", async () => {
  const [found = ""] = await problems({}, [RAISED]);
  assertStringIncludes(found, "lib/loop/ring.ts file is within the cap of 250");
});

Deno.test("layout lets an exception name one function", async () => {
  const files = { "lib/loop/ring.ts": longFunction(70) };
  const row: Exception = {
    ...RAISED,
    cap: "function",
    name: "A.run",
    lines: 72,
  };
  assertEquals(await problems(files, [row]), []);
});

Deno.test("layout finds a stray file at the top level", async () => {
  assertStringIncludes(
    await told({ "notes.txt": "" }),
    "notes.txt is stray at the top level",
  );
});

for (
  const path of [
    "lib/loop/camelCase.ts",
    "lib/loop/notes.md",
    "lib/loop/deeper/_file.ts",
    "lib/elsewhere/_file.ts",
    "lib/_file.ts",
  ]
) {
  Deno.test(`layout finds ${path} stray under lib`, async () => {
    assertStringIncludes(await told({ [path]: "" }), `${path} is stray`);
  });
}

Deno.test("layout refuses `using` in lib, but for examples in comments", async () => {
  const code = "{\n  using it = make();\n}";
  assertStringIncludes(await told({ "lib/loop/ring.ts": code }), "`using`");
  const comment = "/**\n * using it = make();\n */\nvoid 0;";
  assertEquals(await problems({ "lib/loop/ring.ts": comment }), []);
});

import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkDocs } from "../../tools/check_docs.ts";
import { fixture } from "./_fixture.ts";

const MODULE = "/**\n * What it is for.\n *\n * @module\n */\n";

/** Findings about a package whose only entry holds `text`. */
async function findings(text: string) {
  await using package_ = await fixture({ "mod.ts": text });
  return await checkDocs(package_.root);
}

/** A documented symbol with one example, whose fence has these words. */
function withExample(words: string, code: string): string {
  return `${MODULE}/**\n * One.\n *\n * @example Usage\n * \`\`\`${words}\n` +
    ` * ${code}\n * \`\`\`\n */\nexport const one: number = 1;\n`;
}

Deno.test("docs are silent when everything is documented", async () => {
  const { problems } = await findings(
    `${MODULE}/** One. */\nexport const one: number = 1;`,
  );
  assertEquals(problems, []);
});

Deno.test("docs name a symbol without a comment", async () => {
  const { problems } = await findings(
    `${MODULE}/** One. */\nexport const one: number = 1;\n` +
      "export const two: number = 2;",
  );
  assertStringIncludes(problems.join("\n"), "missing-jsdoc");
  assertStringIncludes(problems.join("\n"), "mod.ts:8");
});

Deno.test("docs do not take the module's comment for a symbol's", async () => {
  const { problems } = await findings(`${MODULE}export const one: number = 1;`);
  assertStringIncludes(problems.join("\n"), "one has no text");
});

Deno.test("docs name a member without a comment", async () => {
  const { problems } = await findings(
    `${MODULE}/** One. */\nexport class One {\n  run(): void {}\n}`,
  );
  assertStringIncludes(problems.join("\n"), "run");
});

Deno.test("docs name a symbol whose comment has tags only", async () => {
  const { problems } = await findings(
    `${MODULE}/** @returns nothing */\nexport function one(): void {}`,
  );
  assertStringIncludes(problems.join("\n"), "one has no text");
});

Deno.test("docs name a private type in public", async () => {
  const { problems } = await findings(
    `${MODULE}interface Own { x: 1 }\n/** One. */\nexport function one(): Own | void {}`,
  );
  assertStringIncludes(problems.join("\n"), "private-type-ref");
});

Deno.test("docs name an entry without a text of its own", async () => {
  const { problems } = await findings(
    "/** 1. */ export const one: number = 1;",
  );
  assertStringIncludes(problems.join("\n"), "mod.ts has no module");
});

Deno.test("docs count a symbol whose example asserts", async () => {
  const { summary } = await findings(withExample("ts", "assertEquals(1, 1);"));
  assertStringIncludes(summary, "1 (100 %) with an example");
  assertStringIncludes(summary, "0 examples ignored");
});

Deno.test("docs do not count an example that asserts nothing", async () => {
  const { summary } = await findings(withExample("ts", "void 0;"));
  assertStringIncludes(summary, "0 (0 %) with an example");
});

Deno.test("docs do not count an example that is ignored", async () => {
  const { summary } = await findings(
    withExample("ts ignore", "assertEquals(1, 1);"),
  );
  assertStringIncludes(summary, "0 (0 %) with an example");
  assertStringIncludes(summary, "1 examples ignored");
});

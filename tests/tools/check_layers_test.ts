import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkLayers } from "../../tools/check_layers.ts";
import type { Layers } from "../../tools/layers_table.ts";
import { fixture } from "./_fixture.ts";

/** Two layers, the upper of which may import the lower. */
const TABLE: Layers = { low: { needs: [] }, high: { needs: ["low"] } };

/** A package that keeps every rule of the table. */
const CLEAN = {
  "lib/low/mod.ts": `export * from "./base.ts";`,
  "lib/low/base.ts": `export type Base = number;\nexport const base = 1;`,
  "lib/high/mod.ts": `export * from "./top.ts";`,
  "lib/high/top.ts": `export { base as top } from "../low/base.ts";`,
};

/** Problems of the clean package with some files put in their place. */
async function problems(
  files: Record<string, string>,
  table: Layers = TABLE,
): Promise<string[]> {
  await using package_ = await fixture({ ...CLEAN, ...files });
  return [...(await checkLayers(package_.root, table)).problems];
}

/** Problems as one text, so that a test can look for a name in it. */
async function told(
  files: Record<string, string>,
  table: Layers = TABLE,
): Promise<string> {
  return (await problems(files, table)).join("\n");
}

Deno.test("layers are silent when every import is permitted", async () => {
  assertEquals(await problems({}), []);
});

Deno.test("layers name importer, imported, permits and remedies", async () => {
  const text = await told({
    "lib/low/base.ts":
      `import { own } from "../high/own.ts";\nexport const base = own;`,
    "lib/high/own.ts": `export const own = 1;`,
  });
  assertStringIncludes(text, "lib/low/base.ts:1 → lib/high/own.ts (import)");
  assertStringIncludes(text, "low may import: no other layer");
  assertStringIncludes(text, "interface in lib/low/");
  assertStringIncludes(text, "move the function down");
});

Deno.test("layers count a type-only import", async () => {
  const text = await told({
    "lib/low/base.ts":
      `import type { Own } from "../high/own.ts";\nexport const base: Own = 1;`,
    "lib/high/own.ts": `export type Own = number;`,
  });
  assertStringIncludes(text, "lib/high/own.ts (type-only import)");
});

Deno.test("layers count a dynamic import", async () => {
  const text = await told({
    "lib/low/base.ts": `export const base = () => import("../high/own.ts");`,
    "lib/high/own.ts": `export const own = 1;`,
  });
  assertStringIncludes(text, "lib/high/own.ts (dynamic import)");
});

Deno.test("layers find a cycle of files inside a folder", async () => {
  const text = await told({
    "lib/low/base.ts":
      `import type { Other } from "./other.ts";\nexport const base: Other = 1;`,
    "lib/low/other.ts":
      `import { base } from "./base.ts";\nexport type Other = typeof base;`,
  });
  assertStringIncludes(text, "(import cycle)");
  assertStringIncludes(text, "lib/low/other.ts → lib/low/base.ts");
});

Deno.test("layers find a permit that no file uses", async () => {
  const text = await told({ "lib/high/top.ts": `export const top = 1;` });
  assertStringIncludes(text, "permits high → low, no file uses it");
});

Deno.test("layers keep a permit to a layer that is not written yet", async () => {
  const table = {
    ...TABLE,
    high: { needs: ["low", "later"] },
    later: { needs: [] },
  };
  assertEquals(await problems({}, table), []);
});

Deno.test("layers refuse another layer's mod.ts", async () => {
  const text = await told({
    "lib/high/top.ts": `export { base as top } from "../low/mod.ts";`,
  });
  assertStringIncludes(text, "lib/high/top.ts:1 → lib/low/mod.ts");
  assertStringIncludes(text, "drags in its whole layer");
});

Deno.test("layers refuse another layer's private file", async () => {
  const text = await told({
    "lib/low/base.ts": `export { base } from "./_secret.ts";`,
    "lib/low/_secret.ts": `export const base = 1;`,
    "lib/high/top.ts": `export { base as top } from "../low/_secret.ts";`,
  });
  assertStringIncludes(text, "lib/high/top.ts:1 → lib/low/_secret.ts");
  assertStringIncludes(text, "belongs to its folder lib/low/ alone");
});

Deno.test("layers refuse what lies outside lib", async () => {
  const text = await told({
    "lib/low/base.ts":
      `import "../../tools/x.ts";\nimport "node:fs";\nexport const base = 1;`,
    "tools/x.ts": `export {};`,
  });
  assertStringIncludes(text, "lib/low/base.ts:1 → tools/x.ts");
  assertStringIncludes(text, "lib/low/base.ts:2 → node:fs");
  assertStringIncludes(text, "low may import: nothing");
});

Deno.test("layers let a _node.ts file import node: where permitted", async () => {
  const table: Layers = { ...TABLE, low: { needs: [], outside: ["node:"] } };
  const files = {
    "lib/low/base.ts": `export { base } from "./_node.ts";`,
    "lib/low/_node.ts": `export { EOL as base } from "node:os";`,
  };
  assertEquals(await problems(files, table), []);
});

Deno.test("layers refuse node: in other files of that layer", async () => {
  const table: Layers = { ...TABLE, low: { needs: [], outside: ["node:"] } };
  const text = await told({
    "lib/low/base.ts": `export { EOL as base } from "node:os";`,
  }, table);
  assertStringIncludes(text, "files named _node.ts only");
});

Deno.test("layers find a file that no entry point reaches", async () => {
  const text = await told({ "lib/low/lost.ts": `export const lost = 1;` });
  assertStringIncludes(text, "lib/low/lost.ts is not reached");
});

Deno.test("layers find an import that leads nowhere", async () => {
  const text = await told({
    "lib/low/base.ts": `import "./gone.ts";\nexport const base = 1;`,
  });
  assertStringIncludes(text, "lib/low/gone.ts: Module not found");
});

Deno.test("layers find a folder without a row", async () => {
  const text = await told({ "lib/new/mod.ts": `export const one = 1;` });
  assertStringIncludes(text, "lib/new/ has no row");
});

Deno.test("layers keep the root entry to the core", async () => {
  const text = await told({ "mod.ts": `export * from "./lib/high/mod.ts";` });
  assertStringIncludes(text, "mod.ts:1 → lib/high/mod.ts");
  assertStringIncludes(text, "The root entry may import: errors traceback");
});

Deno.test("layers find a cycle in the table itself", async () => {
  const table = { low: { needs: ["high"] }, high: { needs: ["low"] } };
  assertStringIncludes(await told({}, table), "(cycle of permits)");
});

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { entryPoints } from "../../tools/_tree.ts";
import { ROOT } from "../../tools/deno.ts";

/** What fits into a head, and into one page of a documentation. */
const MOST_NAMES = 64;

const { ".": root, ...layers } = entryPoints(ROOT);

function load(path: string): Promise<Record<string, unknown>> {
  return import(pathToFileURL(join(ROOT, path)).href);
}

Deno.test(`the root exports ${MOST_NAMES} names at most, all of its layers`, async () => {
  const names = Object.entries(await load(root!));
  assert(names.length <= MOST_NAMES, `it has ${names.length}`);
  const known = await Promise.all(Object.values(layers).map(load));
  const strange = names.filter(([name, value]) =>
    !known.some((layer) => layer[name] === value)
  );
  assertEquals(strange, []);
});

Deno.test("the root has every scope and every combinator", async () => {
  const names = Object.keys(await load(root!));
  for (const layer of ["./scopes", "./combinators"]) {
    const missing = Object.keys(await load(layers[layer]!))
      .filter((name) => !names.includes(name));
    assertEquals(missing, [], layer);
  }
});

Deno.test("the root's page names every entry point", async () => {
  const page = await Deno.readTextFile(join(ROOT, root!));
  for (const entry of Object.keys(layers)) {
    assertStringIncludes(page, `\`${entry.replace(".", "…")}\``);
  }
});

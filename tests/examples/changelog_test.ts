import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { entryPoints } from "../../tools/_tree.ts";
import { ROOT } from "../../tools/deno.ts";

const CHANGELOG = await Deno.readTextFile(join(ROOT, "CHANGELOG.md"));

for (const [entry, path] of Object.entries(entryPoints(ROOT))) {
  Deno.test(`CHANGELOG names all that "${entry}" exports`, async () => {
    const exports = await import(pathToFileURL(join(ROOT, path)).href);
    const untold = Object.keys(exports).filter((name) =>
      !new RegExp(`\`${name}\\b`).test(CHANGELOG)
    );
    assertEquals(untold, []);
  });
}

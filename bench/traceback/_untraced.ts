/**
 * Copies of the library with its tracebacks and without them.
 *
 * Both are made in the same way, so they differ in nothing else: not even in
 * how warm they are, or in how many programs share their code.
 */

import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as stitch from "../../lib/traceback/stitch.ts";
import { files } from "../../tools/_tree.ts";

const ROOT = join(import.meta.dirname!, "..", "..");
const STITCH = "lib/traceback/stitch.ts";
const PROGRAM = "bench/traceback/_success_path.ts";

/** The same exports, as functions that do nothing. */
const NOTHING = Object.keys(stitch)
  .map((name) => `export const ${name} = (first) => first;\n`).join("");

/** The program of `_success_path.ts`, on a library of its own. */
export type Program = typeof import("./_success_path.ts");

/** Loads the program on a new copy of the library. */
export async function program(traced: boolean): Promise<Program> {
  const root = await Deno.makeTempDir();
  try {
    for (const path of files(ROOT)) {
      if (path.startsWith("lib/") || path === PROGRAM) {
        await copy(root, path, traced || path !== STITCH);
      }
    }
    return await import(pathToFileURL(join(root, PROGRAM)).href);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function copy(root: string, path: string, whole: boolean): Promise<void> {
  const target = join(root, path);
  await Deno.mkdir(dirname(target), { recursive: true });
  if (whole) await Deno.copyFile(join(ROOT, path), target);
  else await Deno.writeTextFile(target, NOTHING);
}

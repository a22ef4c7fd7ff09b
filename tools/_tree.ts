/**
 * The files of a project as the checks see them.
 *
 * @module
 */
import { join, relative } from "node:path";

/** Not ours: version control and what `.gitignore` names. */
const NOT_OURS = [".git", "node_modules", "coverage"];

/** Paths of all files under a folder, relative to `root`, sorted. */
export function files(root: string, folder = "."): string[] {
  return [...walk(join(root, folder))]
    .map((path) => relative(root, path).replaceAll("\\", "/")).sort();
}

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of entries(folder)) {
    if (NOT_OURS.includes(name)) continue;
    if (isDirectory) yield* walk(join(folder, name));
    else yield join(folder, name);
  }
}

/** What a folder holds; nothing where it does not exist. */
export function entries(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The entry points of a package: name in `exports` to path. */
export function entryPoints(root: string): Record<string, string> {
  const { exports } = JSON.parse(
    Deno.readTextFileSync(join(root, "deno.json")),
  );
  return Object.fromEntries(
    Object.entries<string>(exports).map((
      [name, path],
    ) => [name, path.replace(/^\.\//, "")]),
  );
}

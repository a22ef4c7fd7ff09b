/**
 * The files of this repository.
 */
import { Future } from "@twister/async";

const ROOT = new URL("../../", import.meta.url);

/** What lies at a path: a folder's names, or a file's text. */
export type Entry =
  | { readonly names: readonly string[] }
  | { readonly text: string };

/**
 * Looks at a path that begins with a slash. A folder's path ends with one, and
 * so do the names of the folders in it.
 *
 * @returns What is there; `undefined` if nothing is, or nothing to be shown.
 */
export function* lookAt(
  path: string,
): Generator<unknown, Entry | undefined, unknown> {
  if (path.split("/").some(isHidden)) return undefined;
  const url = new URL(`.${path}`, ROOT);
  try {
    if (!path.endsWith("/")) {
      return { text: yield* Future.from(Deno.readTextFile(url)) };
    }
    const entries = yield* Future.from(Array.fromAsync(Deno.readDir(url)));
    const names = entries.filter(({ name }) => !isHidden(name))
      .map(({ name, isDirectory }) => isDirectory ? `${name}/` : name);
    return { names: names.sort() };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name === "coverage";
}

function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.IsADirectory ||
    error instanceof Deno.errors.NotADirectory;
}

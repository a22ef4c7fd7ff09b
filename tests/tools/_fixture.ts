/**
 * Small packages in temporary folders, for checks to look at.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { OFFLINE, ONLINE } from "../../tools/_config.ts";

/** A package on disk that goes when it is disposed. */
export interface Fixture extends AsyncDisposable {
  readonly root: string;
}

/** Writes the files, with a config whose entries are the `mod.ts` among them. */
export async function fixture(
  files: Readonly<Record<string, string>>,
): Promise<Fixture> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const entries = Object.keys(files).filter((path) => path.endsWith("mod.ts"));
  const exports = Object.fromEntries(
    entries.map((path) => [
      path === "mod.ts" ? "." : `./${path.split("/")[1]}`,
      `./${path}`,
    ]),
  );
  const config = JSON.stringify({
    name: "@fixture/package",
    version: "0.1.0",
    license: "MIT",
    lock: false,
    exports,
  });
  const all = { [ONLINE]: config, [OFFLINE]: config, ...files };
  for (const [path, text] of Object.entries(all)) {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
  return {
    root,
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

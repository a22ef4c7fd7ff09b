/**
 * Builds the package as npm users get it, with the tests of the core beside.
 *
 * `deno pack` makes the tarball. Unpacked it is a folder with `lib/` in it;
 * the tests, as plain JavaScript, stand where they stand in the project, so
 * that their imports lead to the very files that npm users get.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { capture, ROOT } from "../deno.ts";
import { files } from "../_tree.ts";
import ts from "../_typescript.ts";

/** What of `tests/` is no test of a layer, but used by some. */
const SHARED = ["_seed.ts", "_support.ts", "model/"];

/** Packages from npm that the tests import, each made one file without imports. */
const VENDORED = {
  "fast-check": 'export * from "npm:fast-check@4.10.2";\n' +
    'export { default } from "npm:fast-check@4.10.2";\n',
  // Only asked for where there is no `node:util`.
  dequal: 'export { dequal } from "npm:dequal@2.0.3";\n',
};

/** Runs a deno command of the build; its failure is the build's. */
async function must(args: string[]): Promise<void> {
  const { success, stderr } = await capture(ROOT, args);
  if (!success) {
    throw new Error(`Cannot build: deno ${args.join(" ")}\n${stderr}`);
  }
}

/** Packs the project and unpacks it into a folder: `package.json`, `lib/`, … */
export async function pack(to: string): Promise<void> {
  const tarball = join(to, "package.tgz");
  await must(["pack", "--quiet", "--allow-dirty", "-o", tarball]);
  const { success } = await new Deno.Command("tar", {
    args: ["-xzf", tarball, "-C", to, "--strip-components=1"],
  }).output();
  if (!success) throw new Error(`Cannot unpack ${tarball}`);
}

/** Writes a file, and the folders that lead to it. */
async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

/**
 * A source as plain JavaScript. `using` is lowered, which Node 20 lacks. A test
 * that looks for its own file in a stack finds the name that it has here.
 */
export function transpile(text: string): string {
  const named = text.replace(/(_test\\*)\.ts\b/g, "$1.js");
  return ts.transpileModule(named, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
}

async function copy(from: string, to: string): Promise<void> {
  const text = await Deno.readTextFile(from);
  await (from.endsWith(".ts")
    ? write(to.replace(/\.ts$/, ".js"), transpile(text))
    : write(to, text));
}

/** One npm package as one file that every runtime can load. */
async function vendor(to: string, name: string, entry: string): Promise<void> {
  const folder = join(to, "node_modules", name);
  const source = join(to, "vendor", `${name}.ts`);
  await write(source, entry);
  await must([
    "bundle",
    "--quiet",
    "--platform=browser",
    "-o",
    join(folder, "index.js"),
    source,
  ]);
  await write(
    join(folder, "package.json"),
    '{ "type": "module", "exports": "./index.js" }\n',
  );
}

/** The assertions under the name that the tests import. */
async function assertions(to: string): Promise<void> {
  const folder = join(to, "node_modules/@std/assert");
  await copy(
    join(ROOT, "tools/standins/assert/mod.ts"),
    join(folder, "index.ts"),
  );
  await write(
    join(folder, "package.json"),
    '{ "type": "module", "exports": "./index.js" }\n',
  );
}

/** Test files of one layer, as paths in the project. */
export function testsOf(layer: string): string[] {
  return files(ROOT, `tests/${layer}`).filter((path) =>
    path.endsWith("_test.ts")
  );
}

/** Builds package and tests of these layers into a folder. */
export async function build(
  to: string,
  layers: readonly string[],
): Promise<void> {
  await pack(to);
  const wanted = [...layers.map((layer) => `${layer}/`), ...SHARED]
    .map((start) => `tests/${start}`);
  for (const path of files(ROOT, "tests")) {
    if (!wanted.some((start) => path.startsWith(start))) continue;
    await copy(join(ROOT, path), join(to, path));
  }
  for (const path of files(ROOT, "tools/runtimes/harness")) {
    await copy(join(ROOT, path), join(to, path));
  }
  // The copy of the package that tests load beside the first one.
  // What no entry point reaches is packed as it is; a test may reach it.
  for (const path of files(to, "lib")) {
    if (/(?<!\.d)\.ts$/.test(path)) await copy(join(to, path), join(to, path));
  }
  for (const path of ["mod.js", ...files(to, "lib")]) {
    await write(
      join(to, "copy", path),
      await Deno.readTextFile(join(to, path)),
    );
  }
  await write(
    join(to, "tests/outside/_copy.js"),
    'export const otherCopy = () => import("../../copy/mod.js");\n',
  );
  await assertions(to);
  for (const [name, entry] of Object.entries(VENDORED)) {
    await vendor(to, name, entry);
  }
}

/**
 * Holds the tree to its layout: everything small, tested, where one looks.
 *
 * @module
 */
import { join } from "node:path";
import { conclude, type Findings } from "./_check.ts";
import { codeLines, functionSizes, isReExport, parse } from "./_source.ts";
import { entries, files } from "./_tree.ts";
import { ROOT } from "./deno.ts";
import { type Cap, type Exception, EXCEPTIONS } from "./layout_exceptions.ts";
import { LAYERS } from "./layers_table.ts";

/** Code lines at which a reader is refused the work. */
const CAPS: Readonly<Record<Cap, number>> = {
  file: 250,
  function: 60,
  mod: 15,
};

const REMEDY: Readonly<Record<Cap, string>> = {
  file: "Split it at its second idea",
  function: "Name its parts as functions of their own",
  mod: "Let each file export what is public and use export * here",
};

/** What may stand at the top level. */
const TOP_LEVEL = [
  ".ci",
  ".git",
  ".github",
  ".gitignore",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
  "bench",
  "coverage",
  "deno.json",
  "deno.offline.json",
  "docs",
  "examples",
  "lib",
  "mod.ts",
  "node_modules",
  "tests",
  "tools",
];

const SNAKE_CASE_FILE = /^_?[a-z0-9]+(?:_[a-z0-9]+)*\.ts$/;

/** A measured size that has a cap. */
interface Size {
  readonly path: string;
  readonly cap: Cap;
  readonly name?: string;
  readonly line: number;
  readonly lines: number;
}

function isMod(path: string): boolean {
  return path.endsWith("/mod.ts");
}

function sizesOf(path: string, text: string): Size[] {
  const source = parse(path, text);
  const lines = codeLines(source, source);
  const whole: Size = {
    path,
    cap: isMod(path) ? "mod" : "file",
    line: 1,
    lines,
  };
  const functions = functionSizes(source)
    .map((size): Size => ({ path, cap: "function", ...size }));
  return [whole, ...functions];
}

function matches(exception: Exception, size: Size): boolean {
  return exception.path === size.path && exception.cap === size.cap &&
    exception.name === size.name;
}

function tooLarge(sizes: Size[], exceptions: readonly Exception[]): string[] {
  return sizes.flatMap((size) => {
    const { path, line, cap, name, lines } = size;
    const allowed = exceptions.find((row) => matches(row, size))?.lines ??
      CAPS[cap];
    if (lines <= allowed) return [];
    return [
      `${path}:${line} ${name ?? cap} has ${lines} code lines, ` +
      `${allowed} are allowed\n` +
      `  ${REMEDY[cap]}, or give a reason in tools/layout_exceptions.ts.`,
    ];
  });
}

function needless(sizes: Size[], exceptions: readonly Exception[]): string[] {
  return exceptions.filter((row) =>
    !sizes.some((size) => matches(row, size) && size.lines > CAPS[row.cap])
  ).map(({ path, cap, name }) =>
    `tools/layout_exceptions.ts: ${path} ${name ?? cap} is within the cap of ` +
    `${CAPS[cap]} or gone\n  Delete the row.`
  );
}

function logicIn(path: string, text: string): string[] {
  const source = parse(path, text);
  return source.statements.filter((statement) => !isReExport(statement))
    .map((statement) =>
      `${path}: "${
        statement.getText(source).split("\n")[0]
      }" is no re-export\n` +
      "  Move it to a file of its own: a mod.ts holds docs and re-exports."
    );
}

/** The test that a source must have; nothing for those that need none. */
function testOf(path: string): string | undefined {
  const lib = /^lib\/([^/]+)\/([^_/][^/]*)\.ts$/.exec(path);
  if (lib && lib[2] !== "mod") return `tests/${lib[1]}/${lib[2]}_test.ts`;
  const check = /^tools\/(check_[^/]+)\.ts$/.exec(path);
  return check ? `tests/tools/${check[1]}_test.ts` : undefined;
}

function untested(sources: string[], all: ReadonlySet<string>): string[] {
  return sources.flatMap((path) => {
    const test = testOf(path);
    if (test === undefined || all.has(test)) return [];
    return [
      `${path} has no test\n` +
      `  Write ${test}, or name the file _… if it is private.`,
    ];
  });
}

function strayAtTop(root: string): string[] {
  return entries(root).filter(({ name }) => !TOP_LEVEL.includes(name))
    .map(({ name }) =>
      `${name} is stray at the top level\n` +
      "  Move it to the folder it belongs to, or delete it."
    );
}

function strayInLib(sources: string[]): string[] {
  return sources.filter((path) => {
    const [, layer = "", file = "", ...deeper] = path.split("/");
    return !(layer in LAYERS) || !SNAKE_CASE_FILE.test(file) ||
      deeper.length > 0;
  }).map((path) =>
    `${path} is stray under lib/\n` +
    "  A source is lib/<layer>/<snake_case>.ts: move or rename it."
  );
}

/** Syntax that Node 20 and Safari cannot parse; examples in comments may. */
const USING = /^\s*(?:await )?using \w+ =/m;

function unportable([path, text]: [string, string]): string[] {
  if (!USING.test(text)) return [];
  return [
    `${path} says \`using\`, which not every host can parse\n` +
    "  Write try and finally: the package is published as it stands.",
  ];
}

/** Looks at the whole project under `root`. */
export function checkLayout(
  root: string,
  exceptions: readonly Exception[] = EXCEPTIONS,
): Findings {
  const all = new Set(files(root));
  const inLib = [...all].filter((path) => path.startsWith("lib/"));
  const sources = [...all].filter((path) =>
    /^(?:lib|tools)\/.*\.ts$/.test(path)
  );
  const texts = new Map(
    inLib.filter((path) => path.endsWith(".ts"))
      .map((path) => [path, Deno.readTextFileSync(join(root, path))]),
  );
  const sizes = [...texts].flatMap(([path, text]) => sizesOf(path, text));
  const mods = [...texts].filter(([path]) => isMod(path));
  const rootMod = all.has("mod.ts")
    ? logicIn("mod.ts", Deno.readTextFileSync(join(root, "mod.ts")))
    : [];
  const wholes = sizes.filter(({ cap }) => cap === "file")
    .map(({ lines }) => lines).sort((a, b) => a - b);
  return {
    problems: [
      ...strayAtTop(root),
      ...strayInLib(inLib),
      ...untested(sources, all),
      ...rootMod,
      ...[...texts].flatMap(unportable),
      ...mods.flatMap(([path, text]) => logicIn(path, text)),
      ...tooLarge(sizes, exceptions),
      ...needless(sizes, exceptions),
    ],
    summary:
      `layout: ${wholes.length} files of ${
        wholes[wholes.length >> 1] ?? 0
      } code lines in the median, ${wholes.at(-1) ?? 0} at most, ` +
      `${exceptions.length} exceptions`,
  };
}

if (import.meta.main) conclude(checkLayout(ROOT));

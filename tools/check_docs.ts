/**
 * Holds the public documentation complete, with examples that run.
 *
 * `deno doc --lint` sees missing comments and private types. What it does not
 * see is read from `deno doc --json`: a comment of tags alone, an entry point
 * without a text of its own, and which examples assert something.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { conclude, type Findings } from "./_check.ts";
import { entryPoints, files } from "./_tree.ts";
import { capture, ROOT } from "./deno.ts";

interface JsDoc {
  readonly doc?: string;
  readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
}

interface Declaration {
  readonly location: { readonly filename: string; readonly line: number };
  readonly declarationKind: string;
  /** A name that another entry point declares is a "reference". */
  readonly kind: string;
  readonly jsDoc?: JsDoc;
  readonly def?: {
    readonly constructors?: readonly Member[];
    readonly methods?: readonly Member[];
    readonly properties?: readonly Member[];
  };
}

interface Member extends Omit<Declaration, "def"> {
  readonly name: string;
  readonly accessibility?: string;
}

interface Doc {
  readonly nodes: Readonly<
    Record<string, {
      readonly module_doc?: JsDoc;
      readonly symbols: readonly {
        readonly name: string;
        readonly declarations: readonly Declaration[];
      }[];
    }>
  >;
}

/** A name that a user can import, with all that is written about it. */
interface Named {
  readonly name: string;
  readonly at: string;
  readonly docs: readonly JsDoc[];
}

const isHidden = ({ tags }: JsDoc) =>
  tags?.some(({ kind }) => kind === "internal") ?? false;

function place(root: string, { filename, line }: Declaration["location"]) {
  return `${relative(root, fileURLToPath(filename))}:${line}`;
}

/** Every public symbol once, however many entries export it. */
function publicSymbols(root: string, { nodes }: Doc): Named[] {
  const found = new Map<string, Named>();
  for (const { symbols } of Object.values(nodes)) {
    for (const { name, declarations } of symbols) {
      const seen = declarations.filter(({ declarationKind, kind, jsDoc }) =>
        declarationKind === "export" && kind !== "reference" &&
        !isHidden(jsDoc ?? {})
      );
      const [first] = seen;
      if (first === undefined) continue;
      const at = place(root, first.location);
      const members = seen.flatMap(({ def }) => [
        ...def?.constructors ?? [],
        ...def?.methods ?? [],
        ...def?.properties ?? [],
      ]);
      const docs = [...seen, ...members].map(({ jsDoc }) => jsDoc ?? {});
      found.set(`${at} ${name}`, { name, at, docs });
    }
  }
  return [...found.values()];
}

/** The text of a comment with its `@example` tags; they hold the fences. */
function textOf({ doc, tags }: JsDoc): string {
  return [doc, ...tags?.map((tag) => tag.doc) ?? []].join("\n");
}

const FENCE = /^```(?:ts|js|typescript|javascript)\b([^\n]*)\n([^]*?)^```/gm;

/** Examples in texts, split into those that run and those passed over. */
function examples(texts: readonly string[]) {
  const all = texts.flatMap((text) => [...text.matchAll(FENCE)])
    .map(([, words = "", code = ""]) => ({
      ignored: /\bignore\b/.test(words),
      asserts: /\bassert\w*\(/.test(code),
    }));
  return {
    ignored: all.filter(({ ignored }) => ignored).length,
    asserting: all.filter(({ ignored, asserts }) => !ignored && asserts).length,
  };
}

/** The comment of a module is not that of the symbol that follows it. */
function isOwn({ tags }: JsDoc): boolean {
  return !tags?.some(({ kind }) => kind === "module");
}

function undocumented(symbols: readonly Named[]): string[] {
  return symbols
    .filter(({ docs }) => !docs.filter(isOwn)[0]?.doc?.trim())
    .map(({ name, at }) =>
      `${at} ${name} has no text in its documentation\n` +
      "  Say in one sentence what it is for, before any tag."
    );
}

function withoutModuleDoc(entries: readonly string[], doc: Doc): string[] {
  const documented = Object.entries(doc.nodes)
    .filter(([, node]) => node.module_doc?.doc?.trim())
    .map(([url]) => url);
  return entries.filter((entry) =>
    !documented.some((url) => url.endsWith(`/${entry}`))
  ).map((entry) =>
    `${entry} has no module documentation\n` +
    "  Begin it with a comment that ends in @module."
  );
}

/** The findings of `deno doc --lint`, one text each. */
function lintProblems(stderr: string): string[] {
  const blocks = stderr.split(/^(?=error)/m).map((block) => block.trim());
  const errors = blocks.filter((block) => block.startsWith("error["));
  return errors.length > 0 ? errors : [`deno doc --lint failed:\n${stderr}`];
}

/** Looks at every entry point of the project under `root`. */
export async function checkDocs(root: string): Promise<Findings> {
  // One that is missing is told by check_layers; deno doc would stop at it.
  const present = files(root);
  const entries = Object.values(entryPoints(root))
    .filter((entry) => present.includes(entry));
  const lint = await capture(root, ["doc", "--lint", ...entries]);
  const json = await capture(root, ["doc", "--json", ...entries]);
  if (!json.success) {
    throw new Error(`Cannot read the documentation of ${root}: ${json.stderr}`);
  }
  const doc: Doc = JSON.parse(json.stdout);
  const symbols = publicSymbols(root, doc);
  const shown = symbols.filter(({ docs }) =>
    examples(docs.map(textOf)).asserting > 0
  );
  const modules = Object.values(doc.nodes).map((node) =>
    textOf(node.module_doc ?? {})
  );
  const { ignored } = examples([
    ...symbols.flatMap(({ docs }) => docs.map(textOf)),
    ...modules,
  ]);
  const share = Math.round(100 * shown.length / Math.max(1, symbols.length));
  return {
    problems: [
      ...lint.success ? [] : lintProblems(lint.stderr + lint.stdout),
      ...undocumented(symbols),
      ...withoutModuleDoc(entries, doc),
    ],
    summary: `docs: ${symbols.length} public symbols, ${shown.length} ` +
      `(${share} %) with an example that runs and asserts, ` +
      `${ignored} examples ignored`,
  };
}

if (import.meta.main) conclude(await checkDocs(ROOT));

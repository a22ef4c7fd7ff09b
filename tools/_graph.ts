/**
 * The import graph of a package, as `deno info` sees it.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { capture } from "./deno.ts";

/** How a file names another. Types and dynamic imports bind as much. */
export type Kind = "import" | "type-only import" | "dynamic import";

/** One import. */
export interface Edge {
  readonly from: string;
  readonly line: number;
  readonly kind: Kind;
  /** As written. */
  readonly specifier: string;
  /** A path relative to the root, where it is a file of the project. */
  readonly to: string | undefined;
}

/** Files reached from the entry points with their imports. */
export interface Graph {
  readonly files: ReadonlySet<string>;
  readonly edges: readonly Edge[];
  /** Modules that could not be loaded. */
  readonly errors: readonly string[];
}

interface Resolved {
  specifier?: string;
  span?: { start: { line: number } };
}

interface Dependency {
  specifier: string;
  code?: Resolved;
  type?: Resolved;
  isDynamic?: boolean;
}

interface Module {
  specifier: string;
  error?: string;
  dependencies?: Dependency[];
}

function kindOf({ code, isDynamic }: Dependency): Kind {
  if (code === undefined) return "type-only import";
  return isDynamic ? "dynamic import" : "import";
}

/** A project path for a file URL inside `root`, else nothing. */
function within(root: string, specifier: string | undefined) {
  if (!specifier?.startsWith("file:")) return undefined;
  const path = relative(root, fileURLToPath(specifier)).replaceAll("\\", "/");
  return path.startsWith("..") ? undefined : path;
}

function edgeOf(root: string, from: string, dependency: Dependency): Edge {
  const target = dependency.code ?? dependency.type;
  return {
    from,
    line: (target?.span?.start.line ?? 0) + 1,
    kind: kindOf(dependency),
    specifier: dependency.specifier,
    to: within(root, target?.specifier),
  };
}

async function modulesOf(root: string, entry: string): Promise<Module[]> {
  const { success, stdout, stderr } = await capture(root, [
    "info",
    "--json",
    entry,
  ]);
  if (!success) {
    throw new Error(`Cannot read the imports of ${entry}: ${stderr}`);
  }
  return JSON.parse(stdout).modules;
}

/** Merges what `deno info` says of each entry: it takes one a call. */
export async function importGraph(
  root: string,
  entries: readonly string[],
): Promise<Graph> {
  const files = new Set<string>();
  const edges: Edge[] = [];
  const errors = new Set<string>();
  for (const entry of entries) {
    for (const module of await modulesOf(root, entry)) {
      const from = within(root, module.specifier);
      if (from === undefined || files.has(from)) continue;
      if (module.error) {
        errors.add(`${from}: ${module.error}`);
        continue;
      }
      files.add(from);
      for (const dependency of module.dependencies ?? []) {
        edges.push(edgeOf(root, from, dependency));
      }
    }
  }
  return { files, edges, errors: [...errors] };
}

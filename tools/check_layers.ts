/**
 * Holds the import graph to the table of layers.
 *
 * A layer rule that no program checks is a wish. Type-only and dynamic imports
 * count: a type from above still needs the file above to be understood.
 *
 * @module
 */
import { conclude, type Findings } from "./_check.ts";
import { type Edge, type Graph, importGraph } from "./_graph.ts";
import { entryPoints, files } from "./_tree.ts";
import { ROOT } from "./deno.ts";
import { LAYERS, type Layers, ROOT_NEEDS } from "./layers_table.ts";

const ROOT_ENTRY = "mod.ts";

/** `lib/loop/io_loop.ts` → `loop`; nothing for files elsewhere. */
function layerOf(path: string): string | undefined {
  return /^lib\/([^/]+)\/[^/]+$/.exec(path)?.[1];
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Layers that `layer` may import, a top one's row filled in. */
function needsOf(table: Layers, layer: string): readonly string[] {
  const row = table[layer];
  if (!row?.top) return row?.needs ?? [];
  return Object.keys(table).filter((other) => !table[other]?.top);
}

function describe({ from, line, kind, specifier, to }: Edge): string {
  return `${from}:${line} → ${to ?? specifier} (${kind})`;
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(" ") : "no other layer";
}

/** Why an import inside the project is refused; nothing where it is not. */
function refusal(table: Layers, edge: Edge): string | undefined {
  const { from, to } = edge;
  const own = layerOf(from);
  const other = to === undefined ? undefined : layerOf(to);
  const atRoot = from === ROOT_ENTRY;
  if (own === undefined && !atRoot) return undefined;
  if (to === undefined || other === undefined) {
    return outsideRefusal(table, edge, own);
  }
  const file = basename(to);
  if (file === "mod.ts" && !atRoot) {
    return "  A mod.ts drags in its whole layer.\n" +
      "  Import the file that holds the name itself.";
  }
  if (other === own) return undefined;
  if (file.startsWith("_")) {
    return `  A file named _… belongs to its folder lib/${other}/ alone.\n` +
      "  Import a public file of that layer, or give the file a public name.";
  }
  const permitted = atRoot ? ROOT_NEEDS : needsOf(table, own!);
  if (permitted.includes(other)) return undefined;
  return `  ${atRoot ? "The root entry" : own} may import: ${
    list(permitted)
  }.\n` +
    `  Either state what is needed of ${other} as an interface in ` +
    `${atRoot ? "a core layer" : `lib/${own}/`},\n` +
    "  or move the function down to a layer that both may import.";
}

function outsideRefusal(
  table: Layers,
  { from, specifier }: Edge,
  own: string | undefined,
): string | undefined {
  const permitted = (own && table[own]?.outside) || [];
  const permit = permitted.find((prefix) => specifier.startsWith(prefix));
  if (permit === "node:" && basename(from) !== "_node.ts") {
    return "  node: may be imported in files named _node.ts only.\n" +
      "  Move the import there, behind a function that says what is wanted.";
  }
  if (permit !== undefined) return undefined;
  return `  From outside lib/ ${own ?? "the root entry"} may import: ${
    permitted.length > 0 ? permitted.join(" ") : "nothing"
  }.\n` +
    "  Either let the caller hand it in, or move what needs it to a layer\n" +
    "  whose purpose it is.";
}

/** Permits that nothing uses, of layers that exist on both ends. */
function unusedPermits(table: Layers, present: string[], edges: Edge[]) {
  const problems: string[] = [];
  const unused = (layer: string, permit: string) =>
    problems.push(
      `tools/layers_table.ts permits ${layer} → ${permit}, no file uses it\n` +
        "  Delete the permit; it can come back with the import that needs it.",
    );
  for (const layer of present) {
    const own = edges.filter(({ from }) => layerOf(from) === layer);
    for (const needed of table[layer]?.needs ?? []) {
      if (!present.includes(needed)) continue;
      const used = own.some(({ to }) => to && layerOf(to) === needed);
      if (!used) unused(layer, needed);
    }
    for (const prefix of table[layer]?.outside ?? []) {
      const used = own.some(({ specifier }) => specifier.startsWith(prefix));
      if (!used) unused(layer, prefix);
    }
  }
  return problems;
}

/** Cycles in a directed graph, each once, as the path that closes it. */
function cycles(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string) => {
    if (done.has(node)) return;
    const at = path.indexOf(node);
    if (at >= 0) {
      found.push([...path.slice(at), node]);
      return;
    }
    path.push(node);
    for (const target of next.get(node) ?? []) visit(target);
    path.pop();
    done.add(node);
  };
  for (const node of next.keys()) visit(node);
  return found;
}

function fileCycles({ edges }: Graph): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    if (to === undefined || layerOf(from) !== layerOf(to)) continue;
    next.set(from, [...next.get(from) ?? [], to]);
  }
  return cycles(next).map((path) =>
    `${path.join(" → ")} (import cycle)\n` +
    "  Move what both sides need into a file of its own, below both."
  );
}

function tableProblems(table: Layers): string[] {
  const names = Object.keys(table);
  const next = new Map(names.map((name) => [name, needsOf(table, name)]));
  const unknown = names.flatMap((name) =>
    needsOf(table, name).filter((needed) => !names.includes(needed))
      .map((needed) =>
        `tools/layers_table.ts lets ${name} need ${needed}, which is no layer\n` +
        "  Add its row, or correct the name."
      )
  );
  const circular = cycles(next).map((path) =>
    `tools/layers_table.ts: ${path.join(" → ")} (cycle of permits)\n` +
    "  Take out one of these permits."
  );
  return [...unknown, ...circular];
}

function entryProblems(table: Layers, exported: string[], present: string[]) {
  const wrong = exported.filter((path) =>
    path !== ROOT_ENTRY && !/^lib\/[^/]+\/mod\.ts$/.test(path)
  ).map((path) =>
    `deno.json exports ${path}, which is no layer's mod.ts\n` +
    "  Export the mod.ts of its layer instead."
  );
  const missing = present.filter((layer) =>
    table[layer] && !exported.includes(`lib/${layer}/mod.ts`)
  ).map((layer) =>
    `lib/${layer}/ is not an entry point\n` +
    `  Add "./${layer}": "./lib/${layer}/mod.ts" to "exports".`
  );
  const unknown = present.filter((layer) => !table[layer]).map((layer) =>
    `lib/${layer}/ has no row in tools/layers_table.ts\n` +
    "  Add its row, or move the files to the layer they belong to."
  );
  return [...wrong, ...missing, ...unknown];
}

/** Looks at the whole project under `root`. */
export async function checkLayers(
  root: string,
  table: Layers = LAYERS,
): Promise<Findings> {
  const exported = Object.values(entryPoints(root));
  const all = files(root, "lib").filter((path) => path.endsWith(".ts"));
  const present = [...new Set(all.map(layerOf))].filter((layer) =>
    layer !== undefined
  );
  const graph = await importGraph(root, exported);
  const refused = graph.edges.flatMap((edge) => {
    const why = refusal(table, edge);
    return why ? [`${describe(edge)}\n${why}`] : [];
  });
  const unreached = all.filter((path) => !graph.files.has(path))
    .map((path) =>
      `${path} is not reached from any entry point\n` +
      "  Re-export it from its layer's mod.ts, import it, or delete it."
    );
  const unloaded = graph.errors.map((error) =>
    `${error}\n  Correct the path, or take the entry or import out.`
  );
  return {
    problems: [
      ...tableProblems(table),
      ...entryProblems(table, exported, present),
      ...unloaded,
      ...refused,
      ...fileCycles(graph),
      ...unreached,
      ...unusedPermits(table, present, [...graph.edges]),
    ],
    summary: `layers: ${present.length} layers, ${all.length} files, ` +
      `${graph.edges.length} imports looked at`,
  };
}

if (import.meta.main) conclude(await checkLayers(ROOT));

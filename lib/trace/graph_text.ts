/**
 * Prints a graph as lines of text.
 */

import type { Graph, GraphEdge, GraphNode } from "./graph.ts";

/** A line for each node, and below it one for each arrow that leaves it. */
export function graphText({ nodes, edges }: Graph): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const leaving = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const others = leaving.get(edge.from);
    if (others === undefined) leaving.set(edge.from, [edge]);
    else others.push(edge);
  }
  return nodes.map((node) =>
    [
      nodeText(node),
      ...(leaving.get(node.id) ?? []).map(({ label, to }) =>
        `  ${label} ${to} ${byId.get(to)!.label}`
      ),
    ].join("\n")
  ).join("\n");
}

function nodeText({ id, label, state, where, deadlocked }: GraphNode): string {
  return `${id} ${label}` +
    (state === undefined ? "" : `, ${state}`) +
    (deadlocked ? ", in a deadlock" : "") +
    (where === undefined ? "" : `, at ${where}`);
}

/**
 * Writes a graph in the DOT language of Graphviz.
 */

import type { Graph, GraphEdge, GraphNode } from "./graph.ts";

/** The red that tells a deadlock, light and dark. */
const ALARM = "#c62828", ALARM_LIGHT = "#fdecea";

/** The graph as a DOT text. */
export function dotText({ nodes, edges }: Graph): string {
  return [
    "digraph await {",
    // The library guesses how wide a text is; a viewer's letters are wider.
    '  node [fontname="sans-serif", fontsize=11, margin="0.35,0.08", ' +
    'style=filled, fillcolor="#f5f5f5"];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...nodes.map((node) => `  ${node.id} [${attributes(nodeFacts(node))}];`),
    ...edges.map((edge) =>
      `  ${edge.from} -> ${edge.to} [${attributes(edgeFacts(edge))}];`
    ),
    "}",
    "",
  ].join("\n");
}

function nodeFacts({ kind, label, state, where, deadlocked }: GraphNode) {
  const isTask = kind === "task";
  const lines = [label, isTask ? state : "", where && shortPlace(where)];
  return {
    label: lines.filter((line) => line).join("\n"),
    shape: isTask ? "box" : "ellipse",
    ...deadlocked && { color: ALARM, fillcolor: ALARM_LIGHT },
  };
}

function edgeFacts({ label, deadlocked }: GraphEdge) {
  return { label, ...deadlocked && { color: ALARM, fontcolor: ALARM } };
}

function attributes(facts: Readonly<Record<string, string>>): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key}=${quoted(value)}`).join(", ");
}

/**
 * A quoted string of DOT. A backslash would begin one of its escapes, such as
 * `\N` for the name of the node.
 */
export function quoted(text: string): string {
  const safe = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
  return `"${safe}"`;
}

/** A frame without the folders: the picture is the same on all machines. */
export function shortPlace(frame: string): string {
  return frame.replace(/(^|\()[^()]*[/\\]([^/\\()]+:\d+:\d+\)?)$/, "$1$2");
}

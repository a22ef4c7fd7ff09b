import { dotText } from "./dot.ts";
import { type Graph, graphOf } from "./graph.ts";
import { graphText } from "./graph_text.ts";
import { knownTasks, type TraceOptions } from "./known.ts";
import { svgOf } from "./_svg.ts";

/** Who waits for whom. It is a copy: it does not change. */
export interface AwaitGraph extends Graph {
  /** As lines of text. */
  toString(): string;
  /** As plain data. */
  toJSON(): Graph;
  /** As a DOT text, for Graphviz; a deadlock is red in it. */
  toDot(): string;
  /**
   * As a picture. The library that draws it is loaded from npm by the first
   * call: nothing else needs it.
   *
   * @throws If the library cannot be loaded.
   */
  toSvg(): Promise<string>;
}

/**
 * Draws which task waits for which, and through what.
 *
 * It knows the same tasks as {@linkcode dumpTasks}, changes nothing, and runs
 * none of your code. Ids follow the order in which things are found, so the
 * same program in the same state gives the same picture.
 *
 * @param options The loop, and where else to begin.
 * @returns The graph.
 *
 * @example
 * ```ts
 * import { awaitGraph } from "@twister/async/trace";
 * import { Lock } from "@twister/async/sync";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const printer = new Lock({ name: "printer" });
 * const permit = await printer.acquire();
 * const task = spawn(function* letter() {
 *   using _permit = yield* printer.acquire();
 * });
 * const { nodes, edges } = awaitGraph({ roots: [task] });
 * assertEquals(nodes.map(({ id, label }) => [id, label]), [
 *   ["t1", "letter"],
 *   ["w1", 'Lock "printer"'],
 * ]);
 * assertEquals(edges.map(({ from, to }) => [from, to]), [["t1", "w1"]]);
 * permit.release();
 * await task;
 * ```
 */
export function awaitGraph(options: TraceOptions = {}): AwaitGraph {
  const graph = graphOf(knownTasks(options), options.places),
    { nodes, edges } = graph;
  const plain = { nodes, edges };
  return {
    nodes,
    edges,
    toString: () => graphText(graph),
    toJSON: () => plain,
    toDot: () => dotText(graph),
    toSvg: () => svgOf(dotText(graph)),
  };
}

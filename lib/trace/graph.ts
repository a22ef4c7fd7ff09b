/**
 * Builds the graph of who waits for whom.
 */

import { type Deadlock, deadlockAmong } from "../coroutine/deadlock.ts";
import { Pump } from "../coroutine/pump.ts";
import { Task } from "../coroutine/task.ts";
import type { Cell } from "../future/cell.ts";
import { Wait } from "../sync/wait_list.ts";
import type { Known } from "./known.ts";
import { nameFrom, primitiveName } from "./names.ts";
import { PlaceFinder } from "./place_finder.ts";
import { awaitedBy, Standings, type TaskState } from "./standing.ts";
import { type Between, between } from "./waits.ts";
import { cellWords, waitWords } from "./words.ts";

/** A task, or what stands between tasks, in an {@linkcode AwaitGraph}. */
export interface GraphNode {
  /** Its name in the graph: `t1` a task, `w1` what is waited for. */
  readonly id: string;
  /** What it is: `task`, `Future`, or the kind of the primitive: `Lock`. */
  readonly kind: string;
  /** Its name, fit to be printed. */
  readonly label: string;
  /** How a task stands. */
  readonly state: TaskState | undefined;
  /** The line at which a task is suspended, if it is known. */
  readonly where: string | undefined;
  /** Whether it is part of a circle that can never go on. */
  readonly deadlocked: boolean;
}

/** An arrow: from who waits to who could end that. */
export interface GraphEdge {
  /** The id of the node that waits. */
  readonly from: string;
  /** The id of the node that could end the wait. */
  readonly to: string;
  /** `waits for`, `held by`, `needs`, or `needs any of`. */
  readonly label: string;
  /** Whether it is part of a circle that can never go on. */
  readonly deadlocked: boolean;
}

/** Nodes and arrows in the order in which they were found. */
export interface Graph {
  /** The tasks, and what stands between them: locks, groups, Futures. */
  readonly nodes: readonly GraphNode[];
  /** From who waits to who could end that. */
  readonly edges: readonly GraphEdge[];
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Draws all tasks that were found, with what lies between them. */
export function graphOf({ tasks, loop }: Known, most?: number): Graph {
  const draft = new Drawing(new Standings(loop), new PlaceFinder(most));
  for (const task of tasks) draft.task(task);
  const found = deadlockAmong(tasks);
  if (found !== undefined) draft.mark(found);
  return draft;
}

class Drawing implements Graph {
  readonly nodes: Draft<GraphNode>[] = [];
  readonly edges: Draft<GraphEdge>[] = [];
  readonly #byObject: Map<object, Draft<GraphNode>> = new Map();
  readonly #standings: Standings;
  readonly #places: PlaceFinder;
  /** Future by Future, without recursion: a chain may be long. */
  readonly #open: [GraphNode, Between][] = [];
  #tasks = 0;
  #others = 0;

  constructor(standings: Standings, places: PlaceFinder) {
    this.#standings = standings;
    this.#places = places;
  }

  /** Draws a task, what it waits for, and so on. */
  task(task: Task<unknown>): void {
    const from = this.#taskNode(task), awaited = awaitedBy(task);
    if (awaited instanceof Pump) {
      this.#edge(from, this.#node(awaited, "promise", "a native promise"));
    } else if (awaited !== undefined) this.#edge(from, this.#cell(awaited));
    let next = this.#open.pop();
    for (; next !== undefined; next = this.#open.pop()) {
      const [node, via] = next, label = meaning(via);
      for (const one of via.pending) this.#edge(node, this.#cell(one), label);
    }
  }

  /** Marks the nodes and arrows of a circle. */
  mark({ cycle }: Deadlock): void {
    const leaving = Map.groupBy(this.edges, ({ from }) => from);
    const marked = new Set<string>();
    for (const { task, holder } of cycle) {
      const from = this.#byObject.get(task)!, to = this.#byObject.get(holder)!;
      let path = wayBetween(from.id, to.id, leaving);
      for (; path !== undefined; path = path.before) {
        path.edge.deadlocked = true;
        marked.add(path.edge.from);
      }
    }
    for (const node of this.nodes) node.deadlocked = marked.has(node.id);
  }

  #taskNode(task: Task<unknown>): Draft<GraphNode> {
    const known = this.#byObject.get(task);
    if (known !== undefined) return known;
    const node = this.#node(task, "task", nameFrom(() => task.name));
    node.state = this.#standings.of(task);
    const alike = `${node.label}: ${waitWords(task)}`;
    node.where = this.#places.of(task, alike)[0];
    return node;
  }

  #cell(cell: Cell): Draft<GraphNode> {
    if (cell instanceof Task) return this.#taskNode(cell);
    const via = between(cell);
    const key = keyOf(cell, via), known = this.#byObject.get(key);
    if (known !== undefined) return known;
    const what = via ?? (cell instanceof Wait ? cell._list.owner : undefined);
    const label = what ? primitiveName(what) : cellWords(cell);
    const node = this.#node(key, what?.kind ?? "Future", label);
    if (via !== undefined) this.#open.push([node, via]);
    return node;
  }

  #node(object: object, kind: string, label: string): Draft<GraphNode> {
    const known = this.#byObject.get(object);
    if (known !== undefined) return known;
    const id = kind === "task" ? `t${++this.#tasks}` : `w${++this.#others}`;
    const state = undefined, where = undefined, deadlocked = false;
    const node = { id, kind, label, state, where, deadlocked };
    this.#byObject.set(object, node);
    this.nodes.push(node);
    return node;
  }

  #edge(from: GraphNode, to: GraphNode, label = "waits for"): void {
    this.edges.push({ from: from.id, to: to.id, label, deadlocked: false });
  }
}

/** The way back from an arrow to where it began. */
interface Path {
  readonly edge: Draft<GraphEdge>;
  readonly before: Path | undefined;
}

/** The shortest way between two tasks that leads through no third. */
function wayBetween(
  from: string,
  to: string,
  leaving: ReadonlyMap<string, Draft<GraphEdge>[]>,
): Path | undefined {
  const seen = new Set<string>();
  const on = (id: string, before?: Path): Path[] =>
    (leaving.get(id) ?? []).map((edge) => ({ edge, before }));
  let wave = on(from);
  while (wave.length > 0) {
    const end = wave.find(({ edge }) => edge.to === to);
    if (end !== undefined) return end;
    wave = wave.filter(({ edge }) =>
      edge.to.startsWith("w") && !seen.has(edge.to) && seen.add(edge.to)
    ).flatMap((path) => on(path.edge.to, path));
  }
  return undefined;
}

/** All who wait for one primitive see one node; a Future stands for itself. */
function keyOf(cell: Cell, via: Between | undefined): object {
  if (via !== undefined && !via.who.includes(via.source)) return via.source;
  return cell instanceof Wait ? cell._list.owner : cell;
}

/** What the way from something between tasks to one of them means. */
function meaning({ kind, pending }: Between): string {
  // These have holders, who must give something back and need not end.
  if (/Lock|Semaphore/.test(kind)) return "held by";
  const any = /^(?:race|any|asCompleted)$/.test(kind) && pending.length > 1;
  return any ? "needs any of" : "needs";
}

/**
 * All schedules there are, depth first.
 *
 * Where it is known what steps touch, an order of two steps that touch nothing
 * in common is tried only one way round, by sleep sets: what was tried first at
 * a point sleeps in the other branches of that point until a step touches what
 * it touches. After Godefroid, "Partial-Order Methods for the Verification of
 * Concurrent Systems" (1996).
 */

import type {
  Candidate,
  Choices,
  Decision,
  DecisionKind,
  Footprint,
} from "./choices.ts";
import type { Attempt, Strategy } from "./_choices_strategy.ts";

/** What sleeps, with what it would touch. */
type Sleep = ReadonlyMap<number, Footprint>;

const NOTHING: Sleep = new Map();

/** A decision on the way from the start to the latest run's end. */
interface Node {
  readonly of: number;
  /** By answer, where it is about what runs. */
  readonly ids: readonly number[] | undefined;
  readonly sleep: Sleep;
  /** What was tried before, with all that it touched. */
  readonly tried: Map<number, Footprint>;
  chosen: number;
}

/** Enumerates them. */
export class ExhaustiveStrategy implements Strategy {
  readonly #seed: number;
  readonly #path: Node[] = [];
  #began = false;

  constructor(seed: number) {
    this.#seed = seed;
  }

  next(): Attempt | undefined {
    if (this.#began && !this.#backtrack()) return undefined;
    this.#began = true;
    return { seed: this.#seed, choices: new Descent(this.#path) };
  }

  ended(_decisions: readonly Decision[]): void {}

  /** Goes back to the last decision that has an answer left. */
  #backtrack(): boolean {
    for (let node; (node = this.#path.at(-1)); this.#path.pop()) {
      const next = firstAwake(node, node.chosen + 1);
      if (next < 0) continue;
      node.chosen = next;
      return true;
    }
    return false;
  }
}

/** Follows the path, then goes on with the first answers. */
class Descent implements Choices {
  readonly #path: Node[];
  #depth = 0;
  #at: Node | undefined;
  #sleep: Sleep = NOTHING;

  constructor(path: Node[]) {
    this.#path = path;
  }

  choose(
    kind: DecisionKind,
    of: number,
    candidates?: readonly Candidate[],
  ): number {
    const node = this.#path[this.#depth] ?? this.#grow(of, candidates);
    if (node === undefined) return -1;
    this.#depth++;
    if (kind === "run") this.#at = node;
    return Math.min(node.chosen, of - 1);
  }

  stepped(id: number | undefined, touched: Footprint): void {
    const node = this.#at, { tried } = node ?? {};
    this.#at = undefined;
    // What touches anything wakes all; so does a cancel, which has no id.
    this.#sleep = id === undefined || touched === undefined
      ? NOTHING
      : asleepAfter(id, touched, this.#sleep, tried);
    if (id === undefined || tried === undefined) return;
    tried.set(id, tried.has(id) ? union(tried.get(id), touched) : touched);
  }

  #grow(of: number, candidates?: readonly Candidate[]): Node | undefined {
    const node: Node = {
      of,
      ids: candidates?.map(({ id }) => id),
      sleep: this.#sleep,
      tried: new Map(),
      chosen: 0,
    };
    node.chosen = firstAwake(node, 0);
    if (node.chosen < 0) return undefined;
    this.#path.push(node);
    return node;
  }
}

function firstAwake(node: Node, from: number): number {
  for (let answer = from; answer < node.of; answer++) {
    if (node.ids === undefined || !node.sleep.has(node.ids[answer]!)) {
      return answer;
    }
  }
  return -1;
}

/** What sleeps on: all that was tried before, but for what the step touches. */
function asleepAfter(
  id: number,
  touched: Footprint,
  before: Sleep,
  tried: Sleep = NOTHING,
): Sleep {
  const sleep = new Map([...before, ...tried]);
  sleep.delete(id);
  for (const [other, its] of sleep) {
    if (!independent(its, touched)) sleep.delete(other);
  }
  return sleep;
}

function independent(a: Footprint, b: Footprint): boolean {
  return a !== undefined && b !== undefined && a.isDisjointFrom(b);
}

function union(a: Footprint, b: Footprint): Footprint {
  return a && b && a.union(b);
}

/**
 * Plays all scenarios in all libraries: a library a thread, as what one of them
 * throws into the host must not be taken for another's.
 *
 * @module
 */
import { FLAVOURS, playTwister } from "./adapters/twister.ts";
import { PEERS } from "./adapters.ts";
import { THEMES } from "./scenarios.ts";
import { type Cell, judge } from "./stage.ts";
import type { Scenario } from "./vocabulary.ts";

/** One library's cells, in the order of the scenarios. */
export interface Column {
  readonly name: string;
  readonly version: string;
  readonly way: string;
  readonly cells: readonly Cell[];
}

/** The rows, without their themes. */
export const SCENARIOS: readonly Scenario[] = THEMES.flatMap(
  (theme) => theme.scenarios,
);

/** Plays everything; gives the columns, this package first. */
export async function playAll(version: string): Promise<Column[]> {
  const peers = PEERS.map(async ({ name, version, way }) => ({
    name,
    version,
    way,
    cells: await playInThread(name),
  }));
  const cells: Cell[] = [];
  for (const scenario of SCENARIOS) cells.push(await play(scenario));
  const way = "generators with try, catch and finally, each played with " +
    "`yield*` and with `yield`; groups are a TaskGroup";
  return [
    { name: "twister", version, way, cells },
    ...await Promise.all(peers),
  ];
}

/** Passes if it does in whatever way the body waits. */
async function play(scenario: Scenario): Promise<Cell> {
  for (const flavour of FLAVOURS) {
    const cell = judge(scenario, await playTwister(scenario, flavour));
    if (cell.kind !== "passes") return cell;
  }
  return { kind: "passes" };
}

function playInThread(name: string): Promise<Cell[]> {
  const url = new URL("./_thread.ts", import.meta.url);
  const thread = new Worker(url, { type: "module" });
  return new Promise((resolve, reject) => {
    thread.onmessage = ({ data }) => {
      thread.terminate();
      resolve(data);
    };
    thread.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`${name}: ${event.message}`));
    };
    thread.postMessage(name);
  });
}

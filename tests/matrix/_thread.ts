/**
 * Plays all scenarios in the library whose name it is sent.
 *
 * @module
 */
import { PEERS } from "./adapters.ts";
import { playForReal } from "./real_clock.ts";
import { THEMES } from "./scenarios.ts";
import type { Cell } from "./stage.ts";

/** What a worker has and a window has not. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<string>) => Promise<void>;
  postMessage(cells: Cell[]): void;
};

scope.onmessage = async ({ data }) => {
  const adapter = PEERS.find(({ name }) => name === data)!;
  const cells: Cell[] = [];
  for (const { scenarios } of THEMES) {
    for (const scenario of scenarios) {
      cells.push(await playForReal(adapter, scenario));
    }
  }
  scope.postMessage(cells);
};

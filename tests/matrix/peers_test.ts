/**
 * Some cells of other libraries: that the adapters work, and that what is known
 * to fail is seen to fail. The whole table is made by `tools/matrix.ts`.
 */
import { assert, assertEquals } from "@std/assert";
import { PEERS } from "./adapters.ts";
import { SCENARIOS } from "./play_all.ts";
import { playForReal } from "./real_clock.ts";
import type { Cell } from "./stage.ts";

const ONE_LEVEL = "a finally may wait, and the task ends when it is through";
const BY_YIELD_STAR = "a finally in a function called by yield* may wait, and" +
  " the caller does not run on";
const NEXT_WAIT = "a cancelled sleep frees its timer at once";
const AWAITED = "an async function that awaits a cancelled task goes on";
const CATCH = "catch sees the cancel, and may pass it on after a wait";

function play(name: string, title: string): Promise<Cell> {
  const adapter = PEERS.find((peer) => peer.name === name);
  const scenario = SCENARIOS.find((scenario) => scenario.title === title);
  assert(adapter && scenario, `${name}: ${title}`);
  return playForReal(adapter, scenario);
}

function saw(cell: Cell): readonly string[] {
  return "saw" in cell ? cell.saw : [];
}

for (
  const [name, title] of [
    ["async/await", ONE_LEVEL],
    ["effection, finally", ONE_LEVEL],
    ["effection, ensure", BY_YIELD_STAR],
    ["effect, try", NEXT_WAIT],
    ["effect, ensuring", BY_YIELD_STAR],
    ["redux-saga", NEXT_WAIT],
    ["caf", NEXT_WAIT],
    ["bluebird", ONE_LEVEL],
  ] as const
) {
  Deno.test(`${name} passes: ${title}`, async () => {
    assertEquals(await play(name, title), { kind: "passes" });
  });
}

Deno.test("effection runs on after a finally that waits below a yield*", async () => {
  const cell = await play("effection, finally", BY_YIELD_STAR);
  assertEquals(cell.kind, "differs");
  assert(saw(cell).includes("ran on"));
});

Deno.test("effect does not enter a finally in Effect.gen", async () => {
  const cell = await play("effect, try", ONE_LEVEL);
  assertEquals(saw(cell), ["works", "main: cancelled"]);
});

Deno.test("redux-saga ends a task before its cleanup is through", async () => {
  const cell = await play("redux-saga", ONE_LEVEL);
  assertEquals(saw(cell), ["works", "cleans", "main: cancelled", "cleaned"]);
});

Deno.test("caf drops cleanup at its first wait", async () => {
  const cell = await play("caf", ONE_LEVEL);
  assertEquals(cell.kind, "differs");
  assert(saw(cell).includes("cleans") && !saw(cell).includes("cleaned"));
});

Deno.test("bluebird leaves who awaits a cancelled promise waiting", async () => {
  assertEquals((await play("bluebird", AWAITED)).kind, "hangs");
});

Deno.test("a scenario that a library has no words for is not held against it", async () => {
  assertEquals((await play("effection, finally", CATCH)).kind, "unsaid");
});

import { assertEquals } from "@std/assert";
import { handLoop, rest } from "../_support.ts";

const entry = (log: string[], name: string) => ({
  _run: () => void log.push(name),
  _label: () => name,
});

Deno.test("entries run in order, and what waits can be looked at", async () => {
  const { loop } = handLoop(), log: string[] = [];
  const [first, second] = [entry(log, "first"), entry(log, "second")];
  loop._enqueue(first);
  loop._enqueue(second);
  assertEquals([...loop._queued()], [first, second]);
  await rest();
  assertEquals(log, ["first", "second"]);
  assertEquals([...loop._queued()], []);
});

Deno.test("a loop is idle when nothing is ready and no timer is set", async () => {
  const { loop, clock } = handLoop();
  assertEquals(loop._idle, true);
  loop._enqueue(entry([], ""));
  assertEquals(loop._idle, false);
  await rest();
  assertEquals(loop._idle, true);
  loop.callLater(5, () => {});
  assertEquals(loop._idle, false);
  await clock.advance(5);
  assertEquals(loop._idle, true);
});

Deno.test("what comes after the turn runs when that has drained", async () => {
  const { loop } = handLoop(), log: string[] = [];
  loop._afterTurn(entry(log, "after"));
  loop._enqueue(entry(log, "in it"));
  await rest();
  assertEquals(log, ["in it", "after"]);
});

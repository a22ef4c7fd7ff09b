import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Settles } from "../../lib/loop/mod.ts";
import type { Runnable, Timed } from "../../lib/loop/runnable.ts";
import { handLoop, reports, turns } from "../_support.ts";

/** Something that can stand in the queue, and writes down that it ran. */
const runnable = (log: string[], label: string): Runnable => ({
  _run: () => void log.push(label),
  _label: () => label,
});

Deno.test("the loop queues whatever has a step and a label, in order", async () => {
  const { loop } = handLoop(), log: string[] = [];
  for (const label of ["a", "b"]) loop._enqueue(runnable(log, label));
  assertEquals(log, []);
  await turns(1, loop);
  assertEquals(log, ["a", "b"]);
});

Deno.test("the loop reports a step that throws under its label", async () => {
  const { loop } = handLoop(), error = new Error("step");
  using told = reports(loop);
  const entry: Runnable = {
    _run() {
      throw error;
    },
    _label: () => "my step",
  };
  loop._enqueue(entry);
  await turns(1, loop);
  assertEquals(told.errors, [{ error, source: entry, name: "my step" }]);
});

Deno.test("the loop does not run a timed entry that is done", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const timed = (label: string, done: boolean): Timed => ({
    ...runnable(log, label),
    done,
  });
  loop._at(1005, timed("waits", false));
  loop._at(1005, timed("done", true));
  await clock.advance(5);
  assertEquals(log, ["waits"]);
});

Deno.test("addFuture takes whatever calls back when it is settled", async () => {
  class Bell implements Settles<Bell> {
    #heard: ((bell: Bell) => unknown)[] = [];
    addDoneCallback(fn: (bell: Bell) => unknown): void {
      this.#heard.push(fn);
    }
    ring(): void {
      for (const fn of this.#heard) fn(this);
    }
  }
  const { loop } = handLoop(), bell = new Bell();
  let heard: unknown;
  loop.addFuture(bell, (one) => heard = one);
  bell.ring();
  assertEquals(heard, undefined);
  await turns(1, loop);
  assertStrictEquals(heard, bell);
});

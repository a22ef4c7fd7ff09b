import { assertEquals } from "@std/assert";
import { deferLater, Deferred, LoopingCall } from "../../lib/deferred/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { runVirtual, VirtualClock } from "../../lib/testing/mod.ts";

Deno.test("deferLater, addTimeout and LoopingCall go by a clock that is advanced, as Twisted's Clock is", async () => {
  const clock = new VirtualClock(), loop = new IOLoop({ clock });
  const log: unknown[] = [];
  const beat = new LoopingCall(() => void log.push(`beat ${loop.time()}`));
  loop._within(() => {
    void beat.start(1000);
    deferLater(1500, () => log.push("later"));
    new Deferred<void>().addTimeout(2500).addErrback(() => log.push("late"));
  });
  await clock.pump([1000, 1000, 1000]);
  beat.stop();
  assertEquals(log, [
    "beat 0",
    "beat 1000",
    "later",
    "beat 2000",
    "late",
    "beat 3000",
  ]);
});

Deno.test("an hour of a LoopingCall takes no real time", async () => {
  let calls = 0;
  await runVirtual(function* (): Generator {
    const beat = new LoopingCall(() => void calls++);
    void beat.start(1000, { now: false });
    // Of equal times the one that was set first goes first: so not at 3,600,000.
    yield deferLater(3_600_500, () => beat.stop());
  });
  assertEquals(calls, 3600);
});

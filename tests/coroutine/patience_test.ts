import { assertEquals } from "@std/assert";
import { atLatest } from "../../lib/coroutine/patience.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Deferred, inlineCallbacks } from "../../lib/deferred/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { handLoop } from "../_support.ts";

Deno.test("patience ends after its time, if nothing came", async () => {
  const { loop, clock } = handLoop(), cell = new Future<void>();
  let left = 0;
  atLatest(10, cell, loop, () => left++);
  await clock.advance(9);
  assertEquals(left, 0);
  await clock.advance(1);
  assertEquals(left, 1);
});

Deno.test("what comes in time frees the timer", async () => {
  const { loop, clock } = handLoop(), cell = new Future<void>();
  let left = 0;
  loop._within(() => {
    atLatest(10, cell, loop, () => left++);
    cell.setResult();
  });
  await clock.advance(0);
  assertEquals([clock.alarmAt, left], [undefined, 0]);
});

Deno.test("the cleanup of a Deferred is waited for, but not longer than the grace", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const hangs = inlineCallbacks(function* (): Generator {
    try {
      yield new Deferred<void>();
    } finally {
      log.push("cleanup");
      yield new Deferred<void>();
      log.push("never");
    }
  });
  const task = loop._within(() =>
    spawn(function* (): Generator {
      yield hangs();
    })
  );
  task.cancel();
  await clock.advance(999);
  assertEquals([task.done, log], [false, ["cleanup"]]);
  await clock.advance(1);
  assertEquals([task.cancelled, log], [true, ["cleanup"]]);
});

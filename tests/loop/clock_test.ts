import { assertEquals } from "@std/assert";
import { IOLoop } from "../../lib/loop/mod.ts";
import { HandClock, handLoop, turns } from "../_support.ts";

Deno.test("an IOLoop knows the time from its clock alone", () => {
  const { loop, clock } = handLoop();
  assertEquals(loop.time(), 1000);
  clock.pass(0.5);
  assertEquals(loop.time(), 1000.5);
});

Deno.test("an IOLoop asks its clock for one alarm at a time", async () => {
  const { loop, clock } = handLoop();
  loop.callLater(20, () => {});
  loop.callLater(10, () => {});
  assertEquals(clock.alarmAt, 1010);
  await clock.advance(10);
  assertEquals(clock.alarmAt, 1020);
  await clock.advance(10);
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("an IOLoop sets its alarm again when the clock rings too early", async () => {
  const rings: (() => void)[] = [];
  let now = 1000, ran = false;
  const clock = {
    grain: 0,
    now: () => now,
    alarm(time: number | undefined, ring: () => void) {
      if (time !== undefined) rings.push(ring);
    },
  };
  const loop = new IOLoop({ clock });
  loop.callAt(1010, () => ran = true);
  now = 1009;
  rings.shift()!();
  await turns(1, loop);
  assertEquals([ran, rings.length], [false, 1]);
  now = 1010;
  rings.shift()!();
  await turns(1, loop);
  assertEquals([ran, rings.length], [true, 0]);
});

Deno.test("an IOLoop rounds deadlines up to the grain of its clock", async () => {
  const { loop, clock } = handLoop({ clock: new HandClock(1000, 10) });
  const ran: number[] = [];
  for (const ms of [3, 10, 11]) loop.callLater(ms, () => ran.push(ms));
  await clock.advance(9);
  assertEquals(ran, []);
  await clock.advance(1);
  assertEquals(ran, [3, 10]);
  await clock.advance(10);
  assertEquals(ran, [3, 10, 11]);
});

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { deferLater, Deferred } from "../../lib/deferred/mod.ts";
import { handLoop } from "../_support.ts";
import { caught, NONE } from "./_kit.ts";

Deno.test("deferLater() calls the function after the time, with its arguments", async () => {
  const { loop, clock } = handLoop();
  const end = loop._within(() =>
    caught(deferLater(10, (a: number, b: number) => a + b, 1, 2))
  );
  await clock.advance(9);
  assertEquals(end(), NONE);
  await clock.advance(1);
  assertEquals(end(), 3);
});

Deno.test("deferLater() gives what the function throws, and waits for what it gives", async () => {
  const { loop, clock } = handLoop(), late = new Deferred<string>();
  const [thrown, waits] = loop._within(() => [
    caught(deferLater(1, () => {
      throw "e";
    })),
    caught(deferLater(1, () => late)),
  ]);
  await clock.advance(1);
  assertEquals([thrown!(), waits!()], ["e", NONE]);
  late.callback("late");
  assertEquals(waits!(), "late");
});

Deno.test("deferLater() without a function only waits", async () => {
  const { loop, clock } = handLoop();
  const end = loop._within(() => caught(deferLater(10)));
  await clock.advance(10);
  assertEquals(end(), undefined);
});

Deno.test("cancelling deferLater() frees the timer, and the function is not called", () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const deferred = loop._within(() => deferLater(10, () => log.push("called")));
  const end = caught(deferred);
  deferred.cancel();
  assertInstanceOf(end(), CancelledError);
  assertEquals([log, clock.alarmAt], [[], undefined]);
});

Deno.test("cancelling deferLater() after the time cancels what the function gave", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const deferred = loop._within(() =>
    deferLater(10, () => new Deferred<void>(() => log.push("cancelled")))
  );
  const end = caught(deferred);
  await clock.advance(10);
  deferred.cancel();
  assertEquals(log, ["cancelled"]);
  assertInstanceOf(end(), CancelledError);
});

Deno.test("deferLater() refuses what is no time or no function", () => {
  assertThrows(() => deferLater(NaN), RangeError, "deferLater(ms, fn)");
  assertThrows(() => deferLater("1" as never), TypeError, "deferLater");
  assertThrows(() => deferLater(1, 2 as never), TypeError, "deferLater");
});

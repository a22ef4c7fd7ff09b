import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { CancelledError, TimeoutError } from "../../lib/errors/mod.ts";
import { Deferred, Failure, succeed } from "../../lib/deferred/mod.ts";
import { handLoop } from "../_support.ts";
import { caught, resultOf, watched } from "./_kit.ts";

/** A loop moved by hand, and a Deferred with a timeout of 10 ms on it. */
function timed(canceller?: (it: Deferred<string>) => unknown) {
  const { loop, clock } = handLoop();
  const deferred = new Deferred<string>(canceller);
  loop._within(() => deferred.addTimeout(10));
  return { loop, clock, deferred, end: caught(deferred) };
}

// D15
Deno.test("addTimeout() fails the Deferred with TimeoutError when the time is over", async () => {
  const { clock, deferred, end } = timed();
  await clock.advance(9);
  assertEquals(deferred.called, false);
  await clock.advance(1);
  const error = end();
  assertInstanceOf(error, TimeoutError);
  assertEquals(error.message, "A Deferred had no result within 10 ms");
  assertInstanceOf(error.cause, CancelledError);
});

// D15
Deno.test("addTimeout() keeps a value that the canceller fires with", async () => {
  const { clock, end } = timed((it) => it.callback("saved"));
  await clock.advance(10);
  assertEquals(end(), "saved");
});

// D15
Deno.test("addTimeout() keeps another error that the canceller fires with", async () => {
  const { clock, end } = timed((it) => it.errback("lost"));
  await clock.advance(10);
  assertEquals(end(), "lost");
});

// D15
Deno.test("addTimeout() leaves a cancel by hand a CancelledError", async () => {
  const { clock, deferred, end } = timed();
  deferred.cancel("by hand");
  assertEquals((end() as CancelledError).reason, "by hand");
  await clock.advance(20);
  assertEquals(clock.alarmAt, undefined);
});

// D15
Deno.test("fired early, addTimeout() leaves no timer behind", () => {
  const { clock, deferred, end } = timed();
  assertEquals(clock.alarmAt, 1010);
  deferred.callback("early");
  assertEquals([end(), clock.alarmAt], ["early", undefined]);
});

// D15
Deno.test("fired early, addTimeout() never cancels what is waited for later", async () => {
  const { loop, clock } = handLoop(), inner = new Deferred<string>();
  const deferred = new Deferred<string>();
  loop._within(() => deferred.addTimeout(10));
  const end = caught(deferred.addCallback(() => inner));
  deferred.callback("early");
  await clock.advance(20);
  inner.callback("late");
  assertEquals(end(), "late");
});

// D15
Deno.test("addTimeout() cancels an inner one that is waited for before it", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  const inner = new Deferred<void>(() => log.push("cancelled"));
  const outer = succeed().addCallback(() => inner);
  const end = caught(loop._within(() => outer.addTimeout(10)));
  await clock.advance(10);
  assertEquals(log, ["cancelled"]);
  assertInstanceOf(end(), TimeoutError);
});

// D15
Deno.test("of two timeouts the one that ran out is told", async () => {
  const { loop, clock } = handLoop(), deferred = new Deferred<void>();
  const end = caught(
    loop._within(() => deferred.addTimeout(10).addTimeout(30)),
  );
  await clock.advance(40);
  assertEquals(
    (end() as TimeoutError).message,
    "A Deferred had no result within 10 ms",
  );
});

Deno.test("addTimeout() asks onTimeout what a timeout comes to", async () => {
  const { loop, clock } = handLoop(), deferred = new Deferred<number>();
  const late = loop._within(() =>
    deferred.addTimeout(10, (result, ms) => [result instanceof Failure, ms])
  );
  await clock.advance(10);
  assertEquals(resultOf(late), [true, 10]);
});

Deno.test("addTimeout() does not ask onTimeout when the result is in time", () => {
  const log: unknown[] = [];
  const deferred = watched(succeed(1).addTimeout(10, () => 2), log);
  assertEquals([log, resultOf(deferred)], [[1], 1]);
});

Deno.test("addTimeout(0) is over in the next turn and not before", async () => {
  const { loop, clock } = handLoop(), deferred = new Deferred<void>();
  const end = caught(loop._within(() => deferred.addTimeout(0)));
  assertEquals(deferred.called, false);
  await clock.advance(0);
  assertInstanceOf(end(), TimeoutError);
});

Deno.test("addTimeout() of no time is refused", () => {
  const deferred = new Deferred<void>();
  assertThrows(() => deferred.addTimeout(NaN), RangeError, "NaN");
  assertThrows(() => deferred.addTimeout("1" as never), TypeError, "number");
});

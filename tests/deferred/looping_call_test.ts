import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CancelledError, InvalidStateError } from "../../lib/errors/mod.ts";
import {
  deferLater,
  Deferred,
  fail,
  LoopingCall,
} from "../../lib/deferred/mod.ts";
import { type HandClock, handLoop, reports, rest } from "../_support.ts";
import { caught, NONE } from "./_kit.ts";

/** A loop moved by hand, whose time is counted from zero. */
function stage() {
  const { loop, clock } = handLoop();
  const log: unknown[] = [], now = () => clock.now() - 1000;
  return { loop, clock, log, now };
}

/** Starts a call on a loop. */
function begin(
  { loop }: ReturnType<typeof stage>,
  call: LoopingCall,
  ms: number,
  now = true,
) {
  return loop._within(() => caught(call.start(ms, { now })));
}

/** Lets so much time pass, step by step. */
async function steps(clock: HandClock, ms: number, count: number) {
  for (let i = 0; i < count; i++) await clock.advance(ms);
}

Deno.test("it calls at once and then at each interval, with its arguments", async () => {
  const on = stage();
  const call = new LoopingCall(
    (...all: unknown[]) => on.log.push([on.now(), ...all]),
    "a",
    "b",
  );
  begin(on, call, 10);
  await on.clock.advance(25);
  assertEquals(on.log, [[0, "a", "b"], [10, "a", "b"], [20, "a", "b"]]);
  assertEquals([call.running, call.interval], [true, 10]);
  call.stop();
});

Deno.test("started with now: false it first calls after one interval", async () => {
  const on = stage(), call = new LoopingCall(() => on.log.push(on.now()));
  begin(on, call, 10, false);
  await on.clock.advance(20);
  assertEquals(on.log, [10, 20]);
  call.stop();
});

// L9
Deno.test("a body that takes time by itself skips what passes: 0, 2.5, 4", async () => {
  const on = stage(), takes = [2000, 1000, 0];
  const call = new LoopingCall(() => {
    on.log.push(on.now() / 1000);
    on.clock.pass(takes.shift() ?? 0);
  });
  begin(on, call, 500);
  await on.clock.advance(2000);
  assertEquals(on.log, [0, 2.5, 4]);
  call.stop();
});

// L9
Deno.test("it does not overlap a body whose Deferred is pending: 0, 2.5, 4", async () => {
  const on = stage(), takes = [2000, 1000, 0];
  const call = new LoopingCall(() => {
    on.log.push(on.now() / 1000);
    return deferLater(takes.shift() ?? 0);
  });
  begin(on, call, 500);
  await on.clock.advance(4400);
  assertEquals(on.log, [0, 2.5, 4]);
  call.stop();
});

// L9
Deno.test("stop() fires the start's Deferred with the LoopingCall", async () => {
  const on = stage(), call = new LoopingCall(() => {});
  const end = begin(on, call, 10);
  await on.clock.advance(5);
  assertEquals(end(), NONE);
  call.stop();
  assertStrictEquals(end(), call);
  assertEquals([call.running, on.clock.alarmAt], [false, undefined]);
});

// L9
Deno.test("stop() lets a pending body end first", async () => {
  const on = stage(), call = new LoopingCall(() => deferLater(30));
  const end = begin(on, call, 10);
  call.stop();
  assertEquals([end(), call.running], [NONE, false]);
  await on.clock.advance(30);
  assertStrictEquals(end(), call);
  assertEquals(on.clock.alarmAt, undefined);
});

Deno.test("stop() lets a pending body end first that a timer began", async () => {
  const on = stage(), call = new LoopingCall(() => deferLater(30));
  const end = begin(on, call, 10, false);
  await on.clock.advance(10);
  call.stop();
  assertEquals(end(), NONE);
  await on.clock.advance(30);
  assertStrictEquals(end(), call);
});

Deno.test("stop() within the body fires the Deferred after it", async () => {
  const on = stage();
  const call: LoopingCall = new LoopingCall(() => {
    call.stop();
    on.log.push("body");
  });
  const end = begin(on, call, 10);
  await rest();
  assertEquals(on.log, ["body"]);
  assertStrictEquals(end(), call);
});

// L10
Deno.test("a body that throws ends the calls, and is the start's error", async () => {
  const on = stage(), error = new Error("e");
  let left = 2;
  const call = new LoopingCall(() => {
    if (--left === 0) throw error;
  });
  const end = begin(on, call, 10);
  await on.clock.advance(10);
  assertStrictEquals(end(), error);
  assertEquals([call.running, on.clock.alarmAt], [false, undefined]);
});

// L10
Deno.test("a body that fails later ends the calls, and is the start's error", async () => {
  const on = stage();
  const call = new LoopingCall(() => deferLater(5, () => fail("e")));
  const end = begin(on, call, 10);
  await on.clock.advance(5);
  assertEquals([end(), call.running, on.clock.alarmAt], [
    "e",
    false,
    undefined,
  ]);
});

// L10
Deno.test("a body that stops and fails in the same call still gives its error", async () => {
  const on = stage();
  const call: LoopingCall = new LoopingCall(() => {
    call.stop();
    throw "e";
  });
  const end = begin(on, call, 10);
  await rest();
  assertEquals(end(), "e");
});

// L11
Deno.test("withCount: ten steps of a tenth sum up to ten and none is zero", async () => {
  const on = stage(), counts: number[] = [];
  const call = LoopingCall.withCount((count) => counts.push(count));
  begin(on, call, 0.1, false);
  await steps(on.clock, 0.1, 10);
  await on.clock.advance(1e-9);
  assertEquals(counts.reduce((sum, count) => sum + count), 10);
  assertEquals(counts.includes(0), false);
  call.stop();
});

// L11
Deno.test("withCount: with an interval of zero it is always one", async () => {
  const on = stage(), counts: number[] = [];
  const call: LoopingCall = LoopingCall.withCount((count) => {
    counts.push(count);
    on.clock.pass(7);
    if (counts.length === 4) call.stop();
  });
  begin(on, call, 0);
  await on.clock.advance(100);
  assertEquals(counts, [1, 1, 1, 1]);
});

// L11
Deno.test("withCount: after a slow Deferred it tells what was skipped: 1, 3", async () => {
  const on = stage(), counts: number[] = [];
  const call = LoopingCall.withCount((count) => {
    counts.push(count);
    return counts.length === 1 ? deferLater(50) : undefined;
  });
  begin(on, call, 20, false);
  await on.clock.advance(80);
  assertEquals(counts, [1, 3]);
  call.stop();
});

Deno.test("withCount: called at once it counts one, then one a time", async () => {
  const on = stage(), counts: number[] = [];
  const call = LoopingCall.withCount((count) => counts.push(count));
  begin(on, call, 10);
  await on.clock.advance(20);
  assertEquals(counts, [1, 1, 1]);
  call.stop();
});

Deno.test("withCount: a loop that was held up tells the times that passed", async () => {
  const on = stage(), counts: number[] = [];
  const call = LoopingCall.withCount((count) => counts.push(count));
  begin(on, call, 10, false);
  on.clock.pass(35);
  await on.clock.advance(5);
  assertEquals(counts, [3, 1]);
  call.stop();
});

// L11
Deno.test("reset() counts the interval anew", async () => {
  const on = stage(), call = new LoopingCall(() => on.log.push(on.now()));
  begin(on, call, 10, false);
  await on.clock.advance(7);
  call.reset();
  await on.clock.advance(20);
  assertEquals(on.log, [17, 27]);
  call.stop();
});

Deno.test("withCount: after a reset() it counts from there", async () => {
  const on = stage(), counts: number[] = [];
  const call = LoopingCall.withCount((count) => counts.push(count));
  begin(on, call, 10, false);
  await on.clock.advance(35);
  call.reset();
  await on.clock.advance(10);
  assertEquals(counts, [1, 1, 1, 1]);
  call.stop();
});

Deno.test("reset() while a body is pending changes nothing", async () => {
  const on = stage();
  const call = new LoopingCall(() => {
    on.log.push(on.now());
    return deferLater(5);
  });
  begin(on, call, 10);
  await on.clock.advance(3);
  call.reset();
  await on.clock.advance(7);
  assertEquals(on.log, [0, 10]);
  call.stop();
  await on.clock.advance(5);
});

Deno.test("cancelling the start's Deferred ends the calls, and what is pending", async () => {
  const on = stage();
  const call = new LoopingCall(() =>
    new Deferred<void>((_, reason) => on.log.push(reason))
  );
  const deferred = on.loop._within(() => call.start(10));
  const end = caught(deferred);
  deferred.cancel("why");
  assertEquals(on.log, ["why"]);
  assertEquals((end() as CancelledError).reason, "why");
  assertEquals([call.running, on.clock.alarmAt], [false, undefined]);
  await rest();
});

Deno.test("cancelling the start's Deferred between two calls leaves no timer", async () => {
  const on = stage(), call = new LoopingCall(() => on.log.push(on.now()));
  const deferred = on.loop._within(() => call.start(10));
  const end = caught(deferred);
  deferred.cancel();
  await on.clock.advance(20);
  assertEquals(end() instanceof CancelledError, true);
  assertEquals([on.log, call.running], [[0], false]);
});

Deno.test("the error of a body tells the function's name", () => {
  const on = stage();
  let text = "";
  on.loop._within(() =>
    new LoopingCall(function beats() {
      return fail("e");
    }).start(10)
  ).addErrback((failure) => void (text = failure.traceback()));
  assertEquals(text, 'Uncaught "e"\n    at async beats (<anonymous>)');
});

Deno.test("what a cancelled body fails with by itself is the start's error", () => {
  const on = stage();
  const call = new LoopingCall(() =>
    new Deferred<void>(() => {
      throw "cannot stop";
    })
  );
  const deferred = on.loop._within(() => call.start(10));
  const end = caught(deferred);
  deferred.cancel();
  assertEquals(end(), "cannot stop");
});

Deno.test("what a cancelled body fails with later is reported", () => {
  const on = stage(), body = new Deferred<void>((it) => it.errback("late"));
  using told = reports(on.loop);
  body.pause();
  const deferred = on.loop._within(() => new LoopingCall(() => body).start(10));
  const end = caught(deferred);
  deferred.cancel();
  assertEquals(end() instanceof CancelledError, true);
  on.loop._within(() => body.unpause());
  assertEquals(told.unobserved.map(({ error }) => error), ["late"]);
});

Deno.test("an interval of zero calls in each turn and starves nothing", async () => {
  const { loop } = handLoop(), log: string[] = [];
  const call: LoopingCall = new LoopingCall(() => {
    log.push("call");
    if (log.length > 10) call.stop();
  });
  loop._within(() => {
    caught(call.start(0));
    loop.addCallback(() => log.push("other"));
  });
  await rest();
  assertEquals(log.indexOf("other") < 4, true);
});

Deno.test("it may be started again after its end", async () => {
  const on = stage(), call = new LoopingCall(() => on.log.push(on.now()));
  begin(on, call, 10);
  call.stop();
  begin(on, call, 20);
  await on.clock.advance(20);
  assertEquals([on.log, call.interval], [[0, 0, 20], 20]);
  call.stop();
});

Deno.test("wrong use is told at the call", () => {
  const on = stage(), call = new LoopingCall(function beats() {});
  assertThrows(
    () => call.stop(),
    InvalidStateError,
    "beats: it is not running",
  );
  assertThrows(() => call.reset(), InvalidStateError, "not running");
  assertThrows(() => call.start(-1), RangeError, "zero or more");
  assertThrows(() => call.start(NaN), RangeError, "NaN");
  assertThrows(() => call.start("1" as never), TypeError, "number");
  assertThrows(() => new LoopingCall(1 as never), TypeError, "function");
  assertThrows(() => LoopingCall.withCount(1 as never), TypeError, "withCount");
  begin(on, call, 10);
  assertThrows(() => call.start(10), InvalidStateError, "it is running");
  call.stop();
});

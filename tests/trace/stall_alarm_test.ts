import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { CancelScope } from "../../lib/scopes/mod.ts";
import { type Stall, stallAlarm } from "../../lib/trace/mod.ts";
import { handLoop, reports } from "../_support.ts";
import type { Co } from "./_kit.ts";

function alarmed() {
  const { loop, clock } = handLoop();
  const stalls: Stall[] = [];
  const onStall = (stall: Stall) => void stalls.push(stall);
  return { loop, clock, stalls, onStall };
}

Deno.test("a task that holds the loop longer than it may is named, with where it is now", async () => {
  const { loop, clock, stalls, onStall } = alarmed();
  using _alarm = stallAlarm({ held: 50, onStall, loop });
  const run = loop.run(function* main(): Co {
    yield* sleep(1);
    clock.pass(80);
    yield* sleep(1);
  });
  await clock.advance(200);
  await run;
  const [{ kind, name, duration, message }] = stalls as [Stall];
  assertEquals([kind, name, duration], ["held the loop", "main", 80]);
  assertMatch(message, /^main held the loop for 80 ms; it is now at main \(/);
  assertEquals(stalls.length, 1);
});

Deno.test("a task that goes on though it was cancelled is named once", async () => {
  const { loop, clock, stalls, onStall } = alarmed();
  using alarm = stallAlarm({ ignoredCancel: 300, onStall, loop });
  const gate = new Future<void>({ name: "gate" });
  const run = loop.run(function* main(): Co {
    const task = spawn(function* stubborn(): Co {
      try {
        yield* sleep(60_000);
      } catch { /* goes on */ }
      yield* gate;
    });
    task.cancel();
    yield* task;
  });
  await clock.advance(1);
  alarm.look();
  await clock.advance(200);
  alarm.look();
  assertEquals(stalls, []);
  await clock.advance(200);
  alarm.look();
  alarm.look();
  assertEquals(stalls.map(({ kind, name }) => [kind, name]), [
    ["ignores a cancel", "stubborn"],
  ]);
  assertMatch(
    stalls[0]!.message,
    /^stubborn ignores a cancel, for 400 ms; it waits for Future "gate" at stubborn \(/,
  );
  gate.setResult();
  await clock.advance(10);
  await run;
});

Deno.test("a cancel by a scope counts, and a cleanup that ends in time does not", async () => {
  const { loop, clock, stalls, onStall } = alarmed();
  using alarm = stallAlarm({ ignoredCancel: 300, onStall, loop });
  const run = loop.run(function* main(): Co {
    const scope = new CancelScope();
    const cleaning = (name: string, ms: number): Task<unknown> =>
      spawn(function* (): Co {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(ms);
        }
      }, { name });
    const quick = cleaning("quick", 100);
    const slow = spawn(function* slow(): Co {
      yield* scope.run(function* () {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(600);
        }
      });
    });
    scope.cancel();
    quick.cancel();
    yield* slow;
  });
  for (let i = 0; i < 10; i++) {
    await clock.advance(100);
    alarm.look();
  }
  await run;
  assertEquals(stalls.map(({ name }) => name), ["slow"]);
});

Deno.test("at its end the loop's hook and threshold are as before, which were heard meanwhile", async () => {
  const { loop, clock, stalls, onStall } = alarmed();
  using told = reports(loop);
  loop.slowCallbackThreshold = 100;
  const hook = loop.onSlowCallback;
  {
    using _alarm = stallAlarm({ held: 50, onStall, loop });
    const run = loop.run(function* main(): Co {
      yield* sleep(1);
      clock.pass(80);
      yield* sleep(1);
      clock.pass(120);
      yield* sleep(1);
    });
    await clock.advance(500);
    await run;
  }
  assertEquals(stalls.map(({ duration }) => duration), [80, 120]);
  assertEquals(told.slow.map(({ duration }) => duration), [120]);
  assertEquals([loop.slowCallbackThreshold, loop.onSlowCallback], [100, hook]);
});

Deno.test("what somebody else has set meanwhile stays", () => {
  const { loop } = handLoop();
  const other = () => {};
  {
    using _alarm = stallAlarm({ loop });
    loop.onSlowCallback = other;
    loop.slowCallbackThreshold = 7;
  }
  assertEquals([loop.slowCallbackThreshold, loop.onSlowCallback], [7, other]);
});

Deno.test("limits that are no numbers, and an onStall that is no function, are refused", () => {
  assertThrows(() => stallAlarm({ held: NaN }), RangeError, "NaN is no time");
  assertThrows(() => stallAlarm({ ignoredCancel: "1" as never }), TypeError);
  assertThrows(
    () => stallAlarm({ onStall: 1 as never }),
    TypeError,
    "function",
  );
});

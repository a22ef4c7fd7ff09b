import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { isFuture } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { handLoop, rest, turns } from "../_support.ts";
import { caught, type Co, within } from "./_kit.ts";

Deno.test("a sleep is over when its time has passed on the loop's clock, and gives nothing", async () => {
  const { loop, clock } = handLoop();
  const nap = within(loop, () => sleep(10));
  assert(isFuture(nap));
  await clock.advance(9);
  assertEquals(nap.done, false);
  await clock.advance(1);
  assertEquals([nap.state, nap.result()], ["fulfilled", undefined]);
});

Deno.test("a sleeping coroutine goes on after its time", async () => {
  const { loop, clock } = handLoop(), log: number[] = [];
  within(loop, () =>
    spawn(function* (): Co {
      for (const ms of [5, 0, 20]) {
        yield* sleep(ms);
        log.push(loop.time());
      }
    }));
  await clock.advance(100);
  assertEquals(log, [1005, 1005, 1025]);
});

Deno.test("sleeps are over in the order of their times, equal ones in that of the calls", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  within(loop, () => {
    for (
      const [name, ms] of [["c", 3], ["a", 1], ["d", 3], ["b", 2]] as const
    ) {
      sleep(ms).addDoneCallback(() => log.push(name));
    }
  });
  await clock.advance(3);
  assertEquals(log.join(""), "abcd");
});

Deno.test("a sleep of zero or less is over in the next turn, not in the call", async () => {
  for (const ms of [0, -0, -5, -Infinity]) {
    const { loop } = handLoop();
    const nap = within(loop, () => sleep(ms));
    assertEquals(nap.done, false);
    await turns(1, loop);
    await rest();
    assertEquals(nap.done, true);
  }
});

Deno.test("an endless sleep takes no timer and can only be cancelled", async () => {
  const { loop, clock } = handLoop();
  const nap = within(loop, () => sleep(Infinity));
  await clock.advance(1e9);
  assertEquals([nap.done, clock.alarmAt], [false, undefined]);
  nap.cancel();
  assertEquals(nap.cancelled, true);
});

Deno.test("an endless sleep that a cancelled task was waiting for is left", async () => {
  const task = spawn(function* (): Co {
    yield* sleep(Infinity);
  });
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
});

Deno.test("a cancelled sleep frees its timer at once", () => {
  const { loop, clock } = handLoop();
  const nap = within(loop, () => sleep(10));
  assertEquals(clock.alarmAt, 1010);
  nap.cancel();
  assertEquals([nap.cancelled, clock.alarmAt], [true, undefined]);
});

Deno.test("a sleep whose last waiter is cancelled frees its timer, and not before", async () => {
  const { loop, clock } = handLoop();
  const [nap, first, second] = within(loop, () => {
    const nap = sleep(10);
    const wait = () =>
      spawn(function* (): Co {
        yield nap;
      });
    return [nap, wait(), wait()] as const;
  });
  first.cancel();
  await rest();
  assertEquals([first.cancelled, nap.done, clock.alarmAt], [true, false, 1010]);
  second.cancel();
  await rest();
  assertEquals([second.cancelled, nap.cancelled, clock.alarmAt], [
    true,
    true,
    undefined,
  ]);
});

Deno.test("a sleep that somebody settled early frees no one else's time", async () => {
  const { loop, clock } = handLoop();
  const [early, other] = within(loop, () => [sleep(10), sleep(10)]);
  early!.setResult(undefined);
  await clock.advance(10);
  assertEquals([early!.state, other!.state], ["fulfilled", "fulfilled"]);
});

Deno.test("what is no time is refused at the call", () => {
  for (const given of [undefined, null, "5", 5n, {}, new Date(), () => 5]) {
    assertThrows(
      () => sleep(given as never),
      TypeError,
      "Cannot sleep(ms): expected milliseconds as a number, got ",
    );
  }
  assertThrows(
    () => sleep(NaN),
    RangeError,
    "Cannot sleep(ms): NaN is no time",
  );
});

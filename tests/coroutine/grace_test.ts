/**
 * The two phases of a cancel: cleanup within the grace, then an end.
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  coroutine,
  moment,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { type HandClock, handLoop, rest } from "../_support.ts";
import type { IOLoop } from "../../lib/loop/mod.ts";
import { caught, type Co, within } from "./_kit.ts";

/** A task whose cleanup sleeps for a time. */
function cleaning(
  loop: IOLoop,
  ms: number,
  log: string[] = [],
  grace?: number,
): Task<unknown> {
  return within(loop, () =>
    spawn(function* (): Co {
      try {
        yield new Future();
      } finally {
        yield sleep(ms);
        log.push("cleaned up");
      }
    }, grace === undefined ? {} : { grace }));
}

/** How long after its cancel a task is settled. */
async function settledAfter(
  task: Task<unknown>,
  clock: HandClock,
): Promise<number> {
  await rest();
  const began = clock.now();
  while (!task.done) {
    if (clock.alarmAt === undefined) return Infinity;
    await clock.advance(clock.alarmAt - clock.now());
  }
  return clock.now() - began;
}

Deno.test("a cleanup within the grace is run to its end, and the grace's timer is freed", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const task = cleaning(loop, 999, log);
  task.cancel();
  assertEquals(await settledAfter(task, clock), 999);
  assertEquals([log, task.cancelled], [["cleaned up"], true]);
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("the grace is a thousand milliseconds of the loop's time", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const task = cleaning(loop, 5000, log);
  task.cancel();
  assertEquals(await settledAfter(task, clock), 1000);
  assertEquals([log, task.cancelled], [[], true]);
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("the grace can be set for the loop, as option or property", async () => {
  const first = handLoop({ grace: 30 });
  const a = cleaning(first.loop, 5000);
  a.cancel();
  assertEquals(await settledAfter(a, first.clock), 30);
  const second = handLoop();
  second.loop.grace = 40;
  const b = cleaning(second.loop, 5000);
  b.cancel();
  assertEquals(await settledAfter(b, second.clock), 40);
});

Deno.test("the grace of a task goes before that of its loop, the grace of a cancel before both", async () => {
  const { loop, clock } = handLoop({ grace: 30 });
  const own = cleaning(loop, 5000, [], 70);
  own.cancel();
  assertEquals(await settledAfter(own, clock), 70);
  const asked = cleaning(loop, 5000, [], 70);
  asked.cancel("why", { grace: 5 });
  assertEquals(await settledAfter(asked, clock), 5);
});

Deno.test("a grace of zero or less ends the cleanup at its first wait", async () => {
  for (const grace of [0, -1, -Infinity]) {
    const { loop, clock } = handLoop(), log: string[] = [];
    const task = cleaning(loop, 1, log);
    task.cancel("now", { grace });
    await rest();
    assertEquals([task.cancelled, log, clock.alarmAt], [true, [], undefined]);
  }
});

Deno.test("an endless grace never ends", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const task = cleaning(loop, 1e6, log);
  task.cancel("take your time", { grace: Infinity });
  assertEquals(await settledAfter(task, clock), 1e6);
  assertEquals(log, ["cleaned up"]);
});

Deno.test("a second cancel with grace 0 ends the cleanup now", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const task = cleaning(loop, 500, log);
  assertEquals(task.cancel("first"), true);
  await clock.advance(10);
  assertEquals(task.done, false);
  assertEquals(task.cancel("second", { grace: 0 }), true);
  assertEquals(task.done, false);
  await rest();
  assertEquals([task.cancelled, log], [true, []]);
  assertEquals((await caught(task) as CancelledError).reason, "first");
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("a second cancel with another grace changes nothing", async () => {
  const { loop, clock } = handLoop();
  const task = cleaning(loop, 5000);
  task.cancel("first");
  await clock.advance(10);
  assertEquals(task.cancel("second", { grace: 1 }), false);
  assertEquals(await settledAfter(task, clock), 990);
});

Deno.test("both cancels in one turn: grace 0 counts", async () => {
  const { loop } = handLoop(), log: string[] = [];
  const task = cleaning(loop, 500, log);
  task.cancel("first");
  task.cancel("second", { grace: 0 });
  await rest();
  assertEquals([task.cancelled, log], [true, []]);
});

Deno.test("past the grace every further yield throws again, ready or not, until the generator is done", async () => {
  const { loop, clock } = handLoop({ grace: 10 });
  const log: unknown[] = [];
  const task = within(loop, () =>
    spawn(function* (): Co {
      const steps: [string, () => Co][] = [
        ["first", function* () {
          yield new Future();
        }],
        ["at the end of the grace", function* () {
          yield sleep(500);
        }],
        ["pending", function* () {
          yield new Future();
        }],
        ["ready", function* () {
          yield Future.resolve(1);
        }],
        ["ready by yield*", function* () {
          yield* Future.resolve(1);
        }],
        ["moment", function* () {
          yield* moment;
        }],
        ["nothing", function* () {
          yield;
        }],
        ["promise", function* () {
          yield Promise.resolve(1);
        }],
        ["array", function* () {
          yield [];
        }],
        ["child", function* () {
          yield (function* (): Co {
            yield new Future();
          })();
        }],
      ];
      const errors = new Set<unknown>();
      for (const [name, step] of steps) {
        try {
          yield* step();
          log.push(`${name} went on`);
        } catch (error) {
          assertInstanceOf(error, CancelledError);
          errors.add(error);
          log.push(name);
        }
      }
      return errors.size;
    }));
  task.cancel();
  await clock.advance(10);
  assertEquals(log, [
    "first",
    "at the end of the grace",
    "pending",
    "ready",
    "ready by yield*",
    "moment",
    "nothing",
    "promise",
    "array",
    "child",
  ]);
  assertEquals(task.result(), 1);
  assertEquals(task.cancelRequested, true);
});

Deno.test("within the grace a cleanup may wait as often as it likes", async () => {
  const { loop, clock } = handLoop({ grace: 100 });
  let waits = 0;
  const task = within(loop, () =>
    spawn(function* (): Co {
      try {
        yield new Future();
      } finally {
        for (; waits < 9; waits++) yield waits % 2 ? sleep(10) : moment;
      }
    }));
  task.cancel();
  await clock.advance(40);
  assertEquals([task.cancelled, waits], [true, 9]);
});

Deno.test("a body that swallows the cancel is interrupted at the end of the grace", async () => {
  const { loop, clock } = handLoop({ grace: 20 });
  const task = within(loop, () =>
    spawn(function* (): Co {
      try {
        yield new Future();
      } catch { /* swallowed */ }
      yield sleep(500);
      return "not reached";
    }));
  task.cancel();
  assertEquals(await settledAfter(task, clock), 20);
  assert(task.cancelled);
});

Deno.test("a cleanup that waits for a child past the grace leaves it; the child is cancelled too", async () => {
  const { loop, clock } = handLoop({ grace: 20 });
  const log: string[] = [];
  const child = coroutine(function* (): Co {
    try {
      yield sleep(500);
    } finally {
      log.push("child");
    }
  });
  const task = within(loop, () =>
    spawn(function* (): Co {
      try {
        yield new Future();
      } finally {
        try {
          yield child();
        } finally {
          log.push("outer");
        }
      }
    }));
  task.cancel();
  await clock.advance(20);
  assertEquals(log.toSorted(), ["child", "outer"]);
  assert(task.cancelled);
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("the grace counts on the loop's clock, from the throw on", async () => {
  const { loop, clock } = handLoop({ grace: 10 });
  const task = cleaning(loop, 500);
  clock.pass(100);
  task.cancel();
  await clock.advance(9);
  assertEquals(task.done, false);
  await clock.advance(1);
  assertEquals(task.cancelled, true);
});

Deno.test("a cleanup that ends in the very time of the grace is done or interrupted, and settled either way", async () => {
  const { loop, clock } = handLoop({ grace: 10 });
  const task = cleaning(loop, 10);
  task.cancel();
  await clock.advance(10);
  assertEquals([task.cancelled, clock.alarmAt], [true, undefined]);
});

Deno.test("a task that ignores all cancels for ever does not hold the loop", async () => {
  const { loop, clock } = handLoop({ grace: 5 });
  let tries = 0, others = 0;
  const task = within(loop, () =>
    spawn(function* (): Co {
      while (tries < 1000) {
        try {
          yield new Future();
        } catch {
          tries++;
        }
      }
      return "gave in";
    }));
  task.cancel();
  const count = (): void => {
    others++;
    if (!task.done) loop.addCallback(count);
  };
  loop.addCallback(count);
  await clock.advance(5);
  await rest();
  assertEquals(task.result(), "gave in");
  assert(others > 900, `${others} other callbacks ran`);
});

Deno.test("what is no time is refused at the call, and the task is not cancelled by it", () => {
  const task = spawn(function* (): Co {
    yield new Future();
  });
  assertThrows(
    () => task.cancel("why", { grace: NaN }),
    RangeError,
    "Cannot cancel(reason, { grace }): NaN is no time",
  );
  assertThrows(
    () => task.cancel("why", { grace: "5" as never }),
    TypeError,
    'expected milliseconds as a number, got "5"',
  );
  assertEquals(task.cancelRequested, false);
  task.cancel();
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import { CancelledError, InvalidStateError } from "../../lib/errors/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { Condition, Lock } from "../../lib/sync/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { type Co, play, stage } from "../scopes/_kit.ts";
import { ends } from "./_kit.ts";

// K6
Deno.test("notify(1), then notify(2), wake in the order of waiting", () => {
  const condition = new Condition();
  const all = [1, 2, 3, 4].map(() => condition.wait());
  condition.notify();
  assertEquals(ends(all), [true, "pending", "pending", "pending"]);
  condition.notify(2);
  assertEquals(ends(all), [true, true, true, "pending"]);
  condition.notifyAll();
  condition.notify(5);
  assertEquals(ends(all), [true, true, true, true]);
});

// K6
Deno.test("a wait that lasts too long gives false, and eats no notify", async () => {
  const on = stage(), condition = new Condition();
  const all = on.within(() => [
    condition.wait({ timeout: 5 }),
    condition.wait(),
    condition.wait({ timeout: 0 }),
  ]);
  await on.clock.advance(5);
  condition.notify();
  assertEquals(ends(all), [false, true, false]);
  assertEquals(on.clock.alarmAt, undefined);
});

// K6
Deno.test("a notify in what a notify woke reaches the next", async () => {
  const { log } = await play(function* ({ log, spawn }): Co {
    const condition = new Condition();
    const tasks = [1, 2, 3].map((n) =>
      spawn(function* (): Co {
        yield* condition.wait();
        log.push(n);
        condition.notify();
      })
    );
    condition.notify();
    yield tasks;
  });
  assertEquals(log, [1, 2, 3]);
});

Deno.test("the lock is given up while a wait lasts, and held when it is over", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock(),
      condition = new Condition(lock),
      log: unknown[] = [];
    const waits = spawn(function* (): Co {
      using permit = yield* lock.acquire();
      log.push(yield* condition.wait(), permit.released, lock.locked);
    });
    {
      using _permit = yield* lock.acquire();
      condition.notify();
      yield* sleep(1);
      log.push("still mine");
    }
    yield* waits;
    return [...log, lock.locked];
  });
  assertEquals(value, ["still mine", true, false, true, false]);
});

Deno.test("a permit that is lent gives nothing back", async () => {
  const lock = new Lock(), condition = new Condition(lock);
  const permit = await lock.acquire(), waits = condition.wait();
  const other = await lock.acquire();
  assertEquals([permit.released, permit.release()], [true, false]);
  condition.notify();
  assertEquals(waits.done, false);
  other.release();
  assertEquals([await waits, permit.released], [true, false]);
  permit.release();
  assertEquals(lock.locked, false);
});

// K7
Deno.test("one cancelled as it is notified passes the notify on, and ends holding the lock", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock(),
      condition = new Condition(lock),
      log: unknown[] = [];
    const body = function* (name: string): Co {
      using permit = yield* lock.acquire();
      try {
        log.push([name, yield* condition.wait()]);
      } catch (error) {
        log.push([name, permit.released, lock.locked]);
        throw error;
      }
    };
    const tasks = ["a", "b"].map((name) => spawn(() => body(name)));
    yield* sleep(1);
    {
      using _permit = yield* lock.acquire();
      condition.notify();
      tasks[0]!.cancel();
      yield* sleep(1);
    }
    yield* tasks[1]!;
    return [log, tasks[0]!.state, lock.locked];
  });
  assertEquals(value, [[["a", false, true], ["b", true]], "cancelled", false]);
});

// K7
Deno.test("one cancelled while it takes the lock again ends holding it, as cancelled", async () => {
  const { value } = await play(function* ({ spawn, now }): Co {
    const lock = new Lock(),
      condition = new Condition(lock),
      log: unknown[] = [];
    const task = spawn(function* (): Co {
      using _permit = yield* lock.acquire();
      try {
        yield* condition.wait();
      } finally {
        log.push(lock.owner === task, now());
      }
    });
    yield* sleep(1);
    {
      using _permit = yield* lock.acquire();
      condition.notify();
      yield* sleep(1);
      task.cancel();
      yield* sleep(3);
    }
    yield* sleep(1);
    return [log, task.state, lock.locked];
  });
  assertEquals(value, [[true, 5], "cancelled", false]);
});

Deno.test("one whose grace is over goes without the lock, which is left free", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock(), condition = new Condition(lock);
    const task = spawn(function* (): Co {
      using _permit = yield* lock.acquire();
      yield* condition.wait();
    });
    {
      using _permit = yield* lock.acquire();
      task.cancel();
      yield* sleep(1);
      if (task.done) return "it does not wait for the lock";
      task.cancel("now", { grace: 0 });
      yield* sleep(1);
      if (!task.done) return "it waits for the lock";
    }
    return [lock.statistics().locked, lock.statistics().waiting];
  });
  assertEquals(value, [false, 0]);
});

Deno.test("a cancelled wait has the lock when it ends in an async function too", async () => {
  const lock = new Lock(), condition = new Condition(lock);
  using permit = await lock.acquire();
  const waits = condition.wait();
  assertEquals([waits.cancel("why"), waits.cancel("again")], [true, false]);
  const error = await caught(waits);
  assert(error instanceof CancelledError);
  assertEquals(error.reason, "why");
  assertEquals([permit.released, lock.locked], [true, false], "nobody waited");
});

Deno.test("an aborted signal cancels the wait when the lock is held again", async () => {
  const lock = new Lock(), condition = new Condition(lock);
  const abort = new AbortController();
  using permit = await lock.acquire();
  const error = caught(condition.wait({ signal: abort.signal }));
  const other = await lock.acquire();
  abort.abort("why");
  other.release();
  assertEquals((await error as CancelledError).reason, "why");
  assertEquals([permit.released, lock.locked], [false, true]);
});

Deno.test("a time that is over gives false when the lock is held again", async () => {
  const { value } = await play(function* ({ spawn, now }): Co {
    const lock = new Lock(), condition = new Condition(lock);
    const task = spawn(function* (): Co {
      using _permit = yield* lock.acquire();
      return [yield* condition.wait({ timeout: 2 }), now()];
    });
    using _permit = yield* lock.acquire();
    yield* sleep(5);
    _permit.release();
    return yield* task;
  });
  assertEquals(value, [false, 5]);
});

Deno.test("waitFor() waits until the predicate holds, and looks first", async () => {
  const { value } = await play(function* (): Co {
    const condition = new Condition(), seen: number[] = [];
    let n = 0;
    const waits = condition.waitFor(() => seen.push(n) && n >= 2);
    while (n++ < 4) {
      condition.notifyAll();
      yield* sleep(1);
    }
    return [yield* waits, seen, condition.waitFor(() => true).done];
  });
  assertEquals(value, [true, [0, 1, 2], true]);
});

Deno.test("waitFor() gives what the predicate says when its time is over", async () => {
  const { value } = await play(function* ({ now }): Co {
    const condition = new Condition();
    const never = yield* condition.waitFor(() => false, { timeout: 3 });
    return [
      never,
      now(),
      yield* condition.waitFor(() => now() > 4, { timeout: 2 }),
    ];
  });
  assertEquals(value, [false, 3, true]);
});

Deno.test("what the predicate throws comes out of waitFor()", async () => {
  const bad = new Error("bad");
  const error = await caught(
    new Condition().waitFor(() => {
      throw bad;
    }),
  );
  assert(error === bad);
});

Deno.test("waiting and notifying without holding the lock is an InvalidStateError", async () => {
  const condition = new Condition(new Lock(), { name: "full" });
  const error = await caught(condition.wait());
  assert(error instanceof InvalidStateError);
  assert(error.message.startsWith("Cannot wait for a Condition full"));
  assert(
    await caught(condition.waitFor(() => true)) instanceof InvalidStateError,
  );
  assertThrows(() => condition.notify(), InvalidStateError, "Cannot notify");
  assertThrows(() => condition.notifyAll(), InvalidStateError);
});

Deno.test("what is no lock, count, predicate or option is told at the call", () => {
  const condition = new Condition();
  assertThrows(() => new Condition({} as never), TypeError, "expected a Lock");
  assertThrows(() => condition.notify(-1), RangeError, "-1");
  assertThrows(() => condition.notify(NaN), RangeError);
  assertThrows(() => condition.waitFor(1 as never), TypeError, "function");
  assertThrows(() => condition.waitFor(() => 1, { timeout: NaN }), RangeError);
  assertThrows(() => condition.wait({ timeout: NaN }), RangeError);
  assertEquals(condition.statistics(), { waiting: 0 });
});

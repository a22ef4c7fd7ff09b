import { assert, assertEquals, assertThrows } from "@std/assert";
import { InvalidStateError, TimeoutError } from "../../lib/errors/mod.ts";
import { settlersOf } from "../../lib/future/settlers.ts";
import { currentTask, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { race, withTimeout } from "../../lib/combinators/mod.ts";
import { moveOnAfter } from "../../lib/scopes/mod.ts";
import { Lock, type Permit } from "../../lib/sync/mod.ts";
import { type Co, play, stage, watchedSignal } from "../scopes/_kit.ts";
import { caught } from "../coroutine/_kit.ts";
import { turns } from "../_support.ts";
import { end, ends } from "./_kit.ts";

Deno.test("a free lock is there at once, a held one when it is given back", () => {
  const lock = new Lock(), first = lock.acquire(), second = lock.acquire();
  assertEquals([first.done, second.done, lock.locked], [true, false, true]);
  first.result().release();
  assertEquals([second.done, lock.locked], [true, true]);
  second.result().release();
  assertEquals(lock.locked, false);
});

// K1
Deno.test("several get the lock in the order of asking, and nobody gets in between", async () => {
  const { log } = await play(function* ({ log, spawn }): Co {
    const lock = new Lock();
    const visit = function* (name: string): Co {
      using _permit = yield* lock.acquire();
      log.push(name);
      yield* sleep(1);
    };
    const tasks = ["a", "b", "c"].map((name) => spawn(() => visit(name)));
    yield* sleep(0.5);
    assertEquals(lock.acquireNowait(), undefined);
    for (const task of tasks) yield* task;
    yield* visit("d");
  });
  assertEquals(log, ["a", "b", "c", "d"]);
});

Deno.test("a lock handed over is there one turn later", async () => {
  const lock = new Lock(), permit = lock.acquire().result();
  let came = false;
  const waits = spawn(function* () {
    using _permit = yield* lock.acquire();
    came = true;
  });
  permit.release();
  assertEquals(came, false);
  await turns(1);
  assertEquals(came, true);
  await waits;
});

// K2
Deno.test("a wait that lasts too long is a TimeoutError, and the next is served", async () => {
  const on = stage(), lock = new Lock({ name: "db" });
  const [holder, late, next] = on.within(() => [
    lock.acquire(),
    lock.acquire({ timeout: 5 }),
    lock.acquire(),
  ]);
  late!.addDoneCallback(end);
  await on.clock.advance(5);
  const error = late!.error() as TimeoutError;
  assert(error instanceof TimeoutError);
  assertEquals(error.message, "acquire() of Lock db did not end within 5 ms");
  assertEquals(error.deadline, 1005);
  on.within(() => holder!.result().release());
  assertEquals(next!.done, true);
});

// K2
Deno.test("a lock that comes in time frees the timer", async () => {
  const on = stage(), lock = new Lock();
  const [holder, waits] = on.within(() => [
    lock.acquire(),
    lock.acquire({ timeout: 5 }),
  ]);
  on.within(() => holder!.result().release());
  assertEquals(on.clock.alarmAt, undefined);
  await on.clock.advance(10);
  assertEquals(waits!.result().released, false);
});

// K2
Deno.test("no time at all means now or a TimeoutError, by an option or a combinator", async () => {
  const lock = new Lock();
  for (const timeout of [0, -1, -Infinity]) {
    lock.acquire({ timeout }).result().release();
    const permit = (await withTimeout(timeout, lock.acquire())) as Permit;
    assert(await caught(lock.acquire({ timeout })) instanceof TimeoutError);
    const combined = withTimeout(timeout, lock.acquire());
    assert(await caught(combined) instanceof TimeoutError);
    assertEquals(lock.statistics().waiting, 0);
    permit.release();
  }
  assertEquals(lock.locked, false);
});

Deno.test("an aborted signal cancels the wait with its reason, and is left by a granted one", async () => {
  const lock = new Lock(), { signal, abort, ...rest } = watchedSignal();
  void rest;
  const holder = lock.acquire().result();
  const granted = lock.acquire({ signal }), gone = lock.acquire({ signal });
  holder.release();
  abort("why");
  const error = await caught(gone) as Error & { reason: unknown };
  assertEquals([error.name, error.reason], ["CancelledError", "why"]);
  assertEquals(granted.done, true);
  const before = lock.acquire({ signal });
  assertEquals([before.cancelled, end(before)], [true, "CancelledError"]);
});

Deno.test("nothing listens to the signal when the wait is over", () => {
  const lock = new Lock(), watched = watchedSignal(), { signal } = watched;
  const holder = lock.acquire({ signal }).result();
  assertEquals(watched.listeners, 0);
  lock.acquire({ signal });
  lock.acquire({ signal }).cancel();
  assertEquals(watched.listeners, 1);
  holder.release();
  assertEquals(watched.listeners, 0);
});

// K3
Deno.test("a waiter cancelled in the turn of its grant gets it, and gives it back", async () => {
  const { value } = await play(function* ({ spawn, log }): Co {
    const lock = new Lock(), holder = yield* lock.acquire();
    const body = function* (name: string): Co {
      using _permit = yield* lock.acquire();
      log.push(name);
      yield* sleep(1);
      log.push(`${name} went on`);
    };
    const [first, second] = ["a", "b"].map((name) => spawn(() => body(name)));
    holder.release();
    first!.cancel();
    yield* second!;
    return [first!.state, log, lock.locked];
  });
  assertEquals(value, ["cancelled", ["a", "b", "b went on"], false]);
});

// K3
Deno.test("a waiter cancelled before its grant leaves it to the next", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock(), holder = yield* lock.acquire();
    const tasks = [1, 2].map(() =>
      spawn(function* (): Co {
        using _permit = yield* lock.acquire();
        return yield* sleep(1);
      })
    );
    yield* sleep(1);
    tasks[0]!.cancel();
    yield* sleep(1);
    const { waiting } = lock.statistics();
    holder.release();
    yield* tasks[1]!;
    return [waiting, tasks[0]!.state, lock.locked];
  });
  assertEquals(value, [1, "cancelled", false]);
});

Deno.test("a task that asks while its cancel is on its way takes nothing along", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock();
    const task = spawn(function* (): Co {
      yield* sleep(1);
      currentTask()!.cancel();
      using _permit = yield* lock.acquire();
    });
    yield* sleep(2);
    return [task.state, lock.statistics()];
  });
  assertEquals(value, [
    "cancelled",
    { locked: false, owner: undefined, waiting: 0 },
  ]);
});

Deno.test("what such a task asked for is granted to whom it gave the Future", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock();
    let given: ReturnType<Lock["acquire"]> | undefined;
    spawn(function* (): Co {
      yield* sleep(1);
      currentTask()!.cancel();
      given = lock.acquire();
      yield* sleep(1);
    });
    yield* sleep(1);
    using _permit = yield* given!;
    return lock.locked;
  });
  assertEquals(value, true);
});

Deno.test("a lock asked for before the cancel and waited for after it is not lost", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock(), holder = yield* lock.acquire();
    spawn(function* (): Co {
      yield* sleep(1);
      const asked = lock.acquire();
      currentTask()!.cancel();
      using _permit = yield* asked;
    });
    spawn(function* (): Co {
      yield* sleep(1);
      holder.release();
    });
    yield* sleep(5);
    return lock.statistics().locked;
  });
  assertEquals(value, false);
});

Deno.test("a lock that was there before the cancel is delivered, and the cancel comes next", async () => {
  const { value } = await play(function* ({ spawn, log }): Co {
    const lock = new Lock();
    const task = spawn(function* (): Co {
      const asked = lock.acquire();
      currentTask()!.cancel();
      using _permit = yield* asked;
      log.push("in");
      yield* sleep(1);
      log.push("went on");
    });
    yield* sleep(1);
    return [task.state, log, lock.locked];
  });
  assertEquals(value, ["cancelled", ["in"], false]);
});

Deno.test("the loser of a race gives its place up", async () => {
  const lock = new Lock(), other = new Lock(), holder = await lock.acquire();
  using _permit = await race([lock.acquire(), other.acquire()]) as Permit;
  assertEquals([lock.statistics().waiting, other.locked], [0, true]);
  holder.release();
  assertEquals(lock.locked, false);
});

Deno.test("a scope whose time is over gives the place up", async () => {
  const { value } = await play(function* (): Co {
    const lock = new Lock();
    using _permit = yield* lock.acquire();
    const got = yield* moveOnAfter(5, () => lock.acquire() as never);
    return [got, lock.statistics().waiting];
  });
  assertEquals(value, [undefined, 0]);
});

Deno.test("a Future that several wait for is one place, given up by the last", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock(), holder = yield* lock.acquire();
    const shared = lock.acquire();
    const tasks = [1, 2].map(() => spawn(() => shared as never));
    tasks[0]!.cancel();
    yield* sleep(1);
    const one = lock.statistics().waiting;
    tasks[1]!.cancel();
    yield* sleep(1);
    holder.release();
    return [one, lock.statistics().waiting, shared.state, lock.locked];
  });
  assertEquals(value, [1, 0, "cancelled", false]);
});

// K4
Deno.test("a lock is given back when its block throws", async () => {
  const lock = new Lock();
  const error = await caught(spawn(function* () {
    using _permit = yield* lock.acquire();
    throw new Error("inside");
  }));
  assertEquals([(error as Error).message, lock.locked], ["inside", false]);
});

// K4
Deno.test("using the lock itself, or a wait for it, throws a hint and holds nothing", () => {
  const lock = new Lock();
  const misuse = (it: unknown) => () => {
    using _it = it as Disposable;
  };
  assertThrows(misuse(lock), TypeError, "yield* it.acquire()");
  assertThrows(misuse(lock.acquire()), TypeError, "`using it = yield* …`");
  assertEquals(lock.locked, false);
  const holder = lock.acquire().result(), waits = lock.acquire();
  assertThrows(misuse(waits), TypeError, "acquire() of Lock");
  assertEquals([waits.cancelled, lock.statistics().waiting], [true, 0]);
  holder.release();
});

// K5
Deno.test("giving back what nobody holds is an InvalidStateError", () => {
  assertThrows(
    () => new Lock({ name: "db" }).release(),
    InvalidStateError,
    "Cannot release a Lock db: nobody holds it",
  );
});

Deno.test("anybody may give it back, which spends the permit", () => {
  const lock = new Lock(), permit = lock.acquire().result();
  const next = lock.acquire();
  lock.release();
  assertEquals([permit.released, permit.release()], [true, false]);
  permit[Symbol.dispose]();
  assertEquals([next.result().released, lock.locked], [false, true]);
});

Deno.test("run() holds it while a function of any kind works", async () => {
  const lock = new Lock(), inside = () => lock.locked;
  const ways = [
    lock.run(function* (n: number) {
      yield* sleep(0);
      return [n, inside()];
    }, 1),
    lock.run(async (n: number) => {
      await Promise.resolve();
      return [n, inside()];
    }, 2),
    lock.run((n: number) => [n, inside()], 3),
  ];
  for (const [i, way] of ways.entries()) {
    assertEquals(await way, [i + 1, true]);
  }
  const error = await caught(lock.run(() => {
    throw new Error("inside");
  }));
  assertEquals([(error as Error).message, inside()], ["inside", false]);
});

Deno.test("the owner is the task that asked, also after a hand-over", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const lock = new Lock(), holder = yield* lock.acquire();
    const mine = lock.owner === currentTask();
    const next = spawn(function* (): Co {
      using _permit = yield* lock.acquire();
      yield* sleep(1);
    }, { name: "next" });
    holder.release();
    const theirs = lock.owner === next;
    yield* next;
    return [mine, theirs, lock.owner];
  });
  assertEquals(value, [true, true, undefined]);
});

Deno.test("a wait tells which task could end it", async () => {
  const { value } = await play(function* (): Co {
    const lock = new Lock({ name: "db" });
    using _permit = yield* lock.acquire();
    const waits = lock.acquire(), told = settlersOf(waits)!;
    waits.cancel();
    const { kind, name, source, who, any } = told;
    return [kind, name, source === lock, who[0] === currentTask(), any];
  });
  assertEquals(value, ["Lock", "db", true, true, false]);
});

Deno.test("nobody can tell who ends a wait with a time, or for whom no task holds", async () => {
  const lock = new Lock();
  lock.acquire();
  assertEquals(settlersOf(lock.acquire()), undefined, "a callback holds it");
  const { value } = await play(function* (): Co {
    const lock = new Lock();
    using _permit = yield* lock.acquire();
    const timed = lock.acquire({ timeout: 5 });
    const told = settlersOf(timed);
    timed.cancel();
    const ended = spawn(function* (): Co {
      yield* lock.acquire();
    });
    _permit.release();
    yield* ended; // holds it, and is done
    const after = lock.acquire();
    return [told, settlersOf(after)];
  });
  assertEquals(value, [undefined, undefined]);
});

Deno.test("what no lock is made with, or waited for, is told at the call", () => {
  assertThrows(() => new Lock({ name: 1 as never }), TypeError, "name");
  assertThrows(() => new Lock(null as never), TypeError, "null");
  const lock = new Lock();
  const wrong = (options: unknown) => () => lock.acquire(options as never);
  assertThrows(wrong(5), TypeError, "{ timeout, signal }");
  assertThrows(wrong(null), TypeError);
  assertThrows(wrong({ timeout: NaN }), RangeError, "NaN");
  assertThrows(wrong({ timeout: "5" }), TypeError, "milliseconds");
  assertThrows(wrong({ signal: {} }), TypeError, "addEventListener");
  assertThrows(wrong({ signal: null }), TypeError, "addEventListener");
  assertThrows(() => lock.run(1 as never), TypeError, "function");
  assertEquals(lock.locked, false);
});

Deno.test("async functions wait as coroutines do", async () => {
  const lock = new Lock(), log: string[] = [];
  const work = async (name: string) => {
    using _permit = await lock.acquire();
    log.push(`${name} in`);
    await Promise.resolve();
    log.push(`${name} out`);
  };
  await Promise.all([work("a"), work("b")]);
  assertEquals(log, ["a in", "a out", "b in", "b out"]);
});

Deno.test("statistics() tells who is in and how many wait", () => {
  const lock = new Lock();
  const none = { locked: false, owner: undefined, waiting: 0 };
  assertEquals(lock.statistics(), none);
  const all = [lock.acquire(), lock.acquire(), lock.acquire()];
  assertEquals(lock.statistics(), { ...none, locked: true, waiting: 2 });
  all[1]!.cancel();
  assertEquals(ends(all).slice(1), ["CancelledError", "pending"]);
  assertEquals(lock.statistics().waiting, 1);
});

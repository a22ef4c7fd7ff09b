/**
 * What the combinators take over from Tornado, Twisted and asyncio, behaviour
 * by behaviour. M6, asyncio's `wait`, is not in the API: `asCompleted` and
 * `WaitIterator` tell what has ended, `abandonAfter` leaves the rest running.
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
} from "@std/assert";
import {
  CancelledError,
  suppressed,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { CancelScope } from "../../lib/scopes/mod.ts";
import {
  abandonAfter,
  any,
  asCompleted,
  gather,
  multi,
  race,
  settle,
  WaitIterator,
  withTimeout,
} from "../../lib/combinators/mod.ts";
import {
  cleaning,
  type Co,
  ending,
  never,
  play,
  stage,
} from "../scopes/_kit.ts";

const boom = new Error("boom");

function* failing(ms: number, error: unknown = boom): Co {
  yield* sleep(ms);
  throw error;
}

function* giving<T>(ms: number, value: T): Co<T> {
  yield* sleep(ms);
  return value;
}

Deno.test("abandonAfter: a value or error in time is handed on", async () => { // O1
  const { value } = await play(function* (): Co {
    const value = yield* abandonAfter(5, giving(1, "value"));
    try {
      yield* abandonAfter(5, failing(1));
    } catch (error) {
      return [value, error === boom];
    }
  });
  assertEquals(value, ["value", true]);
});

Deno.test("abandonAfter: late it throws, the work lives on, and its late error is reported", async () => { // O1
  const { error, time } = await play(function* ({ log, now }): Co {
    const work = spawn(() => failing(10));
    try {
      yield* abandonAfter(5, work);
    } catch (error) {
      log.push(work.state, now());
      yield* sleep(10);
      throw error;
    }
  }, { reports: 1 });
  assertInstanceOf(error, TimeoutError);
  assertEquals(time, 15);
});

Deno.test("abandonAfter: what is done wins over zero", async () => { // O1
  const { value } = await play(() =>
    abandonAfter(0, Future.resolve("done"))[Symbol.iterator]()
  );
  assertEquals(value, "done");
});

Deno.test("withTimeout: it throws only after the cleanup, with the cancel as cause", async () => { // O2
  const { error, time, log } = await play((on) =>
    withTimeout(5, cleaning(on, 7))[Symbol.iterator]()
  );
  assertInstanceOf(error, TimeoutError);
  assertInstanceOf(error.cause, CancelledError);
  assertEquals([time, log], [12, ["body cleaned up at 12"]]);
});

Deno.test("withTimeout: a body that swallows the cancel and returns 42 gives 42, one that throws throws that", async () => { // O2
  const ending = function* (last: () => unknown): Co {
    try {
      yield* never();
    } catch {
      return last();
    }
  };
  const { value } = await play(() =>
    withTimeout(5, ending(() => 42))[Symbol.iterator]()
  );
  const { error } = await play(() =>
    withTimeout(
      5,
      ending(() => {
        throw boom;
      }),
    )[Symbol.iterator]()
  );
  assert(value === 42 && error === boom);
});

Deno.test("zero or less: what is done is given, a generator never starts", async () => { // O3
  for (const wait of [withTimeout, abandonAfter]) {
    for (const ms of [0, -1, -Infinity]) {
      const { value, error, log } = await play(function* ({ log }): Co {
        log.push(yield* wait(ms, Future.resolve("done")));
        yield* wait(
          ms,
          (function* (): Co {
            log.push("started");
            yield;
          })(),
        );
      });
      assertInstanceOf(error, TimeoutError);
      assertEquals([value, log], [undefined, ["done"]]);
    }
  }
});

Deno.test("a waiter cancelled in the turn in which the inner task ended gets its value, and the cancel at the next wait", async () => { // O4
  const on = stage(), gate = new Future<string>();
  const inner = on.spawn(() => gate[Symbol.iterator]());
  const outer = on.spawn(function* (): Co {
    on.log.push(yield* withTimeout(50, inner));
    yield* Future.resolve();
    on.log.push("not reached");
  });
  on.at(1, () => {
    gate.setResult("value");
    outer.cancel();
  });
  await on.clock.advance(5);
  assertEquals([inner.state, outer.state], ["fulfilled", "cancelled"]);
  assertEquals(on.log, ["value"]);
});

Deno.test("an inner timeout that passes first leaves the outer one alive", async () => { // O5
  const { value } = await play(() =>
    new CancelScope({ timeout: 50 }).run(function* (): Co {
      try {
        yield* withTimeout(5, never());
      } catch (error) {
        yield* sleep(5);
        return (error as Error).name;
      }
    })
  );
  assertEquals(value, "TimeoutError");
});

Deno.test("an error of its own passes withTimeout, a cancel from outside is no timeout", async () => { // O6
  const { error } = await play(() =>
    withTimeout(5, failing(1))[Symbol.iterator]()
  );
  const on = stage();
  const task = on.spawn(() => withTimeout(50, never())[Symbol.iterator]());
  on.at(1, () => task.cancel());
  await on.clock.advance(5);
  assert(error === boom);
  assertInstanceOf(ending(task).error, CancelledError);
});

Deno.test("multi keeps input order and keys, whatever the order of the ends, also nested", async () => { // M1
  const { value } = await play(function* (): Co {
    const one = spawn(() => giving(3, 1)), two = Promise.resolve(2);
    return yield* multi([
      multi([one, two, giving(1, 3), one]),
      multi({ b: one, a: [two, { c: giving(2, 4) }] }),
      multi([]),
      multi({}),
    ]);
  });
  assertEquals(value, [
    [1, 2, 3, 1],
    { b: 1, a: [2, { c: 4 }] },
    [],
    {},
  ]);
  assertEquals(Object.keys(value[1]), ["b", "a"]);
});

Deno.test("multi of two thousand takes no time to speak of", async () => { // M1
  const began = performance.now();
  const { value } = await play(function* (): Co {
    const many = Array.from({ length: 2000 }, (_, i) => giving(i % 7, i));
    return (yield* multi(many)).length;
  });
  assertEquals(value, 2000);
  assertLess(performance.now() - began, 1000);
});

Deno.test("multi throws the first error in input order when all are done, with the other beside it", async () => { // M2
  const other = new Error("other");
  const { error, time, log } = await play((on) =>
    multi([
      failing(5),
      failing(1, other),
      cleaningAfter(9, on.log),
    ])[Symbol.iterator]()
  );
  assert(error === boom);
  assertEquals([time, log, suppressed(boom)], [9, ["ended"], [other]]);
});

Deno.test("gather throws at the first failure in time, when the others have been cancelled and cleaned up", async () => { // M3
  const { error, time, log } = await play((on) =>
    gather([
      cleaning(on, 5, "sibling"),
      failing(3, boom),
    ])[Symbol.iterator]()
  );
  assert(error === boom);
  assertEquals([time, log], [8, ["sibling cleaned up at 8"]]);
});

Deno.test("settle has errors and cancels as entries, in order", async () => { // M4
  const { value } = await play(function* (): Co {
    const cancelled = spawn(never);
    cancelled.cancel("why");
    return yield* settle([failing(2), cancelled, giving(1, "value")]);
  });
  assertEquals(value[0], { status: "rejected", reason: boom });
  assertEquals([value[1].status, value[1].reason.reason], ["cancelled", "why"]);
  assertEquals(value[2], { status: "fulfilled", value: "value" });
});

Deno.test("cancelling the aggregate cancels what it owns and ends after that; when all is done, cancel returns false", async () => { // M5
  const on = stage();
  const shared = on.spawn(() => giving(20, "shared"));
  const all = on.within(() => multi([shared, cleaning(on, 5)]));
  assertEquals(all.cancel("enough"), true);
  await on.clock.advance(5);
  assertEquals([all.state, on.log], ["cancelled", ["body cleaned up at 5"]]);
  assertEquals([all.cancel(), shared.state], [false, "pending"]);
  await on.clock.advance(20);
  assertEquals(shared.state, "fulfilled");
});

Deno.test("asCompleted: the same objects in the order of the ends, duplicates once; its timeout leaves the rest alive", async () => { // M7
  const { value } = await play(function* (): Co {
    const slow = spawn(() => giving(9, "slow"));
    const [a, b] = [spawn(() => giving(3, "a")), spawn(() => giving(1, "b"))];
    const order: unknown[] = [];
    try {
      for (const next of asCompleted([a, slow, b, a], { timeout: 5 })) {
        order.push(yield* next);
      }
    } catch (error) {
      order.push((error as Error).name, slow.state);
    }
    yield* slow;
    return order.map((it) => it === a ? "a" : it === b ? "b" : it);
  });
  assertEquals(value, ["b", "a", "TimeoutError", "pending"]);
});

Deno.test("WaitIterator: the next end with its position; what was done before in input order; a throw still tells which", async () => { // M8
  const { value } = await play(function* (): Co {
    const bad = spawn(() => failing(3));
    const ends = new WaitIterator([
      Future.resolve("x"),
      bad,
      giving(1, "y"),
      Future.resolve("z"),
    ]);
    const seen: unknown[] = [];
    while (!ends.done) {
      try {
        seen.push(yield* ends.next(), ends.currentIndex);
      } catch (error) {
        seen.push(
          error === boom,
          ends.currentIndex,
          ends.currentFuture === bad,
        );
      }
    }
    return seen;
  });
  assertEquals(value, ["x", 0, "z", 3, "y", 2, true, 1, true]);
});

Deno.test("WaitIterator: after the end both are undefined", async () => { // M8
  const on = stage();
  const ends = on.within(() => new WaitIterator([Future.resolve(1)]));
  const { promise, resolve } = Promise.withResolvers<void>();
  on.within(async () => {
    for await (const value of ends) on.log.push(value, ends.currentIndex);
    resolve();
  });
  await on.clock.advance(1);
  await promise;
  assertEquals(on.log, [1, 0]);
  assertEquals([ends.currentIndex, ends.currentFuture], [undefined, undefined]);
});

Deno.test("any: the first success wins, each loser is cancelled once, and is quiet later", async () => { // M9
  const { value, log, time } = await play((on) => {
    const loser = (name: string) =>
      new Future({ name, onCancel: () => on.log.push(`${name} cancelled`) });
    return any([
      failing(1),
      loser("one"),
      giving(2, "first"),
      loser("two"),
    ])[Symbol.iterator]();
  });
  assertEquals([value, time], ["first", 2]);
  assertEquals(log, ["one cancelled", "two cancelled"]);
});

Deno.test("any: when all fail, their errors come as one, in input order", async () => { // M9
  const { error } = await play(() =>
    any([failing(5, "a"), failing(1, "b")])[Symbol.iterator]()
  );
  assertInstanceOf(error, AggregateError);
  assertEquals(error.errors, ["a", "b"]);
});

Deno.test("race: the first end wins, be it a value, an error or a cancel", async () => {
  const { value } = await play(function* (on): Co {
    const ends = [yield* race([never(), giving(1, "value")])];
    try {
      yield* race([never(), failing(1)]);
    } catch (error) {
      ends.push(error === boom);
    }
    const future = new Future();
    on.at(1, () => future.cancel("why"));
    try {
      yield* race([never(), future]);
    } catch (error) {
      ends.push((error as CancelledError).reason);
    }
    return ends;
  });
  assertEquals(value, ["value", true, "why"]);
});

function* cleaningAfter(ms: number, log: unknown[]): Co {
  yield* sleep(ms);
  log.push("ended");
}

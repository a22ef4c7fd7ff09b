import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { CancelledError, TimeoutError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";

Deno.test("run calls main at once and gives a native promise", async () => {
  const { loop } = handLoop();
  let called = false;
  const promise = loop.run(() => called = true);
  assert(called);
  assertInstanceOf(promise, Promise);
  assertEquals(await promise, true);
});

// L6
Deno.test("run takes plain values, promises, Futures and generators", async () => {
  const { loop } = handLoop();
  assertEquals(await loop.run(() => 42), 42);
  assertEquals(await loop.run(() => undefined), undefined);
  assertEquals(await loop.run(() => Promise.resolve("p")), "p");
  assertEquals(await loop.run(() => Future.resolve("f")), "f");
  assertEquals(
    await loop.run(function* (): Generator<unknown, string, never> {
      return yield Future.resolve("g");
    }),
    "g",
  );
});

const fails = (error: unknown): never => {
  throw error;
};

// L6
Deno.test("run hands the very error of main on, thrown sync or async", async () => {
  const { loop } = handLoop(), error = new Error("main");
  const mains: (() => unknown)[] = [
    () => fails(error),
    () => Promise.reject(error),
    () => Future.reject(error),
    function* (): Generator {
      yield fails(error);
    },
    function* (): Generator {
      yield;
      fails(error);
    },
  ];
  for (const main of mains) {
    assertStrictEquals(await assertRejects(() => loop.run(main)), error);
    const limited = () => loop.run(main, { timeout: 10 });
    assertStrictEquals(await assertRejects(limited), error);
  }
});

Deno.test("run reports nothing of an error that it hands on", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  await loop.run(() => Future.reject(new Error("main"))).catch(() => {});
  await loop.run(() => Future.reject(new Error("main")), { timeout: 1 })
    .catch(() => {});
  await rest();
  assertEquals(told.unobserved, []);
});

// L5
Deno.test("run makes its loop the current one while main runs, also nested", async () => {
  const { loop } = handLoop(), { loop: inner } = handLoop();
  const outside = IOLoop.current(), seen: unknown[] = [];
  await loop.run(function* (): Generator {
    seen.push(IOLoop.current() === loop);
    void inner.run(() => void seen.push(IOLoop.current() === inner));
    seen.push(IOLoop.current() === loop);
    yield;
    seen.push(IOLoop.current() === loop);
  });
  assertEquals(seen, [true, true, true, true]);
  assertStrictEquals(IOLoop.current(), outside);
});

// L6
Deno.test("run with a timeout cancels main, waits for its cleanup, then rejects", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  const promise = loop.run(function* (): Generator {
    try {
      yield sleep(60_000);
    } catch (error) {
      log.push(error);
      throw error;
    } finally {
      yield sleep(5);
      log.push(loop.time());
    }
  }, { timeout: 100 });
  const late = assertRejects(() => promise, TimeoutError, "100 ms");
  await clock.advance(99);
  assertEquals(log, []);
  await clock.advance(50);
  const error = await late;
  assertEquals(error.deadline, 1100);
  assertInstanceOf(log[0], CancelledError);
  assertEquals(log[1], 1105);
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("run with a timeout leaves no timer when main ends in time", async () => {
  const { loop, clock } = handLoop();
  assertEquals(
    await loop.run(function* (): Generator<unknown, number> {
      yield;
      return 1;
    }, { timeout: 60_000 }),
    1,
  );
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("run with a timeout gives up a promise that cannot be cancelled", async () => {
  const { loop, clock } = handLoop();
  const main = Promise.withResolvers<void>();
  const late = assertRejects(
    () => loop.run(() => main.promise, { timeout: 10 }),
    TimeoutError,
  );
  await clock.advance(10);
  await late;
  main.resolve();
});

Deno.test("run gives the value of a main that swallowed the cancel", async () => {
  const { loop, clock } = handLoop();
  const promise = loop.run(function* (): Generator<unknown, number> {
    try {
      yield sleep(60_000);
    } catch { /* goes on */ }
    return 42;
  }, { timeout: 10 });
  await clock.advance(10);
  assertEquals(await promise, 42);
});

Deno.test("run gives the error of a cleanup that failed after the timeout", async () => {
  const { loop, clock } = handLoop(), error = new Error("cleanup");
  const failed = assertRejects(() =>
    loop.run(function* (): Generator {
      try {
        yield sleep(60_000);
      } finally {
        fails(error);
      }
    }, { timeout: 10 })
  );
  await clock.advance(10);
  assertStrictEquals(await failed, error);
});

Deno.test("run tells somebody else's cancel from its own timeout", async () => {
  const { loop } = handLoop();
  const error = await assertRejects(
    () =>
      loop.run(() => {
        const task = spawn(function* (): Generator {
          yield sleep(60_000);
        });
        task.cancel("by hand");
        return task;
      }, { timeout: 1000 }),
    CancelledError,
  );
  assertEquals(error.reason, "by hand");
});

Deno.test("run with a timeout of zero or less still gives what is ready", async () => {
  const { loop } = handLoop();
  for (const timeout of [0, -5]) {
    assertEquals(await loop.run(() => 1, { timeout }), 1);
    assertEquals(await loop.run(() => Future.resolve(2), { timeout }), 2);
    assertEquals(await loop.run(() => Promise.resolve(3), { timeout }), 3);
    assertEquals(
      await loop.run(function* () {
        return yield* Future.resolve(4);
      }, { timeout }),
      4,
    );
  }
});

Deno.test("run with a timeout of zero ends what is not ready", async () => {
  const { loop, clock } = handLoop();
  const late = assertRejects(
    () => loop.run(() => sleep(10), { timeout: 0 }),
    TimeoutError,
  );
  await clock.advance(0);
  await late;
});

Deno.test("run with an infinite timeout has none", async () => {
  const { loop, clock } = handLoop();
  const main = new Future<number>();
  const promise = loop.run(() => main, { timeout: Infinity });
  assertEquals(clock.alarmAt, undefined);
  main.setResult(1);
  assertEquals(await promise, 1);
});

Deno.test("run takes a value with a `then` that is no function as it is", async () => {
  const { loop, clock } = handLoop(), value = { then: 5 };
  assertStrictEquals(await loop.run(() => value), value);
  assertStrictEquals(await loop.run(() => value, { timeout: 10 }), value);
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("run rejects with what a hostile `then` throws, and leaves no timer", async () => {
  const { loop, clock } = handLoop(), error = new Error("then");
  const throwing = () => fails(error);
  const mains = [
    { then: throwing },
    Object.defineProperty({}, "then", { get: throwing }),
  ];
  for (const main of mains) {
    const run = () => loop.run(() => main as never, { timeout: 1000 });
    assertStrictEquals(await assertRejects(run), error);
    assertEquals(clock.alarmAt, undefined);
  }
});

Deno.test("run refuses what is no function, and a timeout that is no time", () => {
  const { loop } = handLoop();
  for (const main of [undefined, null, 1, {}, spawn(function* () {})]) {
    assertThrows(() => loop.run(main as never), TypeError, "loop.run(main)");
  }
  assertThrows(() => loop.run(() => {}, { timeout: NaN }), RangeError, "NaN");
  for (const timeout of [null, "5"]) {
    assertThrows(
      () => loop.run(() => {}, { timeout: timeout as never }),
      TypeError,
      "timeout",
    );
  }
});

Deno.test("run does not call main when the timeout is no time", () => {
  const { loop } = handLoop();
  let called = false;
  assertThrows(() => loop.run(() => called = true, { timeout: NaN }));
  assertEquals(called, false);
});

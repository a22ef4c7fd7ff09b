import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BadYieldError,
  CancelledError,
  suppressed,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { succeed } from "../../lib/deferred/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { gather } from "../../lib/combinators/mod.ts";
import { Lazy } from "../../lib/lazy/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";

/** A Lazy that takes a time, and tells what becomes of it. */
function timed<T>(ms: number, value: T, log: unknown[] = []): Lazy<T> {
  return Lazy.from(function* () {
    try {
      yield* sleep(ms);
    } catch (error) {
      log.push(`${value} stopped`);
      throw error;
    }
    log.push(value);
    if (value instanceof Error) throw value;
    return value;
  });
}

function now(): number {
  return IOLoop.current().time();
}

/** What a task failed with. */
function* errorOf(what: unknown): Generator<unknown, unknown, unknown> {
  try {
    yield what;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

Deno.test("nothing runs before the run, and each run does all of it anew", async () => {
  let calls = 0;
  const lazy = Lazy.from(() => ++calls).map((n) => n * 10).flatMap(Lazy.of);
  assertEquals(calls, 0);
  assertEquals([await lazy.run(), await lazy.run()], [10, 20]);
});

Deno.test("yield* runs it in the same task, a plain yield in one of its own", async () => {
  const lazy = timed(1, "value");
  const seen = await runVirtual(function* (): Generator {
    return [yield* lazy, yield lazy, yield [lazy, lazy]];
  });
  assertEquals(seen, ["value", "value", ["value", "value"]]);
});

Deno.test("from() waits for a generator, promise, Future, Deferred and Lazy; an array is a value", async () => {
  const values = [
    Lazy.from(function* (): Generator<unknown, number> {
      yield;
      return 1;
    }),
    Lazy.from(() => Promise.resolve(2)),
    Lazy.from(() => Future.resolve(3)),
    Lazy.from(() => succeed(4)),
    Lazy.from(() => Lazy.from(() => Lazy.of(5))),
    Lazy.from(() => [Promise.resolve(6)].length),
    Lazy.from(async () => await Promise.resolve(7)),
  ];
  const all = await Lazy.all(values).run();
  assertEquals(all as unknown, [1, 2, 3, 4, 5, 1, 7]);
});

Deno.test("a million flatMaps in a row need no stack", async () => {
  let lazy: Lazy<number, never> = Lazy.of(0);
  for (let i = 0; i < 1e6; i++) lazy = lazy.flatMap((n) => Lazy.of(n + 1));
  assertEquals(await lazy.run(), 1e6);
});

Deno.test("a flatMap that makes itself anew a million times needs no stack", async () => {
  const down = (n: number): Lazy<number, never> =>
    n === 0 ? Lazy.of(0) : Lazy.of(n - 1).flatMap(down);
  assertEquals(await down(1e6).run(), 0);
});

Deno.test("a million recovers of a failure need no stack", async () => {
  let lazy: Lazy<number, number> = Lazy.fail(0);
  for (let i = 0; i < 1e6; i++) lazy = lazy.recover((n) => Lazy.fail(n + 1));
  assertEquals(await lazy.recover((n) => n).run(), 1e6);
});

Deno.test("one that never waits lets the loop have its turns, and can be cancelled", async () => {
  const forever = (): Lazy<never, never> => Lazy.of(1).flatMap(forever);
  const task = forever().run();
  task.cancel();
  const error = await task.catch((error) => error);
  assertInstanceOf(error, CancelledError);
});

Deno.test("map keeps what the function gives, also a promise", async () => {
  const promise = Promise.resolve(1);
  const kept = await runVirtual(function* () {
    return (yield* Lazy.of(0).map(() => promise)) === promise;
  });
  assertEquals(kept, true);
});

Deno.test("an error skips what follows, up to a recover, which gives a value or a Lazy", async () => {
  const log: unknown[] = [];
  const failing = Lazy.fail("bad").map(() => log.push("map")).tap(() =>
    log.push("tap")
  );
  assertEquals(await failing.recover((error) => `${error}!`).run(), "bad!");
  assertEquals(await failing.recover(() => Lazy.of(1)).run(), 1);
  assertEquals(await Lazy.of(2).recover(() => 3).run(), 2);
  assertEquals(log, []);
});

Deno.test("recover by class lets the others pass", async () => {
  const lazy = Lazy.from(() => {
    throw new RangeError("far");
  });
  const error = await lazy.recover(TypeError, () => 1).run().catch((e) => e);
  assertInstanceOf(error, RangeError);
  assertEquals(await lazy.recover(RangeError, (e) => e.message).run(), "far");
});

Deno.test("a cancel is no error to recover from", async () => {
  const log: unknown[] = [];
  await runVirtual(function* (): Generator {
    const task = timed(9, "x", log).recover(() => log.push("recovered")).run();
    yield;
    task.cancel("enough");
    assertInstanceOf(yield* errorOf(task), CancelledError);
  });
  assertEquals(log, ["x stopped"]);
});

Deno.test("an error keeps its identity, falsy or not", async () => {
  for (const error of [undefined, null, 0, new Error("e")]) {
    const [seen] = await Lazy.fail(error).recover((e) => [e]).run();
    assertEquals(seen, error);
  }
});

Deno.test("tap waits for what it gives, and its error is one of the whole", async () => {
  await runVirtual(function* (): Generator {
    const start = now();
    assertEquals(yield* Lazy.of(1).tap(() => timed(5, "x")), 1);
    assertEquals(now() - start, 5);
    const bad = Lazy.of(1).tap(() => Lazy.fail("bad"));
    assertEquals(yield* errorOf(bad), "bad");
  });
});

Deno.test("memo runs once for all who ask, also while it runs, and keeps a failure", async () => {
  let calls = 0;
  const once = Lazy.from(function* () {
    calls++;
    yield* sleep(1);
    throw `failure ${calls}`;
  }).memo();
  await runVirtual(function* (): Generator {
    const both = [once.run(), once.run()];
    for (const one of [...both, once]) {
      assertEquals(yield* errorOf(one), "failure 1");
    }
  });
  assertEquals(calls, 1);
});

Deno.test("a memo that all who waited have left is stopped, and starts anew", async () => {
  const log: unknown[] = [];
  const once = timed(5, "x", log).memo();
  await runVirtual(function* (): Generator {
    const one = once.run(), other = once.run();
    yield* sleep(1);
    one.cancel();
    yield* errorOf(one);
    assertEquals(log, []);
    other.cancel();
    yield* errorOf(other);
    assertEquals(log, ["x stopped"]);
    assertEquals(yield* once, "x");
    assertEquals(yield* once, "x");
  });
  assertEquals(log, ["x stopped", "x"]);
});

Deno.test("timeout cancels what is late, and starts nothing without time", async () => {
  const log: unknown[] = [];
  await runVirtual(function* (): Generator {
    assertEquals(yield* timed(5, "a", log).timeout(9), "a");
    const late = yield* errorOf(timed(5, "b", log).timeout(2));
    assertInstanceOf(late, TimeoutError);
    const none = yield* errorOf(Lazy.from(() => log.push("c")).timeout(0));
    assertInstanceOf(none, TimeoutError);
  });
  assertEquals(log, ["a", "b stopped"]);
});

Deno.test("retry runs the whole again", async () => {
  let calls = 0;
  const lazy = Lazy.from(() => ++calls).flatMap((n) =>
    n < 3 ? Lazy.fail("not yet") : Lazy.of(n)
  );
  const value = await runVirtual(() => lazy.retry({ attempts: 3 }).run());
  assertEquals(value, 3);
});

Deno.test("all and zip run at the same time, and the first error cancels the others", async () => {
  const log: unknown[] = [];
  await runVirtual(function* (): Generator {
    const start = now();
    assertEquals(yield* timed(3, "a").zip(timed(3, "b")), ["a", "b"]);
    assertEquals(yield* Lazy.all({ a: timed(2, 1), b: Lazy.of(2) }), {
      a: 1,
      b: 2,
    });
    assertEquals(now() - start, 5);
    const bad = new Error("bad");
    const all = Lazy.all([timed(9, "long", log), timed(1, bad)]);
    assertEquals(yield* errorOf(all), bad);
  });
  assertEquals(log, ["long stopped"]);
});

Deno.test("one that stands twice among all runs twice", async () => {
  let calls = 0;
  const tick = Lazy.from(() => ++calls);
  assertEquals(await Lazy.all([tick, tick]).run(), [1, 2]);
});

Deno.test("race gives the first and cancels the others; of nothing it fails", async () => {
  const log: unknown[] = [];
  await runVirtual(function* (): Generator {
    const race = Lazy.race([timed(9, "slow", log), timed(1, "fast", log)]);
    assertEquals(yield* race, "fast");
    assertInstanceOf(yield* errorOf(Lazy.race([])), RangeError);
  });
  assertEquals(log, ["fast", "slow stopped"]);
});

Deno.test("ap runs first the function and then its argument", async () => {
  const log: unknown[] = [];
  const fn = timed(2, "fn", log).map(() => (x: string) => `f(${x})`);
  const value = await runVirtual(() => fn.ap(timed(1, "x", log)).run());
  assertEquals([value, log], ["f(x)", ["fn", "x"]]);
});

/** A bracket that tells what happens. */
function held(log: unknown[], use: () => unknown, release = 0): Lazy<unknown> {
  return Lazy.bracket(
    timed(1, "take", log),
    use,
    () => timed(release, "release", log),
  );
}

Deno.test("bracket releases after a value, an error and a throw", async () => {
  await runVirtual(function* (): Generator {
    for (
      const [use, end] of [
        [() => 1, 1],
        [() => Lazy.fail("bad"), "bad"],
        [() => {
          throw "bad";
        }, "bad"],
      ] as const
    ) {
      const log: unknown[] = [];
      const task = held(log, use).recover((e) => e);
      assertEquals(yield* task, end);
      assertEquals(log, ["take", "release"]);
    }
  });
});

Deno.test("under cancel bracket releases once, whenever that comes, and is waited for", async () => {
  for (let ms = 0; ms < 8; ms++) {
    const log: unknown[] = [];
    await runVirtual(function* (): Generator {
      const task = held(log, () => timed(3, "use", log), 3).run();
      if (ms > 0) yield* sleep(ms);
      task.cancel();
      yield task.catch(() => {});
    });
    const released = log.filter((one) => one === "release").length;
    assertEquals(released, log.includes("take") ? 1 : 0, `${ms}: ${log}`);
  }
});

Deno.test("the release is seen to its end also when the grace is over", async () => {
  const log: unknown[] = [];
  await runVirtual(function* (): Generator {
    const task = held(log, () => timed(9, "use"), 5000).run({ grace: 10 });
    yield* sleep(2);
    task.cancel();
    yield task.catch(() => {});
  });
  assertEquals(log, ["take", "release"]);
});

Deno.test("what was taken at once is released, though the cancel came before the use", async () => {
  const log: unknown[] = [];
  let chain: Lazy<unknown> = Lazy.from(() => log.push("take"));
  for (let i = 0; i < 50_000; i++) chain = chain.map((x) => x);
  const task = Lazy.bracket(chain, () => sleep(9), () => log.push("release"))
    .run();
  task.cancel();
  await task.catch(() => {});
  assertEquals(log, ["take", "release"]);
});

Deno.test("an error of the release stands beside that of the use", async () => {
  const first = new Error("use"), second = new Error("release");
  const lazy = Lazy.bracket(
    Lazy.of(1),
    () => Lazy.fail(first),
    () => Lazy.fail(second),
  );
  const error = await lazy.run().catch((e) => e);
  assertEquals([error, suppressed(error)], [first, [second]]);
  const only = Lazy.bracket(Lazy.of(1), () => 2, () => Lazy.fail(second));
  assertEquals(await only.run().catch((e) => e), second);
});

Deno.test("combinators take Lazies, and start none if one cannot be waited for", async () => {
  let calls = 0;
  const lazy = Lazy.from(() => ++calls);
  await runVirtual(function* (): Generator {
    assertEquals(yield gather([lazy, lazy.map((n) => n)]), [1, 2]);
    const error = yield* errorOf(spawn(function* (): Generator {
      yield [lazy, 5];
    }));
    assertInstanceOf(error, BadYieldError);
  });
  assertEquals(calls, 2);
});

Deno.test("it is no thenable: await gives the Lazy itself", async () => {
  const lazy = Lazy.of(1);
  assert(await lazy === lazy);
});

Deno.test("mistakes are told at the call, or by the run with what was given", async () => {
  const lazy = Lazy.of(1);
  const bad = [
    () => Lazy.from(5 as never),
    () => Lazy.from((function* () {})() as never),
    () => Lazy.all(5 as never),
    () => Lazy.race(new Set() as never),
    () => Lazy.bracket(1 as never, () => {}, () => {}),
    () => Lazy.bracket(lazy, 1 as never, () => {}),
    () => Lazy.bracket(lazy, () => {}, 1 as never),
    () => lazy.map(1 as never),
    () => lazy.flatMap(1 as never),
    () => (lazy as never as Lazy<() => void>).ap(1 as never),
    () => lazy.recover(1 as never),
    () => lazy.recover(TypeError, 1 as never),
    () => lazy.tap(1 as never),
    () => lazy.zip(1 as never),
    () => lazy.timeout("1" as never),
  ];
  for (const call of bad) assertThrows(call, TypeError);
  assertThrows(() => lazy.timeout(NaN), RangeError);
  const error = await lazy.flatMap((() => 5) as never).run().catch((e) => e);
  assertInstanceOf(error, TypeError);
  assertStringIncludes(error.message, "fn gave 5");
});

// deno-lint-ignore-file require-yield -- a body that never waits is one too
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
} from "@std/assert";
import { DeadlockError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  coroutine,
  moment,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { rest } from "../_support.ts";
import { caught, type Co } from "./_kit.ts";

const FALSY = [undefined, null, 0, "", NaN, false, 0n];

Deno.test("a failed yieldable throws the very same error at the yield, where it can be swallowed", async () => { // G3
  const boom = new Error("boom");
  for (
    const failing of [() => Future.reject(boom), () => Promise.reject(boom)]
  ) {
    const task = spawn(function* (): Co {
      try {
        yield failing();
      } catch (error) {
        return error === boom;
      }
    });
    assertEquals(await task, true);
  }
});

Deno.test("an error may be replaced by another, which then is the task's", async () => { // G3
  const other = new Error("other");
  const task = spawn(function* (): Co {
    try {
      yield Future.reject(new Error("boom"));
    } catch {
      throw other;
    }
  });
  assert(await caught(task) === other);
});

Deno.test("two errors caught one after the other are not chained", async () => { // G4
  const first = new Error("first"), second = new Error("second");
  await spawn(function* (): Co {
    for (const error of [first, second]) {
      try {
        yield Future.reject(error);
      } catch { /* the next one */ }
    }
  });
  assertEquals([first.cause, second.cause], [undefined, undefined]);
});

Deno.test("a finally that yields after an error has its waits, then the error goes on", async () => { // G9
  const boom = new Error("boom"), log: unknown[] = [];
  const one = new Future<string>(), two = new Future<string>();
  const task = spawn(function* (): Co {
    try {
      throw boom;
    } finally {
      log.push(yield one);
      log.push(yield* two);
    }
  });
  one.setResult("one");
  await rest();
  assertEquals([log, task.done], [["one"], false]);
  two.setResult("two");
  assert(await caught(task) === boom);
  assertEquals(log, ["one", "two"]);
});

Deno.test("three levels that wait for one future are entered outside in and left inside out", async () => { // G13
  const fired = new Future<number>(), log: string[] = [];
  const f1 = coroutine(function* (): Co<number> {
    log.push("in f1");
    const value = yield fired;
    log.push("out f1");
    return value + 1;
  });
  const f2 = coroutine(function* (): Co<number> {
    log.push("in f2");
    const value = yield f1();
    log.push("out f2");
    return value + 2;
  });
  const f3 = coroutine(function* (): Co<number> {
    log.push("in f3");
    const value = yield f2();
    log.push("out f3");
    return value + 4;
  });
  const task = f3();
  fired.setResult(1);
  assertEquals(await task, 8);
  assertEquals(log, ["in f3", "in f2", "in f1", "out f1", "out f2", "out f3"]);
});

Deno.test("the traceback of an error four levels down names every level, and none of ours", async () => { // G14
  const fourth = coroutine(function* fourth(): Co {
    yield* moment;
    throw new Error("deep");
  });
  const third = coroutine(function* third(): Co {
    yield* fourth();
  });
  const second = coroutine(function* second(): Co {
    yield* third();
  });
  const first = coroutine(function* first(): Co {
    yield* second();
  });
  const { stack } = await caught(first()) as Error;
  const named = stack!.match(/(?:fourth|third|second|first)(?= \()/g);
  assertEquals(named, ["fourth", "third", "second", "first"]);
  assert(!stack!.includes("/lib/"), stack);
});

Deno.test("a future that failed elsewhere keeps the frames of its error when it is yielded again, none twice", async () => { // G15
  function origin(): Error {
    return new Error("elsewhere");
  }
  const failed = Future.reject(origin());
  const again = coroutine(function* again(): Co {
    yield* failed;
  });
  for (let i = 0; i < 3; i++) {
    const { stack } = await caught(again()) as Error;
    assertEquals(stack!.match(/at origin /g)?.length, 1);
    assertEquals(stack!.match(/at async again /g)?.length, 1);
  }
});

Deno.test("a task that waits for itself gets an error at that yield, not a hang", async () => { // G16
  const self: Task<unknown> = spawn(function* narcissus(): Co {
    yield moment;
    try {
      yield self;
    } catch (error) {
      return [error, yield Future.resolve("went on")];
    }
  });
  const [error, next] = await self as [Error, string];
  assertInstanceOf(error, DeadlockError);
  assertStringIncludes(error.message, "narcissus waits for itself");
  assertEquals(next, "went on");
});

Deno.test("the same by yield*, and uncaught it is the task's error", async () => { // G16
  const self: Task<unknown> = spawn(function* narcissus(): Co {
    yield moment;
    yield* self;
  });
  assertInstanceOf(await caught(self), DeadlockError);
});

Deno.test("a ready thing is given without a turn, by yield as by yield*", () => {
  const task = spawn(function* (): Co {
    const values: unknown[] = [];
    for (let i = 0; i < 10; i++) {
      values.push(yield Future.resolve(i), yield* Future.resolve(-i));
    }
    return values.length;
  });
  assertEquals(task.result(), 20);
});

Deno.test("falsy results are given and falsy errors thrown, ready or pending, by yield as by yield*", async () => {
  for (const falsy of FALSY) {
    const late = () => {
      const future = new Future<unknown>();
      IOLoop.current().addCallback(() => future.setResult(falsy));
      return future;
    };
    const lateFailure = () => {
      const future = new Future<unknown>();
      IOLoop.current().addCallback(() => future.setError(falsy));
      return future;
    };
    const given = await spawn(function* (): Co {
      return [
        yield Future.resolve(falsy),
        yield late(),
        yield* Future.resolve(falsy),
        yield* late(),
      ];
    });
    assertEquals(given, [falsy, falsy, falsy, falsy]);
    const thrown: unknown[] = [];
    for (const failing of [() => Future.reject(falsy), lateFailure]) {
      await spawn(function* (): Co {
        try {
          yield failing();
          thrown.push("nothing");
        } catch (error) {
          thrown.push(error);
        }
        try {
          yield* failing();
          thrown.push("nothing");
        } catch (error) {
          thrown.push(error);
        }
      });
    }
    assertEquals(thrown, [falsy, falsy, falsy, falsy]);
  }
});

Deno.test("a task that throws a falsy value is rejected with it", async () => {
  for (const falsy of FALSY) {
    const task = spawn(function* (): Co {
      yield moment;
      throw falsy;
    });
    assertEquals(await caught(task), falsy);
    assertEquals(task.state, "rejected");
  }
});

Deno.test("a returned future or promise is the result as it is", async () => {
  const held = new Future<number>();
  const task = spawn(function* (): Co {
    yield moment;
    return { held };
  });
  assert((await task).held === held);
  const bare = spawn(function* (): Co {
    return held;
  });
  assert(bare.result() === held);
});

Deno.test("waiters are resumed in the order in which they began to wait", async () => {
  const gate = new Future<void>(), log: number[] = [];
  const tasks = [0, 1, 2, 3].map((i) =>
    spawn(function* (): Co {
      yield i % 2 ? gate : [gate];
      log.push(i);
    })
  );
  gate.setResult();
  await Promise.all(tasks);
  assertEquals(log.toSorted(), [0, 1, 2, 3]);
  assertEquals(log.indexOf(1) < log.indexOf(3), true);
  assertEquals(log.indexOf(0) < log.indexOf(2), true);
});

Deno.test("a coroutine over ready things for ever starves neither timers nor the host", async () => {
  let loopTimer = false, hostTimer = false;
  IOLoop.current().callLater(1, () => loopTimer = true);
  const timer = setTimeout(() => hostTimer = true, 1);
  const ready = Future.resolve(1);
  const seen = await spawn(function* (): Co {
    for (let i = 0; i < 20_000_000 && !(loopTimer && hostTimer); i++) {
      yield* ready;
    }
    return [loopTimer, hostTimer];
  });
  clearTimeout(timer);
  assertEquals(seen, [true, true]);
});

Deno.test("a coroutine over sub-coroutines that never wait starves no timer", async () => {
  let timer = false;
  IOLoop.current().callLater(1, () => timer = true);
  const one = coroutine(function* (): Co {
    return yield Future.resolve(1);
  });
  const seen = await spawn(function* (): Co {
    for (let i = 0; i < 20_000_000 && !timer; i++) yield one();
    return timer;
  });
  assert(seen);
});

Deno.test("a subclass of Future may be yielded as a Future", async () => {
  class Slot<T> extends Future<T> {}
  const slot = new Slot<number>();
  const task = spawn(function* (): Co {
    return [yield slot, yield* slot];
  });
  slot.setResult(7);
  assertEquals(await task, [7, 7]);
});

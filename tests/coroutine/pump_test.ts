import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  currentTask,
  moment,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { reports, rest } from "../_support.ts";
import { caught, type Co } from "./_kit.ts";

Deno.test("a yielded promise gives its value or throws the very same error", async () => {
  const boom = new Error("boom");
  const got = await spawn(function* (): Co {
    const value = yield Promise.resolve("value");
    try {
      yield Promise.reject(boom);
    } catch (error) {
      return [value, error === boom];
    }
  });
  assertEquals(got, ["value", true]);
});

Deno.test("falsy values and falsy errors of promises pass through", async () => {
  for (const falsy of [undefined, null, 0, "", NaN, false]) {
    const got = await spawn(function* (): Co {
      const given = yield Promise.resolve(falsy);
      try {
        yield Promise.reject(falsy);
      } catch (error) {
        return [given, error];
      }
      return "nothing was thrown";
    });
    assertEquals(got, [falsy, falsy]);
  }
});

Deno.test("promises and futures may be yielded in any order", async () => {
  const log: unknown[] = [];
  await spawn(function* (): Co {
    const task: Task<unknown> | undefined = currentTask();
    for (let i = 0; i < 3; i++) {
      log.push(yield Promise.resolve(`promise ${i}`));
      log.push(yield Promise.resolve(`promise ${i} again`));
      log.push(yield Future.resolve(`future ${i}`));
      yield moment;
    }
    log.push(currentTask() === task);
  });
  assertEquals(log.length, 10);
  assertEquals(log.slice(-3), ["promise 2 again", "future 2", true]);
});

Deno.test("a long run of promises is carried without recursion", async () => {
  const task = spawn(function* (): Co<number> {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += yield Promise.resolve(1);
    return sum;
  });
  assertEquals(await task, 20_000);
});

Deno.test("a promise that settles later resumes the task then", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const task = spawn(function* (): Co {
    return yield promise;
  });
  await rest();
  assertEquals(task.done, false);
  resolve("late");
  assertEquals(await task, "late");
});

Deno.test("a promise subclass and a promise with hostile properties are followed natively", async () => {
  class Mine<T> extends Promise<T> {}
  const hostile = Promise.resolve("hostile");
  Object.defineProperty(hostile, "constructor", {
    get() {
      throw new Error("no constructor");
    },
  });
  assertEquals(
    await spawn(function* (): Co {
      return yield Mine.resolve("mine");
    }),
    "mine",
  );
  assertEquals(
    (await caught(spawn(function* (): Co {
      yield hostile;
    })) as Error).message,
    "no constructor",
  );
});

Deno.test("a cancelled task leaves its promise at once and cleans up", async () => {
  const log: string[] = [];
  const task = spawn(function* (): Co {
    try {
      yield new Promise(() => {});
    } finally {
      log.push("cleaned up");
    }
  });
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  assertEquals(log, ["cleaned up"]);
});

Deno.test("a promise that was left and fulfils late is ignored", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const gate = new Future<string>();
  const task = spawn(function* (): Co {
    try {
      yield promise;
    } catch { /* goes on */ }
    return yield gate;
  });
  task.cancel();
  await rest();
  resolve("late");
  await rest();
  assertEquals(task.done, false);
  gate.setResult("gate");
  assertEquals(await task, "gate");
});

Deno.test("a promise that was left and rejects late is reported, once", async () => {
  const late = new Error("late");
  const { promise, reject } = Promise.withResolvers<never>();
  using told = reports();
  const task = spawn(function* (): Co {
    yield promise;
  });
  task.cancel();
  await caught(task);
  reject(late);
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [late]);
});

Deno.test("the echo of a cancel, an AbortError or CancelledError, is not reported", async () => {
  for (
    const echo of [
      new DOMException("aborted", "AbortError"),
      new CancelledError("stopped"),
      Object.assign(new Error("theirs"), { name: "AbortError" }),
    ]
  ) {
    const { promise, reject } = Promise.withResolvers<never>();
    using told = reports();
    const task = spawn(function* (): Co {
      yield promise;
    });
    task.cancel();
    await caught(task);
    reject(echo);
    await rest();
    assertEquals(told.unobserved, []);
  }
});

Deno.test("a promise whose rejection comes after its task ended by other means is not left unhandled", async () => {
  const late = new Error("late");
  const { promise, reject } = Promise.withResolvers<never>();
  using told = reports();
  const task = spawn(function* (): Co {
    try {
      yield promise;
    } catch (error) {
      assertInstanceOf(error, CancelledError);
      return "ended";
    }
  });
  task.cancel();
  assertEquals(await task, "ended");
  reject(late);
  await rest();
  assertEquals(told.unobserved.length, 1);
  assert(told.unobserved[0]!.error === late);
});

Deno.test("a promise that is settled when the cancel arrives is delivered, then the cancel comes", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const log: string[] = [];
  const task = spawn(function* (): Co {
    log.push(yield promise);
    yield Promise.resolve("not given");
    log.push("not reached");
  });
  resolve("settled");
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  assertEquals(log, ["settled"]);
});

Deno.test("that holds too where a callback of the loop settles the promise and cancels", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const log: string[] = [];
  const task = spawn(function* (): Co {
    log.push(yield promise);
    yield Promise.resolve("not given");
    log.push("not reached");
  });
  IOLoop.current().addCallback(() => {
    resolve("settled");
    task.cancel();
  });
  assertInstanceOf(await caught(task), CancelledError);
  assertEquals(log, ["settled"]);
});

Deno.test("a task that cancels itself and then yields a promise is cancelled there", async () => {
  const log: string[] = [];
  const task: Task<unknown> = spawn(function* (): Co {
    yield Promise.resolve();
    task.cancel();
    try {
      yield Promise.resolve("not given");
    } catch (error) {
      log.push((error as Error).name);
    }
    return yield Promise.resolve("cleanup");
  });
  assertEquals(await task, "cleanup");
  assertEquals(log, ["CancelledError"]);
});

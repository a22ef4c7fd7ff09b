// deno-lint-ignore-file require-yield -- a body that never waits is one too
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { ContextVar } from "../../lib/context/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { coroutine, moment, spawn, Task } from "../../lib/coroutine/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, type Co, within } from "./_kit.ts";

Deno.test("a generator function is called without arguments and started at once", async () => {
  const log: unknown[] = [];
  const task = spawn(function* (...args: unknown[]): Co<string> {
    log.push(args.length);
    yield moment;
    return "end";
  });
  assertInstanceOf(task, Task);
  assertEquals(log, [0]);
  assertEquals(await task, "end");
});

Deno.test("a generator object is started at once", async () => {
  const log: string[] = [];
  function* body(name: string): Co<string> {
    log.push(name);
    yield moment;
    return `end of ${name}`;
  }
  const task = spawn(body("a"));
  assertEquals(log, ["a"]);
  assertEquals(await task, "end of a");
});

Deno.test("a coroutine function may be spawned: the task ends as its task does", async () => {
  const inner = coroutine(function* inner(): Co<string> {
    yield moment;
    return "end";
  });
  assertEquals(await spawn(inner as never), "end");
});

Deno.test("a plain or async function may be spawned: the task ends as it does", async () => {
  const boom = new Error("boom");
  const fail = (): never => {
    throw boom;
  };
  assertEquals(spawn((() => 42) as never).result(), 42);
  assertEquals(await spawn((() => Promise.resolve(43)) as never), 43);
  assert(spawn(fail).error() === boom);
});

Deno.test("a task is named by the option, by the function, or not at all", () => {
  function* crawl(): Co {}
  const make = (): () => Co => function* () {};
  assertEquals(spawn(crawl).name, "crawl");
  assertEquals(spawn(crawl, { name: "reader" }).name, "reader");
  assertEquals(spawn(crawl(), { name: "writer" }).name, "writer");
  assertEquals(spawn(make()).name, "<anonymous>");
  assertEquals(String(spawn(crawl)), "Task crawl <fulfilled: undefined>");
});

Deno.test("an error before the first yield is the task's", () => {
  const early = new Error("early");
  const task = spawn(function* (): Co {
    throw early;
  });
  assert(task.error() === early);
});

Deno.test("a task runs on the loop on which it was spawned, at each step", async () => {
  const { loop } = handLoop(), seen: IOLoop[] = [];
  const gate = new Future<void>();
  within(loop, () =>
    spawn(function* (): Co {
      seen.push(IOLoop.current());
      yield gate;
      seen.push(IOLoop.current());
      yield Promise.resolve();
      seen.push(IOLoop.current());
    }));
  gate.setResult();
  await rest();
  assertEquals(seen.map((one) => one === loop), [true, true, true]);
  assert(IOLoop.current() !== loop);
});

Deno.test("a task sees the context variables of its spawning at each step, and keeps what it sets", async () => {
  const user = new ContextVar("user", { default: "nobody" });
  const log: unknown[] = [];
  const task = user.run("ada", () =>
    spawn(function* (): Co {
      log.push(user.get());
      yield moment;
      log.push(user.get());
      user.set("bob");
      yield Promise.resolve();
      log.push(user.get());
    }));
  await task;
  assertEquals(log, ["ada", "ada", "bob"]);
  assertEquals(user.get(), "nobody");
});

Deno.test("a child has the variables that its parent had when it spawned it", async () => {
  const user = new ContextVar<string>("user");
  const seen = await spawn(function* (): Co {
    user.set("early");
    const child = spawn(function* (): Co {
      yield moment;
      return user.get();
    });
    user.set("late");
    return [yield child, user.get()];
  });
  assertEquals(seen, ["early", "late"]);
});

Deno.test("a task that nobody waits for runs to its end", async () => {
  const log: string[] = [];
  spawn(function* (): Co {
    yield moment;
    log.push("end");
  });
  await rest();
  assertEquals(log, ["end"]);
});

Deno.test("a failed task that nobody looks at is reported once, under its name", async () => {
  const boom = new Error("boom");
  using told = reports();
  const task = spawn(function* lost(): Co {
    yield moment;
    throw boom;
  });
  await rest();
  assertEquals(told.unobserved, [{ error: boom, source: task, name: "lost" }]);
  assertEquals(told.errors, []);
});

Deno.test("an error that leaves several unwatched levels is reported once, by the outermost", async () => {
  const boom = new Error("boom");
  const level = coroutine(function* (n: number): Co {
    yield moment;
    if (n === 0) throw boom;
    yield again(n - 1);
  });
  const again = level as (n: number) => Task<unknown>;
  using told = reports();
  const outermost = again(3);
  await rest();
  assertEquals(told.unobserved.map(({ source }) => source), [outermost]);
});

Deno.test("what is neither a generator function nor a generator is refused at the call", () => {
  for (
    const [given, told] of [
      [undefined, "undefined"],
      [null, "null"],
      [42, "42"],
      ["text", '"text"'],
      [[], "an array of 0"],
      [{}, "{}"],
      [Promise.resolve(), "a value of class Promise"],
      [Future.resolve(1), ""],
      [new Map().values(), ""],
      [Object.create(null), ""],
    ] as const
  ) {
    assertThrows(
      () => spawn(given as never),
      TypeError,
      `Cannot spawn ${told}`,
    );
  }
});

Deno.test("a revoked proxy is refused with an error, whatever its kind", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertThrows(() => spawn(proxy as never), TypeError);
});

Deno.test("a grace that is no time is refused at the call, and nothing is started", () => {
  let started = false;
  function* body(): Co {
    started = true;
  }
  assertThrows(
    () => spawn(body, { grace: NaN }),
    RangeError,
    "Cannot spawn(fn, { grace }): NaN is no time",
  );
  assertThrows(
    () => spawn(body, { grace: "5" as never }),
    TypeError,
    'expected milliseconds as a number, got "5"',
  );
  assertEquals(started, false);
});

Deno.test("a function that throws when called gives a failed task", async () => {
  const boom = new Error("boom");
  const spawned = spawn(
    (() => {
      throw boom;
    }) as never,
  );
  assert(await caught(spawned) === boom);
});

import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  ContextVar,
  ExceptionStackContext,
  NullContext,
  StackContext,
} from "../../lib/context/mod.ts";
import { coroutine, moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { inlineCallbacks } from "../../lib/deferred/inline_callbacks.ts";
import { Deferred } from "../../lib/deferred/deferred.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { TaskGroup } from "../../lib/scopes/mod.ts";
import { suppressed } from "../../lib/errors/mod.ts";
import { reports, rest, turns } from "../_support.ts";
import { assertNoLeakedContext } from "./_leaks.ts";
import { logging } from "./_managers.ts";

const loop = IOLoop.current();

Deno.test("StackContext is entered around the function, also when it throws", () => {
  const log: unknown[] = [], a = logging("a", log);
  assertEquals(a.run(() => log.push("in")), 2);
  assertThrows(() => a.run(() => JSON.parse("{")), SyntaxError);
  assertEquals(log, ["+a", "in", "-a", "+a", "-a"]);
});

Deno.test("StackContext is entered again around each callback, innermost last", () =>
  assertNoLeakedContext(async () => {
    const log: unknown[] = [];
    const a = logging("a", log), b = logging("b", log);
    const future = new Future<void>();
    a.run(() =>
      b.run(() => {
        loop.addCallback(() => log.push("callback"));
        loop.callLater(0, () => log.push("timer"));
        future.addDoneCallback(() => log.push("done"));
        future.then(() => log.push("then"));
      })
    );
    log.length = 0;
    future.setResult();
    await turns(3);
    const around = (what: string) => ["+a", "+b", what, "-b", "-a"];
    assertEquals(
      log,
      ["callback", "done", "then", "timer"].flatMap(around),
    );
  }));

Deno.test("StackContext is entered around each step of a task that was spawned inside", async () => {
  const log: unknown[] = [], gate = new Future<void>();
  const task = logging("a", log).run(() =>
    spawn(function* () {
      log.push(1);
      yield* moment;
      log.push(2);
      yield gate;
      log.push(3);
      yield Promise.resolve();
      log.push(4);
    })
  );
  loop.callLater(1, () => gate.setResult());
  await task;
  assertEquals(log, [
    "+a",
    1,
    "-a",
    "+a",
    2,
    "-a",
    "+a",
    3,
    "-a",
    "+a",
    4,
    "-a",
  ]);
});

Deno.test("StackContext is entered for the cleanup of a cancelled task", async () => {
  const log: unknown[] = [];
  const task = logging("a", log).run(() =>
    spawn(function* () {
      try {
        yield* sleep(60_000);
      } finally {
        log.push("cleanup");
      }
    })
  );
  task.cancel();
  await task.catch(() => {});
  assertEquals(log.slice(-3), ["+a", "cleanup", "-a"]);
});

Deno.test("StackContext is entered for children of a group, and for calls of a coroutine", async () => {
  const log: unknown[] = [];
  const step = coroutine(function* () {
    yield;
    log.push("coroutine");
  });
  const task = logging("a", log).run(() =>
    spawn(() =>
      TaskGroup.run(function* (group) {
        group.spawn(function* () {
          yield;
          log.push("child");
        });
        yield* step();
      })
    )
  );
  await task;
  for (const what of ["child", "coroutine"]) {
    const at = log.indexOf(what);
    assertEquals(log.slice(at - 1, at + 2), ["+a", what, "-a"]);
  }
});

Deno.test("StackContext is entered around the steps of inlineCallbacks", () => {
  const log: unknown[] = [], gate = new Deferred<void>();
  const begin = inlineCallbacks(function* () {
    yield gate;
    log.push("on");
  });
  logging("a", log).run(() => void begin());
  log.length = 0;
  gate.callback();
  assertEquals(log, ["+a", "on", "-a"]);
});

Deno.test("StackContext.run may yield inside, and the caller sees nothing of it", async () => {
  const log: unknown[] = [];
  const user = new ContextVar<string>("user");
  const other = spawn(function* () {
    for (let i = 0; i < 2; i++) {
      log.push("other");
      yield* moment;
    }
  });
  const task = spawn(function* () {
    user.set("outer");
    const got = yield* logging("a", log).run(function* () {
      user.set("inner");
      log.push(1);
      yield* moment;
      yield spawn(function* () {
        yield;
        log.push(`child of ${user.get()}`);
      });
      // A generator that is yielded is started inside, too.
      yield (function* () {
        log.push(user.get());
      })();
      return user.get();
    });
    log.push([got, user.get()]);
    yield* moment;
    loop.addCallback(() => log.push("after"));
    yield* moment;
  });
  await task;
  await other;
  assertEquals(log, [
    "other",
    "+a",
    1,
    "-a",
    "other",
    "+a",
    "-a",
    "+a",
    "child of inner",
    "-a",
    "+a",
    "-a",
    "+a",
    "inner",
    "-a",
    "+a",
    "-a",
    ["inner", "outer"],
    "after",
  ]);
});

Deno.test("a deactivated StackContext is gone from the next callback on", async () => {
  const log: unknown[] = [];
  const [c1, c2, c3] = ["1", "2", "3"].map((name) => logging(name, log));
  c1!.run(() =>
    c2!.run((deactivate) =>
      c3!.run(() => {
        loop.addCallback(() => {
          log.push("first");
          loop.addCallback(() => {
            deactivate();
            log.push("second");
            loop.addCallback(() => log.push("third"));
          });
        });
      })
    )
  );
  log.length = 0;
  await turns(4);
  assertEquals(
    log.join(" "),
    "+1 +2 +3 first -3 -2 -1 +1 +2 +3 second -3 -2 -1 +1 +3 third -3 -1",
  );
});

Deno.test("a StackContext that was deactivated grows no list", async () => {
  const quiet = new StackContext(() => ({ [Symbol.dispose]() {} }));
  let left = 1000, most = 0;
  await new Promise<void>((done) => {
    const next = () =>
      quiet.run((deactivate) => {
        deactivate();
        if (--left === 0) return done();
        loop.addCallback(next);
      });
    const count = new NullContext();
    count.run(next);
    most = left;
  });
  assertEquals([left, most], [0, 999]);
});

Deno.test("StackContext takes a manager with enter and exit", () => {
  const log: string[] = [];
  new StackContext(() => ({
    enter: () => log.push("enter"),
    exit: () => log.push("exit"),
  })).run(() => log.push("in"));
  assertEquals(log, ["enter", "in", "exit"]);
});

Deno.test("StackContext refuses what is no factory, and what is no manager", () => {
  assertThrows(() => new StackContext(3 as never), TypeError, "got 3");
  const bad = new StackContext(() => 3 as never);
  assertThrows(() => bad.run(() => {}), TypeError, "its factory gave 3");
  assertThrows(() => bad.run(3 as never), TypeError, "expected a function");
});

Deno.test("a StackContext that cannot be entered keeps a callback from running", async () => {
  using told = reports();
  const log: unknown[] = [], error = new Error("no entry");
  let fails = false;
  const gate = new StackContext(() => {
    if (fails) throw error;
    return { [Symbol.dispose]: () => void log.push("exit") };
  });
  logging("a", log).run(() =>
    gate.run(() => void loop.addCallback(() => log.push("never")))
  );
  log.length = 0;
  fails = true;
  await turns(2);
  assertEquals(log, ["+a", "-a"]);
  assertStrictEquals(told.errors[0]!.error, error);
});

Deno.test("a StackContext that cannot be entered throws at the yield of a task", async () => {
  const error = new Error("no entry");
  for (const wait of [() => undefined, () => Promise.resolve()]) {
    let fails = false;
    const gate = new StackContext(() => {
      if (fails) throw error;
      return { [Symbol.dispose]() {} };
    });
    const task = new ExceptionStackContext(() => true).run(() =>
      gate.run(() =>
        spawn(function* () {
          fails = true;
          yield wait();
        })
      )
    )!;
    assertStrictEquals(await assertRejects(() => task.promise()), error);
  }
});

Deno.test("the error of what was awaited stays beside that of a failed entry", async () => {
  const error = new Error("no entry"), lost = new Error("awaited");
  let fails = false;
  const gate = new StackContext(() => {
    if (fails) throw error;
    return { [Symbol.dispose]() {} };
  });
  const future = new Future<void>();
  const task = gate.run(() =>
    spawn(function* () {
      yield* future;
    })
  );
  fails = true;
  future.setError(lost);
  assertStrictEquals(await assertRejects(() => task.promise()), error);
  assertEquals(suppressed(error), [lost]);
});

Deno.test("a failed exit is told, with the error of the work beside it", async () => {
  using told = reports();
  const error = new Error("exit"), inner = new Error("work");
  let fails = false;
  const gate = new StackContext(() => ({
    [Symbol.dispose]() {
      if (fails) throw error;
    },
  }));
  gate.run(() =>
    void loop.addCallback(() => {
      throw inner;
    })
  );
  fails = true;
  await rest();
  assertEquals(told.errors.map(({ error }) => error), [error]);
  assertEquals(suppressed(error), [inner]);
});

Deno.test("a then whose StackContext cannot be entered is rejected", async () => {
  const error = new Error("no entry");
  let fails = false;
  const gate = new StackContext(() => {
    if (fails) throw error;
    return { [Symbol.dispose]() {} };
  });
  const future = new Future<number>();
  const derived = gate.run(() => future.then((n) => n + 1));
  fails = true;
  future.setResult(1);
  assertStrictEquals(await assertRejects(() => derived.promise()), error);
});

// deno-lint-ignore-file require-yield -- a body that never waits is one too
/**
 * Cancelling tasks, as far as tasks and futures go without scopes.
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  coroutine,
  moment,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, type Co, hasNoWaiter, within } from "./_kit.ts";

/** Waits in both ways that a coroutine has. */
const WAYS: readonly (readonly [string, (on: Future<unknown>) => Co])[] = [
  ["yield", function* (on) {
    return yield on;
  }],
  ["yield*", function* (on) {
    return yield* on;
  }],
];

Deno.test("a cancel throws CancelledError at the current yield, and the task counts as cancelled", async () => {
  for (const [, wait] of WAYS) {
    const log: unknown[] = [];
    const task = spawn(function* reader(): Co {
      try {
        yield* wait(new Future());
        log.push("not reached");
      } catch (error) {
        log.push(error);
        throw error;
      }
    });
    assertEquals(task.cancel("enough"), true);
    const error = await caught(task);
    assertInstanceOf(error, CancelledError);
    assertEquals(log, [error]);
    assertEquals([task.state, task.cancelled, task.cancelRequested], [
      "cancelled",
      true,
      true,
    ]);
    assertEquals(error.message, 'reader was cancelled: "enough"');
  }
});

Deno.test("the error carries the reason, who cancelled, and the task", async () => {
  const reason = { code: 7 };
  const task = spawn(function* (): Co {
    yield new Future();
  }, { name: "reader" });
  await spawn(function* (): Co {
    task.cancel(reason);
    yield moment;
  }, { name: "supervisor" });
  const error = await caught(task) as CancelledError;
  assert(error.reason === reason);
  assert(error.task === task);
  assertEquals([error.by, error.scope, error.cause], [
    "supervisor",
    undefined,
    undefined,
  ]);
  assertStringIncludes(error.message, "reader was cancelled by supervisor");
});

Deno.test("a falsy reason is kept, and hostile ones can be told", async () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (
    const reason of [
      undefined,
      null,
      0,
      "",
      false,
      Object.create(null),
      revoked.proxy,
    ]
  ) {
    const task = spawn(function* (): Co {
      yield new Future();
    });
    task.cancel(reason);
    const error = await caught(task) as CancelledError;
    assert(error.reason === reason);
    assertEquals(typeof error.message, "string");
  }
});

Deno.test("with loop.debug the cause shows where cancel was called", async () => {
  const loop = IOLoop.current();
  loop.debug = true;
  try {
    const task = spawn(function* (): Co {
      yield new Future();
    });
    (function theCaller() {
      task.cancel();
    })();
    const { cause } = await caught(task) as CancelledError;
    assertInstanceOf(cause, Error);
    assertStringIncludes(cause.stack!, "theCaller");
  } finally {
    loop.debug = false;
  }
});

Deno.test("a cancelled task is quiet: nobody is told of an error", async () => {
  using told = reports();
  const task = spawn(function* (): Co {
    yield new Future();
  });
  task.cancel();
  await rest();
  assertEquals(task.cancelled, true);
  assertEquals([told.unobserved, told.errors, told.late], [[], [], []]);
});

Deno.test("everybody who waits for a cancelled task gets the same error", async () => {
  const task = spawn(function* (): Co {
    yield new Future();
  });
  task.cancel();
  const first = await caught(task);
  assert(await caught(task.promise()) === first);
  assert(assertThrows(() => task.result()) === first);
  assert(assertThrows(() => task.error()) === first);
  const waiter = spawn(function* (): Co {
    yield task;
  });
  assert(await caught(waiter) === first);
  assertEquals([waiter.cancelled, waiter.cancelRequested], [true, false]);
});

Deno.test("cancelling a task that has ended returns false and changes nothing", () => {
  const boom = new Error("boom");
  const done = spawn(function* (): Co {
    return 1;
  });
  const failed = spawn(function* (): Co {
    throw boom;
  });
  assertEquals([done.cancel(), failed.cancel()], [false, false]);
  assertEquals([done.result(), done.cancelRequested], [1, false]);
  assert(failed.error() === boom);
});

Deno.test("inner catch blocks run before outer ones, also on the second wait", async () => { // C1
  for (const waits of [1, 2]) {
    const log: string[] = [];
    const last = new Future({ onCancel: () => log.push("last is told") });
    const inner = coroutine(function* (): Co {
      try {
        if (waits === 2) yield Promise.resolve();
        yield last;
      } catch (error) {
        log.push("inner");
        throw error;
      }
    });
    const task = spawn(function* (): Co {
      try {
        yield inner();
      } catch (error) {
        log.push("outer");
        throw error;
      }
    });
    await rest();
    task.cancel();
    assertInstanceOf(await caught(task), CancelledError);
    assertEquals(log, ["last is told", "inner", "outer"]);
    assertEquals(last.cancelled, true);
  }
});

Deno.test("a body that catches the cancel and returns has that as its result", async () => { // C2
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } catch {
      return 42;
    }
  });
  task.cancel();
  assertEquals(await task, 42);
  assertEquals([task.cancelled, task.cancelRequested], [false, true]);
});

Deno.test("a body that catches the cancel and waits on stays pending; its swallowing shows", async () => { // C3
  const gate = new Future<string>();
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } catch { /* swallowed */ }
    return yield gate;
  });
  task.cancel();
  await rest();
  assertEquals([task.done, task.cancelRequested], [false, true]);
  assertEquals(task.cancel("again"), false);
  await rest();
  assertEquals(task.done, false);
  gate.setResult("later");
  assertEquals(await task, "later");
});

Deno.test("a canceller that fails the awaited future: the body sees that error, and may turn it into another or a value", async () => { // C4
  const e1 = new Error("e1"), e2 = new Error("e2");
  const failing = () => {
    const future: Future<unknown> = new Future({
      onCancel: () => future.setError(e1),
    });
    return future;
  };
  for (const [, wait] of WAYS) {
    const plain = spawn(() => wait(failing()));
    const translated = spawn(function* (): Co {
      try {
        yield* wait(failing());
      } catch (error) {
        throw error === e1 ? e2 : error;
      }
    });
    const rescued = spawn(function* (): Co {
      try {
        yield* wait(failing());
      } catch (error) {
        return error === e1 ? 4320 : 0;
      }
    });
    for (const task of [plain, translated, rescued]) task.cancel();
    assert(await caught(plain) === e1);
    assert(await caught(translated) === e2);
    assertEquals(await rescued, 4320);
  }
});

Deno.test("a canceller that fulfils the awaited future: the value is given, and CancelledError comes at the next yield", async () => {
  for (const [, wait] of WAYS) {
    const log: unknown[] = [];
    const future: Future<unknown> = new Future({
      onCancel: (reason) => future.setResult(`given up: ${reason}`),
    });
    const task = spawn(function* (): Co {
      log.push(yield* wait(future));
      yield* wait(Future.resolve("not given"));
      log.push("not reached");
    });
    task.cancel("late");
    assertInstanceOf(await caught(task), CancelledError);
    assertEquals(log, ["given up: late"]);
  }
});

Deno.test("a canceller that throws is reported once, and the cancel goes on", async () => {
  const broken = new Error("onCancel");
  using told = reports();
  const future = new Future({
    onCancel() {
      throw broken;
    },
  });
  const task = spawn(function* (): Co {
    yield future;
  });
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  await rest();
  assertEquals(told.errors.map(({ error }) => error), [broken]);
  assertEquals(told.unobserved, []);
  assertEquals(future.cancelled, true);
});

Deno.test("a child that is waited for cleans up before its waiter, however long that takes", async () => { // C5
  const { loop, clock } = handLoop(), log: string[] = [];
  const child = coroutine(function* (): Co {
    try {
      yield new Future();
    } finally {
      yield sleep(50);
      log.push("child");
    }
  });
  const task = within(loop, () =>
    spawn(function* (): Co {
      try {
        yield child();
      } finally {
        log.push("outer");
      }
    }));
  task.cancel();
  await clock.advance(49);
  assertEquals([log, task.done], [[], false]);
  await clock.advance(1);
  assertEquals([log, task.cancelled], [["child", "outer"], true]);
});

Deno.test("a cancelled child that ends with a value gives it to its waiter, which is cancelled at its next yield", async () => { // C5
  for (const [, wait] of WAYS) {
    const log: unknown[] = [];
    const child = coroutine(function* (): Co<number> {
      try {
        yield new Future();
      } catch {
        yield moment;
      }
      return 6543;
    });
    const task = spawn(function* (): Co {
      log.push(1 + (yield* wait(child())));
      try {
        yield* wait(Future.resolve("ready"));
      } catch (error) {
        log.push((error as Error).name);
      }
      return "end";
    });
    task.cancel();
    assertEquals(await task, "end");
    assertEquals(log, [6544, "CancelledError"]);
  }
});

Deno.test("a cancelled child whose cleanup fails gives that error to its waiter, which is cancelled at its next yield", async () => {
  const broken = new Error("cleanup");
  for (const [, wait] of WAYS) {
    const log: unknown[] = [];
    using told = reports();
    const child = coroutine(function* (): Co {
      try {
        yield new Future();
      } finally {
        yield moment;
        // deno-lint-ignore no-unsafe-finally -- that is what is tested
        throw broken;
      }
    });
    const task = spawn(function* (): Co {
      try {
        yield* wait(child());
      } catch (error) {
        log.push(error);
      }
      yield* wait(Future.resolve("ready"));
      log.push("not reached");
    });
    task.cancel();
    assertInstanceOf(await caught(task), CancelledError);
    await rest();
    assertEquals(log, [broken]);
    assertEquals(told.unobserved, []);
  }
});

Deno.test("a cleanup that fails makes its error the task's", async () => {
  const broken = new Error("cleanup");
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw broken;
    }
  });
  task.cancel();
  assert(await caught(task) === broken);
  assertEquals([task.state, task.cancelRequested], ["rejected", true]);
});

Deno.test("a task that cancels itself is cancelled at its next yield, ready or not", async () => { // C6
  for (const [, wait] of WAYS) {
    for (const on of [() => Future.resolve("ready"), () => new Future()]) {
      const log: string[] = [];
      const task: Task<unknown> = spawn(function* (): Co {
        yield moment;
        task.cancel("myself");
        log.push("still running");
        try {
          yield* wait(on());
          log.push("not reached");
        } finally {
          log.push("cleaned up");
        }
      });
      const error = await caught(task) as CancelledError;
      assertEquals(log, ["still running", "cleaned up"]);
      assert(error.task === task);
    }
  }
});

Deno.test("a task that cancels itself and returns without a further yield keeps its result", async () => { // C6
  const task: Task<unknown> = spawn(function* (): Co {
    yield moment;
    task.cancel();
    return "kept";
  });
  assertEquals(await task, "kept");
  assertEquals([task.cancelled, task.cancelRequested], [false, true]);
});

Deno.test("a future that somebody else cancels throws CancelledError at the yield, without a request", async () => { // C7
  const gate = new Future();
  const passing = spawn(function* (): Co {
    yield gate;
  });
  const catching = spawn(function* (): Co {
    try {
      yield* gate;
    } catch (error) {
      return (error as CancelledError).reason;
    }
  });
  gate.cancel("by its owner");
  assertInstanceOf(await caught(passing), CancelledError);
  assertEquals([passing.cancelled, passing.cancelRequested], [true, false]);
  assertEquals(await catching, "by its owner");
});

Deno.test("of two who wait for one future, one may be cancelled and the other gets the result", async () => { // C8
  for (const [, wait] of WAYS) {
    let told = 0;
    const shared = new Future<string>({ onCancel: () => told++ });
    const first = spawn(() => wait(shared)), second = spawn(() => wait(shared));
    first.cancel();
    assertInstanceOf(await caught(first), CancelledError);
    shared.setResult("shared");
    assertEquals(await second, "shared");
    assertEquals(told, 0);
  }
});

Deno.test("of two who wait for one task, one may be cancelled and the task goes on", async () => { // C8
  const gate = new Future<string>();
  const source = spawn(function* (): Co {
    return yield gate;
  });
  const first = spawn(function* (): Co {
    yield source;
  });
  const second = spawn(function* (): Co {
    return yield source;
  });
  first.cancel();
  assertInstanceOf(await caught(first), CancelledError);
  assertEquals(source.cancelRequested, false);
  gate.setResult("source");
  assertEquals(await second, "source");
});

Deno.test("a then or a done-callback is a waiter like others: the task they look at goes on", async () => {
  for (
    const look of [
      (task: Task<unknown>) => void task.then(),
      (task: Task<unknown>) => task.addDoneCallback(() => {}),
    ]
  ) {
    const gate = new Future<string>();
    const source = spawn(function* (): Co {
      return yield gate;
    });
    look(source);
    const waiter = spawn(function* (): Co {
      yield source;
    });
    waiter.cancel();
    assertInstanceOf(await caught(waiter), CancelledError);
    assertEquals(source.cancelRequested, false);
    gate.setResult("end");
    assertEquals(await source, "end");
  }
});

Deno.test("what is ready when the cancel arrives is delivered, and CancelledError comes at the next yield, ready or not", async () => { // C9
  for (const [, wait] of WAYS) {
    for (const next of [() => Future.resolve("ready"), () => new Future()]) {
      const gate = new Future<string>(), log: unknown[] = [];
      const task = spawn(function* (): Co {
        log.push(yield* wait(gate));
        yield* wait(next());
        log.push("not reached");
      });
      gate.setResult("in time");
      task.cancel();
      assertInstanceOf(await caught(task), CancelledError);
      assertEquals(log, ["in time"]);
    }
  }
});

Deno.test("the same for an error that is there when the cancel arrives", async () => {
  const boom = new Error("boom");
  for (const [way, wait] of WAYS) {
    const gate = new Future<never>(), log: unknown[] = [];
    const task = spawn(function* (): Co {
      try {
        yield* wait(gate);
      } catch (error) {
        log.push(error);
      }
      yield* wait(Future.resolve("ready"));
      log.push(`not reached by ${way}`);
    });
    gate.setError(boom);
    task.cancel();
    assertInstanceOf(await caught(task), CancelledError);
    assertEquals(log, [boom]);
  }
});

Deno.test("the same for an array all of whose members are there", async () => {
  const gates = [new Future<number>(), new Future<number>()],
    log: unknown[] = [];
  const task = spawn(function* (): Co {
    log.push(yield gates);
    yield [];
    log.push("not reached");
  });
  gates[0]!.setResult(1);
  gates[1]!.setResult(2);
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  assertEquals(log, [[1, 2]]);
});

Deno.test("a body that ends with what was delivered keeps its result", async () => {
  const gate = new Future<string>();
  const task = spawn(function* (): Co {
    return yield gate;
  });
  gate.setResult("in time");
  task.cancel();
  assertEquals(await task, "in time");
  assertEquals([task.cancelled, task.cancelRequested], [false, true]);
});

Deno.test("a failed future at the next yield does not take the place of the CancelledError", async () => {
  const boom = new Error("boom");
  for (const [way, wait] of WAYS) {
    using told = reports();
    const log: unknown[] = [];
    const task: Task<unknown> = spawn(function* (): Co {
      yield moment;
      task.cancel();
      try {
        yield* wait(Future.reject(boom));
      } catch (error) {
        log.push((error as Error).name);
      }
    });
    await task;
    await rest();
    assertEquals(log, ["CancelledError"], way);
    assertEquals(told.unobserved.map(({ error }) => error), [boom], way);
  }
});

Deno.test("a bad yield while a cancel is on its way is told first", async () => {
  const log: unknown[] = [];
  const task: Task<unknown> = spawn(function* (): Co {
    yield moment;
    task.cancel();
    for (const given of [42, Future.resolve(1)]) {
      try {
        yield given;
      } catch (error) {
        log.push((error as Error).name);
      }
    }
  });
  await task;
  assertEquals(log, ["BadYieldError", "CancelledError"]);
});

Deno.test("a task cancelled before its first step runs nothing", async () => {
  // Where starts are nested deeply, the innermost are queued.
  const started: number[] = [], tasks: Task<unknown>[] = [];
  const nest = (n: number): Co =>
    (function* (): Co {
      started.push(n);
      if (n < 400) tasks.push(spawn(nest(n + 1)));
      yield new Future();
    })();
  tasks.push(spawn(nest(0)));
  const count = started.length;
  assert(count < 400, "the innermost must not have started");
  for (const task of tasks) task.cancel("at once");
  await rest();
  assertEquals(started.length, count);
  for (const task of tasks) assert(task.cancelled);
});

Deno.test("a second cancel changes nothing, and does not interrupt the cleanup of the first", async () => {
  const gate = new Future<void>(), log: string[] = [];
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } finally {
      yield gate;
      log.push("cleaned up");
    }
  });
  assertEquals(task.cancel("first"), true);
  assertEquals(task.cancel("second"), false);
  await rest();
  assertEquals(task.cancel("third"), false);
  await rest();
  assertEquals([log, task.done], [[], false]);
  gate.setResult();
  const error = await caught(task) as CancelledError;
  assertEquals([log, error.reason], [["cleaned up"], "first"]);
});

Deno.test("the task is settled only when its generator is done", async () => {
  const gate = new Future<void>(), log: string[] = [];
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } finally {
      yield gate;
    }
  });
  task.addDoneCallback(() => log.push("done"));
  task.cancel();
  await rest();
  assertEquals([task.state, task.cancelRequested, log], ["pending", true, []]);
  gate.setResult();
  await rest();
  assertEquals([task.state, log], ["cancelled", ["done"]]);
});

Deno.test("a left future has no waiter any more, and one without onCancel stays pending", async () => {
  for (const [, wait] of WAYS) {
    const left = new Future();
    const task = spawn(() => wait(left));
    assert(!hasNoWaiter(left));
    task.cancel();
    await caught(task);
    assert(hasNoWaiter(left));
    assertEquals(left.state, "pending");
  }
});

Deno.test("onCancel is called with the reason, once, when the last of several waiters has left", async () => {
  const told: unknown[] = [];
  const shared = new Future({ onCancel: (reason) => told.push(reason) });
  const tasks = WAYS.map(([, wait]) => spawn(() => wait(shared)));
  tasks[0]!.cancel("first");
  await rest();
  assertEquals([told, shared.done], [[], false]);
  tasks[1]!.cancel("second");
  await rest();
  assertEquals([told, shared.state], [["second"], "cancelled"]);
  assertEquals(shared.cancel("third"), false);
  assertEquals(told, ["second"]);
  assert(tasks.every((task) => task.cancelled));
});

Deno.test("cancelling what a task gave to then gives up the task, if nobody else waits", async () => {
  const task = spawn(function* (): Co {
    yield new Future();
  });
  const derived = task.then();
  derived.cancel("not needed");
  assertInstanceOf(await caught(derived), CancelledError);
  await rest();
  assertEquals([task.cancelled, task.cancelRequested], [true, true]);
});

Deno.test("a cleanup may spawn and wait for tasks of its own, which are not cancelled", async () => {
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } catch {
      return yield spawn(function* (): Co {
        yield moment;
        return "cleanup";
      });
    }
  });
  task.cancel();
  assertEquals(await task, "cleanup");
});

Deno.test("children that were spawned and are not waited for go on", async () => {
  const gate = new Future<string>();
  const children: Task<unknown>[] = [];
  const task = spawn(function* (): Co {
    children.push(spawn(function* (): Co {
      return yield gate;
    }));
    yield new Future();
  });
  task.cancel();
  await caught(task);
  assertEquals(children[0]!.cancelRequested, false);
  gate.setResult("went on");
  assertEquals(await children[0]!, "went on");
});

Deno.test("a generator object that is yielded is cancelled with its waiter, one delegated to at its own yield", async () => {
  for (const delegated of [false, true]) {
    const log: string[] = [];
    const sub = function* (): Co {
      try {
        yield new Future();
      } finally {
        yield moment;
        log.push("sub");
      }
    };
    const task = spawn(function* (): Co {
      try {
        if (delegated) yield* sub();
        else yield sub();
      } finally {
        log.push("outer");
      }
    });
    task.cancel();
    assertInstanceOf(await caught(task), CancelledError);
    assertEquals(log, ["sub", "outer"]);
  }
});

Deno.test("code after the cancelled wait is not run, however deep the delegation", async () => {
  const log: string[] = [];
  function* level(n: number): Co {
    if (n === 0) yield new Future();
    else yield* level(n - 1);
    log.push("not reached");
  }
  const task = spawn(level(20));
  task.cancel();
  assertInstanceOf(await caught(task), CancelledError);
  assertEquals(log, []);
});

Deno.test("a task that waits for a signal, a yieldable or nothing at all is cancelled there", async () => {
  const { signal } = new AbortController();
  for (
    const given of [
      signal,
      { then: () => {} },
      new Promise(() => {}),
      { [Symbol.for("twister.yieldable")]: () => new Future() },
      { a: [new Future()] },
      undefined,
      moment,
    ]
  ) {
    const task = spawn(function* (): Co {
      yield given;
    });
    task.cancel();
    assertInstanceOf(await caught(task), CancelledError);
  }
});

Deno.test("the late error of an abandoned thenable is reported, its echo of the cancel is not", async () => {
  for (
    const [error, expected] of [[new Error("late"), 1], [
      new CancelledError("echo"),
      0,
    ]] as const
  ) {
    using told = reports();
    let reject!: (error: unknown) => void;
    const thenable = {
      then: (_: unknown, no: (error: unknown) => void) => void (reject = no),
    };
    const task = spawn(function* (): Co {
      yield thenable;
    });
    task.cancel();
    await caught(task);
    reject(error);
    await rest();
    assertEquals(told.unobserved.length, expected);
  }
});

Deno.test("two tasks that wait for each other are both freed by one cancel, within their graces", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const other = new Future<Task<unknown>>();
  const [a, b] = within(loop, () => {
    const a: Task<unknown> = spawn(function* (): Co {
      try {
        yield yield other;
      } finally {
        log.push("a");
      }
    });
    const b = spawn(function* (): Co {
      try {
        yield a;
      } finally {
        log.push("b");
      }
    });
    return [a, b];
  });
  other.setResult(b);
  await rest();
  a.cancel("break the knot");
  await clock.advance(10_000);
  assertEquals([a.done, b.done], [true, true]);
  assertEquals(log.length, 2);
});

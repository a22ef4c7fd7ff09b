import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { currentTask, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Deferred, fail } from "../../lib/deferred/mod.ts";
import { runSync } from "../../lib/interop/mod.ts";
import { type Co, hasNoWaiter } from "../coroutine/_kit.ts";
import { watchedSignal } from "../scopes/_kit.ts";
import { handLoop, reports, rest } from "../_support.ts";

/** What is not ready, each time anew. */
const UNREADY: Readonly<Record<string, () => unknown>> = {
  "a pending Future": () => new Future({ name: "page" }),
  "a native promise": () => Promise.resolve(1),
  "a thenable": () => ({ then() {} }),
  "a Deferred": () => new Deferred(),
  "a signal": () => new AbortController().signal,
  "an array": () => [Future.resolve(1), new Future()],
  "a generator that waits": () =>
    (function* (): Co {
      yield new Future();
    })(),
};

for (const [name, make] of Object.entries(UNREADY)) {
  Deno.test(`${name} throws at that yield, so that finally runs`, () => {
    const log: unknown[] = [];
    const error = assertThrows(() =>
      runSync(function* (): Co {
        try {
          yield make();
          log.push("never");
        } finally {
          log.push("finally");
        }
      }), InvalidStateError);
    assertEquals(log, ["finally"]);
    assert(error.message.includes("not ready"));
  });
}

Deno.test("the error names what was waited for, and comes out of yield* as well", () => {
  const page = new Future<void>({ name: "page" });
  const error = assertThrows(() =>
    runSync(function* () {
      yield* page;
    }), InvalidStateError);
  assertEquals(error.message.startsWith("Cannot wait for page in"), true);
});

Deno.test("a body may catch the error and go on", () => {
  const end = runSync(function* (): Co {
    try {
      yield new Future();
    } catch {
      return yield Future.resolve("went on");
    }
  });
  assertEquals(end, "went on");
});

Deno.test("what it would have waited for is given up: timer, listener, waiter and task", async () => {
  const { loop, clock } = handLoop(), watched = watchedSignal();
  const plain = new Future();
  let task!: Future<void>;
  const unready = [
    () => sleep(60_000),
    () => watched.signal,
    () => plain,
    () => [sleep(60_000)],
    () =>
      task = spawn(function* () {
        yield* sleep(60_000);
      }),
  ];
  for (const make of unready) {
    assertThrows(() =>
      loop._within(() =>
        runSync(function* (): Co {
          yield make();
        })
      ), InvalidStateError);
  }
  await rest();
  assertEquals([clock.alarmAt, watched.listeners], [undefined, 0]);
  assertEquals([task.state, plain.state], ["cancelled", "pending"]);
  assert(hasNoWaiter(plain));
});

Deno.test("the late error of a promise that was refused is reported, once", async () => {
  using told = reports();
  const boom = new Error("boom");
  assertThrows(() =>
    runSync(function* (): Co {
      yield Promise.reject(boom);
    }), InvalidStateError);
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), [boom]);
});

Deno.test("an error that it throws is looked at: the Future it came from is not reported", async () => {
  using told = reports();
  const boom = new Error("boom");
  for (const bad of [Future.reject(boom), fail(boom), [Future.reject(boom)]]) {
    const thrown = assertThrows(() =>
      runSync(function* (): Co {
        yield bad;
      })
    );
    assertStrictEquals(thrown, boom);
  }
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("it runs within the caller: its task, its context", async () => {
  const user = new ContextVar<string>("user");
  await spawn(function* caller(): Co {
    user.set("ada");
    const seen = runSync(function* (): Co {
      yield;
      const before = user.get();
      user.set("bob");
      return [before, currentTask()?.name];
    });
    assertEquals([seen, user.get()], [["ada", "caller"], "bob"]);
    yield* sleep(0);
  });
});

Deno.test("a cancel of the caller that comes meanwhile is thrown at the caller's next yield", async () => {
  const log: string[] = [];
  const task = spawn(function* (): Co {
    yield* sleep(0);
    runSync(function* (): Co {
      currentTask()!.cancel();
      log.push(yield* Future.resolve("body"));
    });
    log.push("caller");
    yield* Future.resolve();
    log.push("never");
  });
  await task.catch(() => {});
  assertEquals([log, task.state], [["body", "caller"], "cancelled"]);
});

Deno.test("the stack tells the bodies, then the caller, and none of our frames", () => {
  function* leaf(): Co {
    yield;
    throw new Error("boom");
  }
  function* top(): Co {
    yield leaf();
  }
  function caller(): void {
    runSync(top);
  }
  const { stack } = assertThrows(caller) as Error;
  const lines = stack!.split("\n").slice(1);
  const names = lines.map((line) => /leaf|top|caller/.exec(line)?.[0]);
  assertEquals(names.slice(0, 3), ["leaf", "top", "caller"], stack);
  assert(!stack!.includes("/lib/"), stack);
});

Deno.test("a plain function gives its value, an async one is not ready", () => {
  assertEquals(runSync((() => 1) as never), 1);
  assertThrows(() => runSync((async () => {}) as never), InvalidStateError);
});

Deno.test("a generator that is driven already, or no generator, is refused", () => {
  const once = (function* (): Co {
    yield;
  })();
  runSync(once);
  assertThrows(() => runSync(once), InvalidStateError, "twice");
  for (const bad of [42, undefined, [], (async function* () {})()]) {
    const error = assertThrows(() => runSync(bad as never));
    assertInstanceOf(error, TypeError);
  }
});

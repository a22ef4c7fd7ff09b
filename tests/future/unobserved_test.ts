import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { chainFuture, Future } from "../../lib/future/mod.ts";
import { disown } from "../../lib/future/unobserved.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";

/** What a loop is told while a function runs on it and all comes to rest. */
async function toldOf(fn: () => unknown) {
  const { loop, clock } = handLoop(), told = reports(loop);
  loop._within(fn);
  await clock.advance(100);
  await rest();
  return told;
}

const noop = () => {};

// F10
Deno.test("a rejected Future that nobody looks at is reported once", async () => {
  const error = new Error("lost");
  let future: unknown;
  const told = await toldOf(() => future = Future.reject(error));
  assertEquals(told.unobserved.length, 1);
  const [report] = told.unobserved;
  assertStrictEquals(report!.error, error);
  assertStrictEquals(report!.source, future);
  assertEquals(report!.name, "Future");
  assertEquals([told.errors, told.late], [[], []]);
});

Deno.test("a falsy error is reported as well", async () => {
  for (const error of [undefined, null, 0, "", NaN, false]) {
    const told = await toldOf(() => Future.reject(error));
    assertEquals(told.unobserved.map((report) => report.error), [error]);
  }
});

Deno.test("a Future that fails later is reported then, under its name", async () => {
  const told = await toldOf(() => {
    const future = new Future({ name: "page" });
    sleep(5).addDoneCallback(() => future.setError(new Error("late")));
  });
  assertEquals(told.unobserved.map(({ name }) => name), ["page"]);
});

// F10
Deno.test("with debug the report's source says where it was made", async () => {
  const { loop } = handLoop({ debug: true });
  using told = reports(loop);
  loop._within(function makesIt() {
    Future.reject(new Error("lost"));
  });
  await rest();
  loop.debug = false;
  assertMatch(
    String(told.unobserved[0]!.source),
    / made at makesIt \(.*unobserved_test\.ts/,
  );
});

type Look = (future: Future<unknown>) => unknown;

/** What can be done with a settled Future only. */
const AT_ONCE: Record<string, Look> = {
  "result()": (future) => {
    try {
      future.result();
    } catch { /* seen */ }
  },
  "error()": (future) => future.error(),
  "a look in the next microtask": (future) =>
    queueMicrotask(() => future.error()),
};

/** What can also be done before it fails. */
const WAITING: Record<string, Look> = {
  then: (future) => future.then(noop, noop),
  catch: (future) => future.catch(noop),
  "promise()": (future) => future.promise().catch(noop),
  "a native await": async (future) => {
    try {
      await future;
    } catch { /* seen */ }
  },
  yield: (future) =>
    spawn(function* (): Generator {
      try {
        yield future;
      } catch { /* seen */ }
    }),
  "yield*": (future) =>
    spawn(function* () {
      try {
        yield* future;
      } catch { /* seen */ }
    }),
  "a chain": (future) => {
    const target = new Future<unknown>();
    target.then(noop, noop);
    chainFuture(future, target);
  },
  "a callback that looks": (future) =>
    future.addDoneCallback(() => void future.error()),
};

// F10
for (const [how, look] of Object.entries({ ...AT_ONCE, ...WAITING })) {
  Deno.test(`${how} of a rejected Future counts as looking`, async () => {
    const told = await toldOf(() => look(Future.reject(new Error("seen"))));
    assertEquals([told.unobserved, told.late, told.errors], [[], [], []]);
  });
}

// F10
for (const [how, look] of Object.entries(WAITING)) {
  Deno.test(`${how} of a Future that fails then counts as looking`, async () => {
    const told = await toldOf(() => {
      const future = new Future();
      look(future);
      future.setError(new Error("seen"));
    });
    assertEquals([told.unobserved, told.late, told.errors], [[], [], []]);
  });
}

Deno.test("a bare callback, done, state and printing do not count as looking", async () => {
  const told = await toldOf(() => {
    const future = Future.reject(new Error("unseen"));
    future.addDoneCallback(noop);
    void [future.done, future.state, future.cancelled, String(future)];
  });
  assertEquals(told.unobserved.length, 1);
});

// F11
Deno.test("cancel() of a rejected Future returns false and is not looking", async () => {
  const error = new Error("kept");
  const told = await toldOf(() => {
    assertEquals(Future.reject(error).cancel("late"), false);
  });
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

// F11
Deno.test("an abandoned pending Future and a cancelled one are silent", async () => {
  const told = await toldOf(() => {
    new Future();
    new Future().cancel();
    new Future().then().cancel("quiet");
  });
  assertEquals([told.unobserved, told.errors], [[], []]);
});

Deno.test("a waiter that left does not count as looking", async () => {
  const told = await toldOf(() => {
    const future = new Future();
    future.then(noop, noop).cancel();
    future.setError(new Error("nobody is left"));
  });
  assertEquals(told.unobserved.length, 1);
});

Deno.test("an error that one branch handles is not told for a branch that is gone", async () => {
  for (const gone of ["before", "after"]) {
    const told = await toldOf(() => {
      const future = new Future();
      const left = future.then(), other = future.then();
      const settled = future.then();
      if (gone === "before") left.cancel();
      future.setError(new Error("handled"));
      future.catch(noop);
      if (gone === "after") left.cancel();
      other.cancel();
      settled.setResult(1);
    });
    assertEquals(told.unobserved.length, 0, gone);
  }
});

Deno.test("an error that only a branch that is gone could take is told once", async () => {
  const told = await toldOf(() => {
    const future = new Future(), left = future.then();
    future.setError(new Error("nobody's"));
    left.cancel();
  });
  assertEquals(told.unobserved.length, 1);
});

Deno.test("then without a handler moves the duty on: one report, from the last", async () => {
  const error = new Error("passed on");
  let last: unknown;
  const told = await toldOf(() => {
    last = Future.reject(error).then(noop).finally(noop).then(noop);
  });
  assertEquals(told.unobserved.length, 1);
  assertStrictEquals(told.unobserved[0]!.error, error);
  assertStrictEquals(told.unobserved[0]!.source, last);
});

Deno.test("two branches of one error owe two reports, one a source", async () => {
  const error = new Error("shared");
  const told = await toldOf(() => {
    const future = Future.reject(error);
    future.then(noop);
    future.then(noop);
  });
  assertEquals(told.unobserved.map((report) => report.error), [error, error]);
  assert(told.unobserved[0]!.source !== told.unobserved[1]!.source);
});

// F10
Deno.test("a look after the report gives one late report, the same object", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const future = loop._within(() => Future.reject(new Error("late")));
  await rest();
  assertEquals([told.unobserved.length, told.late.length], [1, 0]);
  future.error();
  future.error();
  await assertRejects(() => future);
  assertEquals([told.unobserved.length, told.late.length], [1, 1]);
  assertStrictEquals(told.late[0], told.unobserved[0]);
});

Deno.test("a late look by then is told when the handler runs", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const future = loop._within(() => Future.reject(new Error("late")));
  await rest();
  loop._within(() => future.catch(noop));
  await turns(1, loop);
  assertEquals(told.late.length, 1);
});

Deno.test("an error that was seen in time is never told of as late", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const future = loop._within(() => Future.reject(new Error("seen")));
  future.error();
  await rest();
  future.error();
  assertEquals([told.unobserved, told.late], [[], []]);
});

Deno.test("the turn has drained after its callbacks and their microtasks", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const future = new Future(), log: string[] = [];
  loop.addCallback(() => {
    future.setError(new Error("seen in the same turn"));
    loop.addCallback(async () => {
      for (let i = 0; i < 5; i++) await Promise.resolve();
      log.push("looks");
      future.error();
    });
  });
  await rest();
  assertEquals([log, told.unobserved], [["looks"], []]);
});

Deno.test("errors are reported once each and in order under load", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  let left = 20_000;
  const again = () => {
    if (left % 40 === 0) Future.reject(left);
    if (left % 40 === 1) Future.reject(left).catch(noop);
    if (--left > 0) loop.addCallback(again);
  };
  loop.addCallback(again);
  while (left > 0) await rest();
  await rest();
  const expected = Array.from({ length: 500 }, (_, i) => 20_000 - 40 * i);
  assertEquals(told.unobserved.map(({ error }) => error), expected);
});

Deno.test("errors are reported also while the loop never comes to rest", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  let stop = false;
  const again = () => void (stop || loop.addCallback(again));
  loop.addCallback(again);
  loop._within(() => Future.reject(new Error("lost")));
  for (let i = 0; i < 100 && told.unobserved.length === 0; i++) await rest();
  stop = true;
  assertEquals(told.unobserved.length, 1);
});

Deno.test("a hook may fail again without end, and is told of each once", async () => {
  const { loop } = handLoop();
  const told: unknown[] = [];
  loop.onUnobserved = ({ error }) => {
    told.push(error);
    if (told.length < 3) loop._within(() => Future.reject(told.length));
  };
  loop._within(() => Future.reject(0));
  await rest();
  await rest();
  assertEquals(told, [0, 1, 2]);
});

Deno.test("each error is told to the loop on which it arose", async () => {
  const { loop: a } = handLoop(), { loop: b } = handLoop();
  using toldA = reports(a);
  using toldB = reports(b);
  a._within(() => Future.reject("a"));
  b._within(() => Future.reject("b"));
  await rest();
  assertEquals(toldA.unobserved.map(({ error }) => error), ["a"]);
  assertEquals(toldB.unobserved.map(({ error }) => error), ["b"]);
});

Deno.test("a task that ends by its own cancel is silent, one that fails is not", async () => {
  const error = new Error("cleanup");
  const told = await toldOf(() => {
    spawn(function* (): Generator {
      yield sleep(1000);
    }).cancel("quiet");
    spawn(function* (): Generator {
      try {
        yield sleep(1000);
      } catch {
        throw error;
      }
    }).cancel("loud");
  });
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("the late error of a promise that was left is reported, an abort is not", async () => {
  const { loop } = handLoop(), error = new Error("after all");
  using told = reports(loop);
  const late = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  loop._within(() => {
    for (const { promise } of [late, aborted]) Future.from(promise).cancel();
  });
  late.reject(error);
  aborted.reject(new DOMException("stopped", "AbortError"));
  await rest();
  assertEquals(
    told.unobserved,
    [{ error, source: late.promise, name: "a promise that was left" }],
  );
});

Deno.test("a promise that is adopted and fails is told to the loop it was adopted on", async () => {
  const { loop } = handLoop(), error = new Error("adopted");
  using told = reports(loop);
  using elsewhere = reports();
  loop._within(() => Future.from(Promise.reject(error)));
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
  assertEquals(elsewhere.unobserved, []);
});

Deno.test("disown reports at once, for what can have no owner any more", () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const error = new Error("orphan"), source = {};
  loop._within(() => disown(error, source, "an orphan"));
  assertEquals(told.unobserved, [{ error, source, name: "an orphan" }]);
});

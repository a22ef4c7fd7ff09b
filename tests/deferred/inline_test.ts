import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import {
  BadYieldError,
  CancelledError,
  DeadlockError,
  InvalidStateError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, sleep } from "../../lib/coroutine/mod.ts";
import {
  Deferred,
  ensureDeferred,
  fail,
  Failure,
  inlineCallbacks,
  succeed,
} from "../../lib/deferred/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, debugged, errorOf, NONE, resultOf } from "./_kit.ts";

// deno-lint-ignore no-explicit-any -- a plain `yield` has no type
type Steps<R = any> = Generator<unknown, R, any>;

const MANY = 100_000;

/** Runs a generator function and gives its Deferred. */
// deno-lint-ignore no-explicit-any -- the same
const go = <R>(fn: () => Generator<unknown, R, any>): Deferred<R> =>
  ensureDeferred(fn()) as Deferred<R>;

// ── steps

Deno.test("it goes on inside the call that fires", () => {
  const log: unknown[] = [], deferred = new Deferred<number>();
  go(function* () {
    log.push(yield* deferred);
  });
  deferred.callback(1);
  assertEquals(log, [1]);
});

Deno.test("a value that is sent in and an error that is thrown in come from what is yielded", () => {
  const error = new Error("e");
  const deferred = go(function* (): Steps {
    const one = yield succeed(1);
    try {
      yield fail(error);
    } catch (caught) {
      return [one, caught];
    }
  });
  assertEquals(resultOf(deferred), [1, error]);
});

Deno.test("what is returned is the result; a Deferred is waited for, a Failure fails", () => {
  const late = new Deferred<string>();
  const end = caught(go(function* (): Steps {
    yield succeed();
    return late;
  }));
  assertEquals(end(), NONE);
  late.callback("late");
  assertEquals(end(), "late");
  assertEquals(
    errorOf(go(function* (): Steps {
      yield succeed();
      return resultOf(fail("e"));
    })),
    "e",
  );
});

Deno.test("what is thrown is the error, the very object", () => {
  const error = Object.freeze(new Error("e"));
  const deferred = go(function* (): Steps {
    yield succeed();
    throw error;
  });
  assertStrictEquals(errorOf(deferred), error);
});

Deno.test("a Failure that is thrown is taken as it is", () => {
  const failure = new Failure("e");
  const deferred = go(function* (): Steps {
    yield succeed();
    throw failure;
  });
  assertStrictEquals(resultOf(deferred), failure);
});

Deno.test("a bad yield is thrown in at the yield, and the generator may go on", () => {
  const deferred = go(function* (): Steps {
    try {
      yield 42;
    } catch (error) {
      yield succeed();
      return error instanceof BadYieldError;
    }
  });
  assertEquals(resultOf(deferred), true);
});

Deno.test("a bare yield takes a turn of the loop", async () => {
  const log: string[] = [];
  go(function* (): Steps {
    log.push("before");
    yield;
    log.push("after");
  });
  log.push("caller");
  await rest();
  assertEquals(log, ["before", "caller", "after"]);
});

Deno.test("Futures may be waited for by yield and yield*, settled or not", async () => {
  const late = new Future<number>();
  const end = caught(go(function* () {
    const ready: number = yield* Future.resolve(1);
    const later: number = yield* late;
    const slept = yield* sleep(0);
    return [ready, later, slept];
  }));
  late.setResult(2);
  await sleep(1);
  assertEquals(end(), [1, 2, undefined]);
});

Deno.test("a settled Future costs no turn, ten thousand times", () => {
  const ready = Future.resolve(1);
  const deferred = go(function* () {
    let sum = 0;
    for (let i = 0; i < 10_000; i++) sum += yield* ready;
    return sum;
  });
  assertEquals(resultOf(deferred), 10_000);
});

Deno.test("moment takes a turn of the loop, with yield* and with yield", async () => {
  const ways = [
    go(function* () {
      yield* moment;
      return "after";
    }),
    go(function* (): Steps {
      yield moment;
      return "after";
    }),
  ].map((way) => caught(way));
  assertEquals(ways.map((end) => end()), [NONE, NONE]);
  await rest();
  assertEquals(ways.map((end) => end()), ["after", "after"]);
});

Deno.test("it sees its own context at each step, and keeps what it sets", () => {
  const name = new ContextVar<string>("name"), log: unknown[] = [];
  const deferred = new Deferred<void>();
  name.run("starts", () =>
    go(function* () {
      log.push(name.get());
      yield* deferred;
      log.push(name.get());
      name.set("set");
      yield* succeed();
      log.push(name.get());
    }));
  name.run("fires", () => {
    deferred.callback();
    log.push(name.get());
  });
  assertEquals(log, ["starts", "starts", "set", "fires"]);
});

// G13
Deno.test("three levels wait for one Deferred: in f3 f2 f1, out f1 f2 f3, result 8", () => {
  const deferred = new Deferred<number>(), log: string[] = [];
  const level = (
    name: string,
    adds: number,
    inner: () => Deferred<number>,
  ) =>
    inlineCallbacks(function* () {
      log.push(`in ${name}`);
      const n = yield* inner();
      log.push(`out ${name}`);
      return n + adds;
    });
  const f1 = level("f1", 1, () => deferred);
  const f2 = level("f2", 2, f1), f3 = level("f3", 4, f2);
  const end = caught(f3());
  deferred.callback(1);
  assertEquals(end(), 8);
  assertEquals(log, ["in f3", "in f2", "in f1", "out f1", "out f2", "out f3"]);
});

// ── depth

const recurse = inlineCallbacks(
  function* (n: number, last: Deferred<number>): Steps<number> {
    if (n === 0) return yield last;
    return 1 + (yield recurse(n - 1, last));
  },
);

Deno.test("calls are 100,000 deep, all inside the outermost call", () => {
  assertEquals(resultOf(recurse(MANY, succeed(0))), MANY);
});

Deno.test("calls that wait 100,000 deep are resumed, inside the call that fires", () => {
  const last = new Deferred<number>();
  const end = caught(recurse(MANY, last));
  last.callback(5);
  assertEquals(end(), MANY + 5);
});

Deno.test("generator objects may be yielded 100,000 deep", () => {
  function* nest(n: number): Steps<number> {
    return n === 0 ? 0 : 1 + (yield nest(n - 1));
  }
  assertEquals(resultOf(ensureDeferred(nest(MANY))), MANY);
});

Deno.test("an error and a cancel pass 100,000 levels", () => {
  const error = new Error("deep"), last = new Deferred<number>();
  assertStrictEquals(errorOf(recurse(MANY, fail(error))), error);
  const waiting = recurse(MANY, last), end = caught(waiting);
  waiting.cancel("why");
  assertEquals((end() as CancelledError).reason, "why");
});

Deno.test("100,000 yields of what is fired take no room on the stack", () => {
  const deferred = go(function* () {
    let sum = 0;
    for (let i = 0; i < MANY; i++) sum += yield* succeed(1);
    return sum;
  });
  assertEquals(resultOf(deferred), MANY);
});

Deno.test("one that is called too deep and not waited for still runs", () => {
  let ran = 0;
  const calls = inlineCallbacks(function* (n: number): Steps<void> {
    ran++;
    if (n > 0) calls(n - 1);
    yield succeed();
  });
  calls(1000);
  assertEquals(ran, 1001);
});

Deno.test("one that is called too deep and cancelled at once runs nothing", () => {
  const log: string[] = [];
  const leaf = inlineCallbacks(function* leaf() {
    log.push("ran");
    yield* succeed();
  });
  const down = inlineCallbacks(function* (n: number): Steps {
    if (n > 0) return yield down(n - 1);
    const never = leaf();
    never.cancel();
    return errorOf(never) instanceof CancelledError;
  });
  assertEquals(resultOf(down(127)), true);
  assertEquals(log, []);
});

// ── wrong use

Deno.test("a generator is not driven twice", () => {
  const generator = (function* () {
    yield new Deferred();
  })();
  ensureDeferred(generator);
  assertThrows(() => ensureDeferred(generator), InvalidStateError, "twice");
});

Deno.test("one that waits for its own Deferred is told so at the yield", () => {
  const gate = new Deferred<void>();
  const selfish: Deferred<unknown> = go(function* (): Steps {
    yield gate;
    yield selfish;
  });
  gate.callback();
  const error = errorOf(selfish);
  assertInstanceOf(error, DeadlockError);
  assertMatch(error.message, /waits for its own Deferred/);
});

Deno.test("one that waits for another that waits for it is told so", () => {
  const gate = new Deferred<void>();
  const first: Deferred<unknown> = go(function* (): Steps {
    yield gate;
    yield second;
  });
  const second: Deferred<unknown> = go(function* (): Steps {
    yield first;
  });
  const end = caught(second);
  gate.callback();
  assertInstanceOf(end(), DeadlockError);
});

Deno.test("fired by somebody else it ends, and its own late error is reported", async () => {
  const { loop } = handLoop(), gate = new Deferred<void>();
  using told = reports(loop);
  const deferred = loop._within(() =>
    go(function* (): Steps<string> {
      yield gate;
      throw "late";
    })
  );
  deferred.callback("else");
  assertEquals(resultOf(deferred), "else");
  loop._within(() => gate.callback());
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), ["late"]);
});

// ── cancel

// C1
Deno.test("a cancel comes in at the innermost yield and goes out through all", () => {
  const log: unknown[] = [];
  const last = new Deferred<void>((_, reason) => log.push(reason));
  const level = (name: string, inner: () => Deferred<unknown>) =>
    inlineCallbacks(function* (): Steps {
      try {
        return yield inner();
      } catch (error) {
        log.push(name);
        throw error;
      }
    });
  const deferred = level("outer", level("inner", () => last))();
  deferred.cancel("why");
  assertInstanceOf(errorOf(deferred), CancelledError);
  assertEquals(log, ["why", "inner", "outer"]);
});

// C2
Deno.test("a body that catches its cancel and returns has that as its result", () => {
  const deferred = go(function* (): Steps {
    try {
      yield new Deferred();
    } catch {
      return 42;
    }
  });
  deferred.cancel();
  assertEquals(resultOf(deferred), 42);
});

// C3
Deno.test("a body that catches its cancel may wait on; a second cancel reaches that", () => {
  const deferred = go(function* (): Steps {
    try {
      yield new Deferred();
    } catch { /* goes on */ }
    yield new Deferred();
  });
  deferred.cancel("first");
  assertEquals(deferred.called, false);
  deferred.cancel("second");
  assertEquals((errorOf(deferred) as CancelledError).reason, "second");
});

// C4
Deno.test("a body sees what the canceller fails with, and may turn it", () => {
  for (
    const [turned, expected] of [[() => 4320, 4320], [() => {
      throw "E2";
    }, "E2"]] as const
  ) {
    const deferred = go(function* (): Steps {
      try {
        yield new Deferred((it) => it.errback("E1"));
      } catch (error) {
        assertEquals(error, "E1");
        return turned();
      }
    });
    const end = caught(deferred);
    deferred.cancel();
    assertEquals(end(), expected);
  }
});

// C5
Deno.test("an inner one that cleans up is waited for, and its value taken", () => {
  const cleaned = new Deferred<number>();
  const inner = inlineCallbacks(function* inner(): Steps<number> {
    try {
      yield new Deferred();
    } catch { /* cleans up */ }
    return yield cleaned;
  });
  const deferred = go(function* (): Steps<number> {
    return 1 + (yield inner());
  });
  const end = caught(deferred);
  deferred.cancel();
  assertEquals(end(), NONE);
  cleaned.callback(6543);
  assertEquals(end(), 6544);
});

// C6
Deno.test("who cancels itself hears of it at its next yield, and keeps its value without one", () => {
  for (const next of [new Deferred<void>(), succeed()]) {
    const gate = new Deferred<void>();
    const deferred: Deferred<unknown> = go(function* (): Steps {
      yield gate;
      deferred.cancel("me");
      yield next;
    });
    const end = caught(deferred);
    gate.callback();
    assertEquals((end() as CancelledError).reason, "me");
  }
  const gate = new Deferred<void>();
  const quits: Deferred<unknown> = go(function* (): Steps {
    yield gate;
    quits.cancel();
    return "kept";
  });
  const end = caught(quits);
  gate.callback();
  assertEquals(end(), "kept");
});

Deno.test("who cancels itself hears of it once", () => {
  const gate = new Deferred<void>(), next = new Deferred<number>();
  const deferred: Deferred<unknown> = go(function* (): Steps {
    yield gate;
    deferred.cancel();
    try {
      yield new Deferred();
    } catch { /* goes on */ }
    return yield next;
  });
  const end = caught(deferred);
  gate.callback();
  next.callback(1);
  assertEquals(end(), 1);
});

Deno.test("a cancel reaches all members of an array that is waited for", () => {
  const log: number[] = [];
  const members = [1, 2].map((n) => new Deferred(() => log.push(n)));
  const deferred = go(function* (): Steps {
    yield members;
  });
  deferred.cancel();
  assertInstanceOf(errorOf(deferred), CancelledError);
  assertEquals(log, [1, 2]);
});

// ── tracebacks

/** The text for an error that went through four levels. */
function fourLevels(fires: (deferred: Deferred<void>) => void): string {
  const gate = new Deferred<void>();
  const f1 = inlineCallbacks(function* f1() {
    yield* gate;
    throw new Error("boom");
  });
  const f2 = inlineCallbacks(function* f2() {
    yield* f1();
  });
  const f3 = inlineCallbacks(function* f3(): Steps {
    yield f2();
  });
  const f4 = inlineCallbacks(function* f4() {
    yield* f3();
  });
  let text = "";
  f4().addErrback((failure: Failure) => void (text = failure.traceback()));
  fires(gate);
  return text;
}

// G14
Deno.test("an error four levels down names every level in order, and none of our frames", () => {
  const text = fourLevels((gate) => gate.callback());
  assertMatch(
    text,
    /^Error: boom\n {4}at f1 [^]*async f2 [^]*async f3 [^]*async f4 /,
  );
  assertEquals(text.includes("/lib/"), false);
});

// G14
Deno.test("yield* tells the line of each level", () => {
  const text = fourLevels((gate) => gate.callback());
  for (const name of ["f2", "f4"]) {
    assertMatch(
      text,
      new RegExp(`at async ${name} \\(.*inline_test\\.ts:\\d+:\\d+\\)`),
    );
  }
});

// G14
Deno.test("with debug a plain yield tells its line too", () => {
  const text = debugged(() => fourLevels((gate) => gate.callback()));
  assertMatch(text, /at async f3 \(.*inline_test\.ts:\d+:\d+\)/);
});

// G15
Deno.test("an error that was thrown elsewhere keeps its frames, and is told once a level", () => {
  const error = (function origin() {
    return new Error("e");
  })();
  const shared = [fail(error), fail(error)];
  const texts = shared.map((deferred, i) => {
    const reads = inlineCallbacks(function* reads() {
      yield* deferred;
    });
    let text = `${i}`;
    reads().addErrback((failure) => void (text = failure.traceback()));
    return text;
  });
  for (const text of texts) {
    assertEquals(text.split("at origin ").length - 1, 1);
    assertEquals(text.split("at async reads ").length - 1, 1);
  }
});

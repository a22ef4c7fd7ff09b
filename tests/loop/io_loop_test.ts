import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { type Handle, IOLoop } from "../../lib/loop/mod.ts";
import { HandClock, handLoop, reports, rest, turns } from "../_support.ts";

Deno.test("IOLoop.current is one and the same loop outside of all others", async () => {
  const loop = IOLoop.current();
  await turns();
  assertStrictEquals(IOLoop.current(), loop);
});

// L5
Deno.test("IOLoop.current is the loop whose callback or timer runs", async () => {
  const { loop, clock } = handLoop(), realm = IOLoop.current();
  const seen: boolean[] = [];
  const look = () => seen.push(IOLoop.current() === loop);
  loop.addCallback(look);
  loop.callLater(1, look);
  await clock.advance(1);
  assertEquals(seen, [true, true]);
  assertStrictEquals(IOLoop.current(), realm);
});

Deno.test("IOLoop takes its options, and has the documented defaults", () => {
  const plain = new IOLoop();
  assertEquals(
    [plain.grace, plain.debug, plain.slowCallbackThreshold],
    [1000, false, Infinity],
  );
  assertEquals(new IOLoop({ grace: 0 }).grace, 0);
  assertThrows(() => new IOLoop({ grace: NaN }), RangeError);
  assertThrows(() => new IOLoop({ grace: "1" as never }), TypeError);
});

// ---- Callbacks

Deno.test("addCallback runs functions in order, with their arguments, not at once", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  loop.addCallback((...args: unknown[]) => log.push(args), 1, "x");
  loop.addCallback((...args: unknown[]) => log.push(args));
  assertEquals(log, []);
  await turns(1, loop);
  assertEquals(log, [[1, "x"], []]);
});

// L1
Deno.test("addCallback wakes an idle loop at once", async () => {
  const { loop, clock } = handLoop();
  const far = loop.callLater(60_000, () => {});
  await rest();
  let ran = false;
  loop.addCallback(() => ran = true);
  await Promise.resolve();
  assert(ran);
  far.cancel();
  assertEquals(clock.alarmAt, undefined);
});

// L1
Deno.test("a turn runs what was queued, then due timers, then what they added", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  loop.addCallback(() => {
    log.push("first");
    loop.addCallback(() => log.push("added by first"));
    loop.callLater(0, () => {
      log.push("timer");
      loop.addCallback(() => log.push("added by timer"));
    });
  });
  loop.addCallback(() => log.push("second"));
  await clock.advance(0);
  assertEquals(log, [
    "first",
    "second",
    "timer",
    "added by first",
    "added by timer",
  ]);
});

// L1
Deno.test("a timer that fell due during a turn comes before what the turn added", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  loop.callLater(5, () => log.push("timer"));
  loop.addCallback(() => {
    clock.pass(10);
    loop.addCallback(() => log.push("added"));
  });
  await clock.advance(0);
  assertEquals(log, ["timer", "added"]);
});

// L2
Deno.test("a callback that throws is reported once, and the next one runs", async () => {
  const { loop } = handLoop(), error = new Error("thrown");
  using told = reports(loop);
  let next = false;
  loop.addCallback(function fails() {
    throw error;
  });
  loop.addCallback(() => next = true);
  await rest();
  assert(next);
  assertEquals(told.errors.map(({ error, name }) => [error, name]), [
    [error, "fails"],
  ]);
  assertEquals(told.unobserved, []);
});

Deno.test("a callback that throws something falsy is reported as well", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  for (const thrown of [undefined, null, 0, ""]) {
    loop.addCallback(() => {
      throw thrown;
    });
  }
  await rest();
  assertEquals(told.errors.map(({ error }) => error), [undefined, null, 0, ""]);
});

// L2
Deno.test("a callback that returns a failing Future is reported once, as the Future", async () => {
  const { loop } = handLoop(), error = new Error("returned");
  using told = reports(loop);
  loop.addCallback(() => Future.reject(error));
  await rest();
  assertEquals(told.errors, []);
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

// L2
Deno.test("a callback may return anything, which does not keep the loop busy", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const value of [[], {}, 0, null, Object.create(null), proxy]) {
    loop.addCallback(() => value);
  }
  await turns(1, loop);
  assertEquals([...loop._queued()], []);
  assertEquals(told.errors, []);
});

// L2
Deno.test("spawnCallback runs without the context of its caller", async () => {
  const { loop } = handLoop(), user = new ContextVar<string>("user");
  const seen: unknown[] = [];
  user.run("ada", () => {
    loop.spawnCallback((...args) => seen.push([user.get(), ...args]), 1, 2);
    loop.addCallback(() => seen.push(user.get()));
  });
  assertEquals(seen, []);
  await turns(1, loop);
  assertEquals(seen, [[undefined, 1, 2], "ada"]);
});

Deno.test("spawnCallback drives a coroutine function, and reports its error", async () => {
  const { loop } = handLoop(), error = new Error("in the coroutine");
  using told = reports(loop);
  loop.spawnCallback(function* (): Generator {
    yield;
    throw error;
  });
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("addCallback works from another loop, a microtask and a promise", async () => {
  const { loop } = handLoop(), { loop: other } = handLoop();
  const log: string[] = [];
  other.addCallback(() => loop.addCallback(() => log.push("from the other")));
  queueMicrotask(() => loop.addCallback(() => log.push("from a microtask")));
  await Promise.resolve().then(() => loop.addCallback(() => log.push("then")));
  await rest();
  assertEquals(log.toSorted(), ["from a microtask", "from the other", "then"]);
});

Deno.test("calls refuse wrong types and NaN, and add nothing", async () => {
  const { loop, clock } = handLoop();
  for (const fn of [undefined, null, "f", {}] as never[]) {
    assertThrows(() => loop.addCallback(fn), TypeError, "addCallback(fn)");
    assertThrows(() => loop.spawnCallback(fn), TypeError, "spawnCallback(fn)");
    assertThrows(() => loop.callLater(1, fn), TypeError, "callLater(ms, fn)");
    assertThrows(() => loop.callAt(1, fn), TypeError, "callAt(time, fn)");
    assertThrows(
      () => loop.addFuture(new Future(), fn),
      TypeError,
      "addFuture(future, fn)",
    );
  }
  const run = () => {};
  for (const time of [undefined, null, "5", 5n, {}] as never[]) {
    assertThrows(() => loop.callLater(time, run), TypeError, "milliseconds");
    assertThrows(() => loop.callAt(time, run), TypeError, "milliseconds");
  }
  assertThrows(() => loop.callLater(NaN, run), RangeError, "NaN");
  assertThrows(() => loop.callAt(NaN, run), RangeError, "NaN");
  await rest();
  assertEquals([[...loop._queued()], clock.alarmAt], [[], undefined]);
});

// ---- Timers

// L3
Deno.test("callLater and callAt pass their arguments and keep their time", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  const note = (...args: unknown[]) => log.push([loop.time(), ...args]);
  loop.callLater(5, note, 1, "x");
  loop.callAt(1003, note, 2);
  assertEquals(log, []);
  await clock.advance(5);
  assertEquals(log, [[1003, 2], [1005, 1, "x"]]);
});

// L3
Deno.test("timers of one deadline fire in the order of adding", async () => {
  const { loop, clock } = handLoop(), log: number[] = [];
  for (let i = 0; i < 10; i++) {
    if (i % 2 === 0) loop.callLater(5, () => log.push(i));
    else loop.callAt(1005, () => log.push(i));
  }
  await clock.advance(5);
  assertEquals(log, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("timers less than a grain apart fire in the order of their deadlines", async () => {
  const { loop, clock } = handLoop({ clock: new HandClock(1000, 1) });
  const log: number[] = [];
  for (const ms of [0.9, 0.3, 0.6, 0.3001]) {
    loop.callLater(ms, () => log.push(ms));
  }
  await clock.advance(1);
  assertEquals(log, [0.3, 0.3001, 0.6, 0.9]);
});

Deno.test("a negative or zero time means soon, never inside the call", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  loop.callLater(0, () => log.push("zero"));
  loop.callLater(-5, () => log.push("negative"));
  loop.callLater(-Infinity, () => log.push("for ever ago"));
  loop.callAt(-100, () => log.push("past"));
  assertEquals(log, []);
  await clock.advance(0);
  assertEquals(log, ["past", "zero", "negative", "for ever ago"]);
});

Deno.test("an infinite time never comes, and needs no alarm", async () => {
  const { loop, clock } = handLoop();
  let ran = false;
  const handle = loop.callLater(Infinity, () => ran = true);
  await clock.advance(1e12);
  assertEquals([ran, clock.alarmAt], [false, undefined]);
  assert(handle.cancel());
});

// L4
Deno.test("cancelling a timer after it fired, or twice, does nothing", async () => {
  const { loop, clock } = handLoop();
  const fired = loop.callLater(1, () => {}),
    waits = loop.callLater(9, () => {});
  await clock.advance(1);
  assertEquals(
    [fired.cancel(), waits.cancel(), waits.cancel()],
    [false, true, false],
  );
  await clock.advance(10);
});

// L4
Deno.test("a due timer that an earlier due one cancels does not run", async () => {
  const { loop, clock } = handLoop(), log: string[] = [];
  const later: Handle[] = [];
  loop.callLater(5, () => {
    log.push("first");
    for (const handle of later) handle.cancel();
  });
  later.push(
    loop.callLater(5, () => log.push("second")),
    loop.callLater(6, () => log.push("third")),
  );
  clock.pass(10);
  await clock.advance(0);
  assertEquals(log, ["first"]);
});

// L4
Deno.test("100,000 timers added and cancelled leave no alarm and run nothing", async () => {
  const { loop, clock } = handLoop({ clock: new HandClock(1000, 1) });
  let runs = 0;
  const handles = Array.from(
    { length: 100_000 },
    (_, i) => loop.callLater(1 + (i * 7919) % 5000, () => runs++),
  );
  for (const handle of handles) handle.cancel();
  assertEquals(clock.alarmAt, undefined);
  await clock.advance(10_000);
  assertEquals(runs, 0);
});

Deno.test("a timer that throws is reported once, and those due with it run", async () => {
  const { loop, clock } = handLoop(), error = new Error("timer");
  using told = reports(loop);
  let next = false;
  loop.callLater(1, () => {
    throw error;
  });
  loop.callLater(1, () => next = true);
  await clock.advance(1);
  assert(next);
  assertEquals(told.errors.map((report) => report.error), [error]);
});

Deno.test("a timer that sets a timer of zero waits for the alarm in between", async () => {
  const { loop, clock } = handLoop();
  let runs = 0;
  let handle: Handle | undefined;
  const again = () => {
    runs++;
    handle = loop.callLater(0, again);
  };
  again();
  await rest();
  assertEquals([runs, clock.alarmAt], [2, 1000]);
  handle?.cancel();
  assertEquals(clock.alarmAt, undefined);
});

// ---- Fairness

// L13
Deno.test("callbacks that add callbacks for ever do not starve timers", async () => {
  const { loop, clock } = handLoop();
  let turnsTaken = 0, fired = false;
  const again = () => {
    turnsTaken++;
    clock.pass(0.01);
    if (!fired && turnsTaken < 100_000) loop.addCallback(again);
  };
  loop.callLater(5, () => fired = true);
  loop.addCallback(again);
  await rest();
  assert(fired, `not after ${turnsTaken} turns`);
  assertLess(turnsTaken, 10_000);
});

// L13
Deno.test("callbacks that add callbacks for ever do not starve the host", async () => {
  const loop = IOLoop.current();
  let io = false, timer = false, turnsTaken = 0;
  setTimeout(() => timer = true, 1);
  void Deno.stat(".").then(() => io = true);
  await new Promise<void>((done) => {
    const again = () => {
      turnsTaken++;
      if (io && timer || turnsTaken > 50_000_000) done();
      else loop.addCallback(again);
    };
    loop.addCallback(again);
  });
  assertEquals([io, timer], [true, true], `after ${turnsTaken} turns`);
});

// L13
Deno.test("endless callbacks give way to the host also where the clock stands still", async () => {
  const { loop } = handLoop();
  let turnsTaken = 0, host = false;
  setImmediate(() => host = true);
  const again = () => {
    turnsTaken++;
    if (!host && turnsTaken < 10_000_000) loop.addCallback(again);
  };
  loop.addCallback(again);
  await rest();
  assert(host);
  assertLess(turnsTaken, 1_000_000);
});

Deno.test("a queue that is long gives way to the host, and keeps its order", async () => {
  const { loop, clock } = handLoop(), log: number[] = [];
  let hops = 0, done = false;
  const count = () => {
    hops++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  for (let i = 0; i < 2000; i++) {
    loop.addCallback(() => {
      clock.pass(0.1);
      log.push(i);
      done = i === 1999;
    });
  }
  while (!done) await rest();
  assertEquals(log, Array.from({ length: 2000 }, (_, i) => i));
  assertGreater(hops, 5);
});

Deno.test("slow callbacks are noticed soon: the host waits for few of them", async () => {
  const { loop, clock } = handLoop();
  let ran = 0, host = -1;
  for (let i = 0; i < 1000; i++) {
    loop.addCallback(() => {
      clock.pass(5);
      ran++;
    });
  }
  await rest();
  // The first flush is over here: the loop has learned how slow they are.
  setImmediate(() => host = ran);
  const before = ran;
  while (host < 0) await rest();
  assertLess(host - before, 40);
  while (ran < 1000) await rest();
});

// ---- addFuture

// L7
Deno.test("addFuture calls back with the Future, in the context of the call", async () => {
  const { loop } = handLoop(), user = new ContextVar<string>("user");
  const future = new Future<number>(), seen: unknown[] = [];
  user.run(
    "ada",
    () =>
      loop.addFuture(
        future,
        (settled) =>
          seen.push([
            settled === future,
            user.get(),
            IOLoop.current() === loop,
          ]),
      ),
  );
  future.setResult(1);
  assertEquals(seen, []);
  await rest();
  assertEquals(seen, [[true, "ada", true]]);
});

// L7
Deno.test("addFuture leaves the error in the Future: not looking is not seeing", async () => {
  const { loop } = handLoop(), error = new Error("in the Future");
  using told = reports(loop);
  const future = loop._within(() => Future.reject(error));
  let called = 0;
  loop.addFuture(future, () => called++);
  await rest();
  assertEquals(called, 1);
  assertEquals(told.errors, []);
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("addFuture reports a callback that throws, once", async () => {
  const { loop } = handLoop(), error = new Error("callback");
  using told = reports(loop);
  loop._within(() =>
    loop.addFuture(Future.resolve(1), () => {
      throw error;
    })
  );
  await rest();
  assertEquals(told.errors.map((report) => report.error), [error]);
});

Deno.test("addFuture refuses what never calls back", () => {
  const { loop } = handLoop();
  for (const other of [undefined, null, 1, {}, Promise.resolve()] as never[]) {
    assertThrows(
      () => loop.addFuture(other, () => {}),
      TypeError,
      "Cannot addFuture(future, fn): expected a Future, got ",
    );
  }
});

// ---- Slow callbacks

Deno.test("a step that takes longer than the threshold is told with its name", async () => {
  const { loop, clock } = handLoop();
  using told = reports(loop);
  loop.slowCallbackThreshold = 10;
  const task = loop._within(() =>
    spawn(function* parse(): Generator {
      yield;
      clock.pass(25);
    })
  );
  loop.addCallback(function quick() {
    clock.pass(10);
  });
  await rest();
  assertEquals(told.slow, [{ source: task, name: "parse", duration: 25 }]);
});

Deno.test("a step that is slow and throws is told of both", async () => {
  const { loop, clock } = handLoop(), error = new Error("slow and bad");
  using told = reports(loop);
  loop.slowCallbackThreshold = 10;
  loop.addCallback(function bad() {
    clock.pass(11);
    throw error;
  });
  await rest();
  assertEquals(
    [told.slow.map(({ name }) => name), told.errors.map(({ name }) => name)],
    [["bad"], ["bad"]],
  );
});

Deno.test("a slow step is told by name also where several wait for one Future", async () => {
  const { loop, clock } = handLoop(), gate = new Future<void>();
  using told = reports(loop);
  loop.slowCallbackThreshold = 10;
  loop._within(() => {
    for (let i = 0; i < 3; i++) gate.addDoneCallback(() => clock.pass(9));
    spawn(function* parse() {
      yield* gate;
      clock.pass(25);
    });
    gate.addDoneCallback(function render() {
      clock.pass(11);
    });
  });
  gate.setResult();
  await rest();
  assertEquals(
    told.slow.map(({ name, duration }) => [name, duration]),
    [["parse", 25], ["render", 11]],
  );
});

Deno.test("nothing is told of slow steps where no threshold is set", async () => {
  const { loop, clock } = handLoop();
  using told = reports(loop);
  loop.addCallback(() => clock.pass(1e6));
  await rest();
  assertEquals(told.slow, []);
});

// ---- Debug

Deno.test("debug can be turned on and off, for one loop of several", () => {
  const one = new IOLoop({ debug: true }), other = new IOLoop();
  assertEquals([one.debug, other.debug], [true, false]);
  other.debug = true;
  one.debug = false;
  assertEquals([one.debug, other.debug], [false, true]);
  other.debug = false;
});

// ---- Two loops

Deno.test("a Future wakes each waiter on the waiter's own loop", async () => {
  const { loop: a } = handLoop(), { loop: b } = handLoop();
  const future = new Future<void>(), seen: unknown[] = [];
  for (const [name, loop] of [["a", a], ["b", b], ["a", a]] as const) {
    loop._within(() =>
      future.addDoneCallback(() => seen.push([name, IOLoop.current() === loop]))
    );
  }
  future.setResult();
  await rest();
  assertEquals(seen.toSorted(), [["a", true], ["a", true], ["b", true]]);
});

Deno.test("sleeps of a loop pass with its own clock only", async () => {
  const { loop, clock } = handLoop();
  const slept = loop._within(() => sleep(60_000));
  await rest();
  assertEquals(slept.done, false);
  await clock.advance(60_000);
  assertEquals(slept.done, true);
});

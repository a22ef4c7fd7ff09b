// deno-lint-ignore-file require-yield no-unsafe-finally -- bodies that never
// wait and cleanups that fail are some too
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  InvalidStateError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  CancelScope,
  type CancelScopeOptions,
  currentScope,
  moveOnAfter,
  shield,
  TaskGroup,
} from "../../lib/scopes/mod.ts";
import { rest } from "../_support.ts";
import { cleaning, type Co, never, play, watchedSignal } from "./_kit.ts";

const boom = new Error("boom");

/** A scope in which the body waits for ever. */
function* waiting(scope: CancelScope): Co {
  return yield* scope.run(never);
}

// What comes out.

Deno.test("run gives what the body returns, and the scope is not cancelled", async () => {
  const scope = new CancelScope({ timeout: 10 });
  const { value, time } = await play(() =>
    scope.run(function* () {
      yield* sleep(3);
      return "value";
    })
  );
  assertEquals([value, time, scope.cancelled], ["value", 3, false]);
});

Deno.test("run throws what the body throws, the very object", async () => {
  const scope = new CancelScope({ timeout: 10 });
  const { error } = await play(() =>
    scope.run(function* (): Co {
      yield* sleep(3);
      throw boom;
    })
  );
  assert(error === boom && !scope.cancelled);
});

Deno.test("the body gets its scope, and runs at once", async () => {
  const scope = new CancelScope();
  const { log } = await play(function* ({ log }): Co {
    yield* scope.run(function* (given) {
      log.push(given === scope);
    });
    log.push("left");
  });
  assertEquals(log, [true, "left"]);
});

Deno.test("a cancelled scope keeps its cancel: run gives undefined and the task goes on", async () => {
  const scope = new CancelScope();
  const { value, log } = await play(function* (on): Co {
    on.at(2, () => scope.cancel("enough"));
    on.log.push(yield* scope.run(() => cleaning(on, 3)));
    return "went on";
  });
  assertEquals(value, "went on");
  assertEquals(log, ["body cleaned up at 5", undefined]);
  assert(scope.cancelled);
});

Deno.test("a body that ends with a value in spite of the cancel gives that value", async () => {
  const scope = new CancelScope();
  const { value } = await play(function* ({ at }): Co {
    at(1, () => scope.cancel());
    return yield* scope.run(function* (): Co {
      try {
        yield* never();
      } catch {
        return "all the same";
      }
    });
  });
  assertEquals([value, scope.cancelled], ["all the same", true]);
});

Deno.test("an error of the cleanup comes out in place of the cancel", async () => {
  const { error } = await play(function* ({ at }): Co {
    const scope = new CancelScope({ timeout: 5 });
    at(1, () => scope.cancel());
    yield* scope.run(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* sleep(1);
        throw boom;
      }
    });
  });
  assert(error === boom);
});

Deno.test("the cancel of somebody else passes through, also with the scope's own reason", async () => {
  const scope = new CancelScope({ timeout: 50 });
  const { state, error } = await play(function* (on): Co {
    const inner = on.spawn(() => waiting(scope));
    on.at(1, () => inner.cancel("from outside"));
    yield* inner;
  });
  assertEquals([state, error.reason], ["cancelled", "from outside"]);
  assert(!scope.cancelled);
});

Deno.test("a CancelledError that the body throws itself passes through", async () => {
  const mine = new CancelledError("my own");
  const scope = new CancelScope();
  const { error } = await play(() =>
    scope.run(function* (): Co {
      scope.cancel();
      throw mine;
    })
  );
  assert(error === mine);
});

// What is said.

Deno.test("CancelledError says why, who, what and through which scope", async () => {
  const scope = new CancelScope({ name: "page" });
  const { value, task } = await play(function* ({ within }): Co {
    within(() =>
      spawn(function* () {
        yield* sleep(1);
        scope.cancel({ why: 1 });
      }, { name: "canceller" })
    );
    let caught: unknown;
    yield* scope.run(function* (): Co {
      try {
        yield* never();
      } catch (error) {
        caught = error;
        throw error;
      }
    });
    return caught;
  }, { name: "reader" });
  assertInstanceOf(value, CancelledError);
  assertEquals(value.reason, { why: 1 });
  assertEquals(value.by, "canceller");
  assert(value.task === task && value.scope === scope);
  assertMatch(value.message, /reader was cancelled by canceller/);
});

Deno.test("with loop.debug CancelledError shows where cancel was called", async () => {
  const { value } = await play(function* ({ loop, at }): Co {
    loop.debug = true;
    const scope = new CancelScope();
    at(1, function hereItWas() {
      scope.cancel();
    });
    let cause: unknown;
    yield* scope.run(function* (): Co {
      try {
        yield* never();
      } catch (error) {
        cause = (error as Error).cause;
      }
    });
    loop.debug = false;
    return cause;
  });
  assertStringIncludes(value.stack, "hereItWas");
});

Deno.test("TimeoutError says which scope, which deadline, and what was interrupted", async () => {
  const scope = new CancelScope({ timeout: 20, name: "page" });
  const { error } = await play(() => waiting(scope));
  assertInstanceOf(error, TimeoutError);
  assertEquals(error.deadline, 1020);
  assert(error.scope === scope);
  assertInstanceOf(error.cause, CancelledError);
  assertEquals(error.message, "page passed its deadline of 20 ms");
});

Deno.test("a TimeoutError that is late tells by how much", async () => {
  const { error } = await play(({ clock, at }) => {
    const scope = new CancelScope({ timeout: 5 });
    at(4, () => clock.pass(30));
    return waiting(scope);
  });
  assertStringIncludes(error.message, "of 5 ms, 29 ms ago");
});

// Deadlines.

Deno.test("a timeout counts from the entry", async () => {
  const { time, error } = await play(function* (): Co {
    const scope = new CancelScope({ timeout: 10 });
    yield* sleep(30);
    yield* waiting(scope);
  });
  assertEquals([time, error.deadline], [40, 1040]);
});

Deno.test("a deadline is a point on the loop's clock", async () => {
  const { time } = await play(function* ({ loop }): Co {
    const scope = new CancelScope({ deadline: loop.time() + 10 });
    yield* sleep(4);
    yield* waiting(scope);
  });
  assertEquals(time, 10);
});

Deno.test("of a timeout and a deadline the earlier one counts", async () => {
  for (const [timeout, later, ends] of [[10, 20, 10], [20, 10, 10]] as const) {
    const { time } = await play(({ loop }) =>
      waiting(new CancelScope({ timeout, deadline: loop.time() + later }))
    );
    assertEquals(time, ends);
  }
});

Deno.test("TimeoutError comes after the cleanup, which keeps its grace", async () => {
  const { time, error, log } = await play((on) =>
    new CancelScope({ timeout: 10 }).run(() => cleaning(on, 7))
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals([time, log], [17, ["body cleaned up at 17"]]);
});

Deno.test("a body that ends in the very turn of the deadline keeps its result", async () => {
  for (const ms of [5, 10]) {
    const scope = new CancelScope({ timeout: 10 });
    const { value } = await play(function* (): Co {
      const early = sleep(10);
      return yield* scope.run(function* (): Co {
        if (ms === 5) yield* sleep(10);
        else yield* early;
        return "in time";
      });
    });
    assertEquals(value, "in time");
  }
});

Deno.test("a body that blocks past the deadline without a wait keeps its result", async () => { // O6
  const scope = new CancelScope({ timeout: 10 });
  const { value, time } = await play(({ clock }) =>
    scope.run(function* () {
      clock.pass(500);
      return "late";
    })
  );
  assertEquals([value, time, scope.cancelled], ["late", 500, false]);
});

Deno.test("a body that blocks past the deadline is cancelled at a later wait", async () => {
  const { error, log } = await play(({ clock, log }) =>
    new CancelScope({ timeout: 10 }).run(function* () {
      clock.pass(500);
      log.push("blocked");
      yield* sleep(1);
      log.push("not reached");
    })
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals(log, ["blocked"]);
});

Deno.test("zero or less does not start the body: TimeoutError at once", async () => { // O3
  for (
    const options of [
      { timeout: 0 },
      { timeout: -1 },
      { timeout: -Infinity },
      { deadline: 0 },
      { deadline: 1000 },
    ]
  ) {
    const { error, time, log } = await play(({ log }) =>
      new CancelScope(options).run(function* (): Co {
        log.push("started");
      })
    );
    assertInstanceOf(error, TimeoutError);
    assertEquals([time, log], [0, []]);
  }
});

Deno.test("infinity is no deadline", async () => {
  const { time } = await play(() =>
    new CancelScope({ timeout: Infinity, deadline: Infinity }).run(
      function* () {
        yield* sleep(90_000);
      },
    )
  );
  assertEquals(time, 90_000);
});

Deno.test("a deadline can be moved later while inside", async () => { // O7
  const { time, error } = await play(({ at }) => {
    const scope = new CancelScope({ timeout: 10 });
    at(9, () => scope.deadline = 1030);
    return waiting(scope);
  });
  assertEquals([time, error.deadline], [30, 1030]);
});

Deno.test("a deadline can be moved earlier while inside", async () => { // O7
  const { time } = await play(({ at }) => {
    const scope = new CancelScope({ timeout: 50 });
    at(1, () => scope.deadline = 1010);
    return waiting(scope);
  });
  assertEquals(time, 10);
});

Deno.test("a deadline moved to the past cancels in the next turn, and not before", async () => { // O7
  const { log, error } = await play(({ log }) =>
    new CancelScope({ timeout: 50 }).run(function* (scope): Co {
      scope.deadline = -5;
      log.push(scope.cancelled);
      yield* sleep(1);
      log.push("not reached");
    })
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals(log, [false]);
});

Deno.test("a deadline can be taken away while inside", async () => { // O7
  const { value, time } = await play(({ at }) => {
    const scope = new CancelScope({ timeout: 10 });
    at(9, () => scope.deadline = Infinity);
    return scope.run(function* () {
      yield* sleep(500);
      return scope.deadline;
    });
  });
  assertEquals([value, time], [Infinity, 500]);
});

Deno.test("a deadline can be given while inside to a scope that had none", async () => {
  const { time } = await play(({ at }) => {
    const scope = new CancelScope();
    at(5, () => scope.deadline = 1012);
    return waiting(scope);
  });
  assertEquals(time, 12);
});

Deno.test("a deadline moved before the entry counts from then on", async () => {
  const { time } = await play(function* (): Co {
    const scope = new CancelScope();
    scope.deadline = 1015;
    yield* sleep(5);
    yield* waiting(scope);
  });
  assertEquals(time, 15);
});

Deno.test("a deadline moved after the scope was left or cancelled is an error", async () => { // O7
  const left = new CancelScope({ name: "first" });
  const cancelled = new CancelScope({ name: "second" });
  cancelled.cancel();
  await play(() => left.run(function* (): Co {}));
  const first = assertThrows(() => left.deadline = 5, InvalidStateError);
  const second = assertThrows(() => cancelled.deadline = 5, InvalidStateError);
  assertMatch(first.message, /first: it was left/);
  assertMatch(second.message, /second: it was cancelled/);
});

Deno.test("the deadline can be read: as given, from the entry on, and as moved", async () => {
  const scope = new CancelScope({ timeout: 10 });
  assertEquals(scope.deadline, Infinity);
  assertEquals(new CancelScope({ deadline: 77 }).deadline, 77);
  const { value } = await play(() =>
    scope.run(function* (): Co {
      const first = scope.deadline;
      scope.deadline += 5;
      return [first, scope.deadline];
    })
  );
  assertEquals(value, [1010, 1015]);
});

// Deadlines inside deadlines.

Deno.test("the nearest deadline wins: an outer one ends the inner scope with a plain cancel", async () => {
  const outer = new CancelScope({ timeout: 5 });
  const inner = new CancelScope({ timeout: 50 });
  const { error, log, time } = await play(({ log }) =>
    outer.run(function* (): Co {
      try {
        yield* inner.run(never);
      } catch (error) {
        log.push((error as Error).name);
        throw error;
      }
    })
  );
  assertEquals([time, log], [5, ["CancelledError"]]);
  assert(error.scope === outer);
  assertEquals([outer.cancelled, inner.cancelled], [true, false]);
});

Deno.test("an inner deadline that passes first leaves the outer scope alive", async () => { // O5
  const outer = new CancelScope({ timeout: 50 });
  const inner = new CancelScope({ timeout: 5 });
  const { value, log, time } = await play(({ log }) =>
    outer.run(function* (): Co {
      try {
        yield* inner.run(never);
      } catch (error) {
        log.push((error as TimeoutError).scope === inner);
      }
      yield* sleep(10);
      return "went on";
    })
  );
  assertEquals([value, time, log], ["went on", 15, [true]]);
  assertEquals(outer.cancelled, false);
});

Deno.test("of two nested scopes with one deadline only the outer one throws, and both have expired", async () => { // O5
  const outer = new CancelScope({ deadline: 1010 });
  const inner = new CancelScope({ deadline: 1010 });
  const { error, log } = await play(({ log }) =>
    outer.run(function* (): Co {
      try {
        yield* inner.run(never);
      } catch (error) {
        log.push((error as Error).name);
        throw error;
      }
    })
  );
  assert(error.scope === outer);
  assertEquals(log, ["CancelledError"]);
  assertEquals([outer.cancelled, inner.cancelled], [true, true]);
});

Deno.test("the same where the outer scope's deadline was moved there", async () => { // O5
  const outer = new CancelScope(), inner = new CancelScope({ timeout: 10 });
  const { error } = await play(({ at }) => {
    at(2, () => outer.deadline = inner.deadline);
    return outer.run(() => inner.run(never));
  });
  assert(error.scope === outer);
});

Deno.test("a TimeoutError of the body itself passes a scope that has not expired", async () => { // O6
  const mine = new TimeoutError("mine");
  const scope = new CancelScope({ timeout: 50 });
  const { error } = await play(() =>
    scope.run(function* (): Co {
      yield* sleep(1);
      throw mine;
    })
  );
  assert(error === mine && !scope.cancelled);
});

Deno.test("a timeout holds in the cleanup of another cancel", async () => {
  const { log, time } = await play(function* ({ log, now, loop }): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        log.push(yield* moveOnAfter(5, never), now());
        try {
          yield* new CancelScope({ timeout: 5 }).run(never);
        } catch (error) {
          log.push((error as Error).name, now());
        }
        const scope = new CancelScope();
        loop.callLater(5, () => scope.cancel());
        log.push(yield* scope.run(never), now());
      }
    });
    task.cancel();
    yield* task;
  });
  assertEquals(time, 15);
  assertEquals(log, [undefined, 5, "TimeoutError", 10, undefined, 15]);
});

Deno.test("a timeout holds in a task that swallowed its cancel", async () => {
  const { log } = await play(function* ({ log, now, spawn }): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } catch { /* swallowed */ }
      yield* moveOnAfter(5, never);
      log.push(now());
    });
    task.cancel();
    yield* task;
  });
  assertEquals(log, [5]);
});

Deno.test("a scope within a cleanup ends with the grace of that", async () => {
  const { log, state } = await play(function* ({ log, now, spawn }): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        try {
          yield* new CancelScope({ timeout: 5 }).run(function* (): Co {
            try {
              yield* never();
            } finally {
              yield* sleep(50_000);
            }
          });
        } finally {
          log.push(now());
        }
      }
    }, { grace: 100 });
    task.cancel();
    yield* task;
  });
  assertEquals([state, log], ["cancelled", [100]]);
});

// Signals.

Deno.test("the signal aborts when the scope is cancelled, in a later turn, with who and why", async () => {
  const scope = new CancelScope({ name: "page" });
  const { signal } = scope;
  assertEquals(signal.aborted, false);
  scope.cancel("enough");
  assertEquals(signal.aborted, false);
  await rest();
  assertInstanceOf(signal.reason, CancelledError);
  assertEquals(signal.reason.reason, "enough");
  assert(signal.reason.scope === scope);
});

Deno.test("the signal is one object, and aborted if it is asked for late", () => {
  const scope = new CancelScope();
  scope.cancel("enough");
  assert(scope.signal === scope.signal);
  assertEquals(scope.signal.aborted, true);
});

Deno.test("the signal aborts when the deadline passes, and not when the scope is left", async () => {
  const late = new CancelScope({ timeout: 5 });
  const early = new CancelScope({ timeout: 5 });
  const signals = [late.signal, early.signal];
  await play(function* (): Co {
    yield* early.run(function* (): Co {});
    yield* waiting(late);
  });
  assertEquals(signals.map(({ aborted }) => aborted), [true, false]);
});

Deno.test("what the signal's listeners do runs after the cancel call", async () => {
  const scope = new CancelScope(), log: string[] = [];
  scope.signal.addEventListener("abort", () => log.push("abort"));
  scope.cancel();
  log.push("cancel returned");
  await rest();
  assertEquals(log, ["cancel returned", "abort"]);
});

Deno.test("an outer signal cancels the scope with its reason, and is absorbed", async () => {
  const outer = new AbortController(), reason = { from: "outside" };
  const scope = new CancelScope({ signal: outer.signal });
  const { value, log } = await play(function* ({ at, log }): Co {
    at(3, () => outer.abort(reason));
    yield* scope.run(function* (): Co {
      try {
        yield* never();
      } catch (error) {
        log.push((error as CancelledError).reason === reason);
        throw error;
      }
    });
    return "went on";
  });
  assertEquals([value, log, scope.cancelled], ["went on", [true], true]);
});

Deno.test("a signal that had aborted before the entry lets no body start", async () => {
  const scope = new CancelScope({ signal: AbortSignal.abort("over") });
  const { value, log } = await play(function* ({ log }): Co {
    log.push(
      yield* scope.run(function* (): Co {
        log.push("started");
      }),
    );
    return scope.cancelled;
  });
  assertEquals([value, log], [true, [undefined]]);
});

Deno.test("a scope listens once to its outer signal, and not before the entry", async () => {
  const outer = watchedSignal();
  const scope = new CancelScope({ signal: outer.signal });
  assertEquals(outer.added, 0);
  await play(() =>
    scope.run(function* () {
      assertEquals(outer.listeners, 1);
      yield* sleep(1);
    })
  );
  assertEquals([outer.added, outer.listeners], [1, 0]);
});

const ENDS: [string, (scope: CancelScope, abort: () => void) => Co][] = [
  ["a value", function* () {
    yield* sleep(1);
  }],
  ["an error", function* () {
    yield* sleep(1);
    throw boom;
  }],
  ["a cancel", function* (scope) {
    scope.cancel();
    yield* never();
  }],
  ["a cancel that is swallowed", function* (scope) {
    scope.cancel();
    try {
      yield* never();
    } catch { /* swallowed */ }
  }],
  ["an abort", function* (_scope, abort) {
    abort();
    yield* never();
  }],
  ["the deadline", never],
  ["a moved deadline", function* (scope) {
    scope.deadline += 5;
    yield* never();
  }],
  ["no wait", function* () {}],
];

for (const [name, body] of ENDS) {
  Deno.test(`neither timer nor listener is left after the end by ${name}`, async () => { // O7
    const outer = watchedSignal();
    // `play` looks for the timer.
    await play(function* ({ spawn }): Co {
      const inner = spawn(() =>
        new CancelScope({ timeout: 50, signal: outer.signal }).run((scope) =>
          body(scope, () => outer.abort())
        )
      );
      try {
        yield* inner;
      } catch { /* how it ends is told by other tests */ }
    });
    assertEquals(outer.listeners, 0);
  });
}

// Cancels and nesting.

Deno.test("cancel runs nothing of the body itself, and a second one is none", async () => { // C11
  const scope = new CancelScope();
  const { log } = await play(function* (on): Co {
    on.at(1, () => {
      on.log.push(scope.cancel("first"), scope.cancel("second"));
      on.log.push("returned");
    });
    yield* scope.run(() => cleaning(on, 2));
  });
  assertEquals(log, [true, false, "returned", "body cleaned up at 3"]);
});

Deno.test("cancel of a scope that was left is none", async () => {
  const scope = new CancelScope();
  await play(() => scope.run(function* (): Co {}));
  assertEquals([scope.cancel(), scope.cancelled], [false, false]);
});

Deno.test("a scope cancelled before its entry does not start the body", async () => { // C14
  const scope = new CancelScope();
  scope.cancel("beforehand");
  const { value, log } = await play(function* ({ log }): Co {
    return yield* scope.run(function* (): Co {
      log.push("started");
    });
  });
  assertEquals([value, log], [undefined, []]);
});

Deno.test("past the grace every further wait in a cancelled scope throws, also after a catch", async () => { // C11
  const scope = new CancelScope({ grace: 0 });
  const { log, time } = await play(function* ({ log }): Co {
    yield* scope.run(function* (): Co {
      scope.cancel();
      for (const what of [sleep(5), undefined, Future.resolve(1), [], moment]) {
        try {
          yield what;
          log.push("went on");
        } catch (error) {
          log.push((error as Error).name);
        }
      }
    });
    yield* sleep(1);
  });
  assertEquals(log, new Array(5).fill("CancelledError"));
  assertEquals(time, 1);
});

Deno.test("within the grace the cleanup of a cancelled scope may wait", async () => { // C11
  const scope = new CancelScope();
  const { log } = await play(function* (on): Co {
    on.at(1, () => scope.cancel());
    yield* scope.run(() => cleaning(on, 900));
  });
  assertEquals(log, ["body cleaned up at 901"]);
});

Deno.test("the grace of a scope goes before that of the task and the loop", async () => {
  const { time, log } = await play(
    (on) =>
      new CancelScope({ timeout: 10, grace: 30 }).run(() => cleaning(on, 500)),
    {
      grace: 400,
    },
  );
  assertEquals([time, log], [40, []]);
});

Deno.test("a scope without a grace has that of its task", async () => {
  const { time } = await play(
    (on) => new CancelScope({ timeout: 10 }).run(() => cleaning(on, 500)),
    {
      grace: 70,
    },
  );
  assertEquals(time, 80);
});

Deno.test("each scope has its own grace, the inner and the outer one", async () => {
  const { log } = await play((on) => {
    const outer = new CancelScope({ timeout: 20, grace: 100 });
    const inner = new CancelScope({ timeout: 10, grace: 5 });
    const { log, now } = on;
    return outer.run(function* (): Co {
      try {
        try {
          yield* inner.run(() => cleaning(on, 500));
        } catch {
          log.push(now()); // 15: past the inner grace
        }
        yield* never();
      } finally {
        try {
          yield* sleep(500);
        } finally {
          log.push(now()); // 120: past the outer grace
        }
      }
    });
  });
  assertEquals(log, [15, 120]);
});

Deno.test("of three nested scopes the middle one keeps its cancel, and the outer one goes on", async () => { // C13
  const [one, two, three] = [1, 2, 3].map(() => new CancelScope());
  const { log } = await play(({ at, log }) => {
    at(1, () => {
      two!.cancel();
      three!.cancel();
    });
    return one!.run(function* (): Co {
      yield* two!.run(function* (): Co {
        yield* three!.run(never);
        log.push("not reached");
      });
      yield* sleep(1);
      log.push("still in one");
    });
  });
  assertEquals(log, ["still in one"]);
  assertEquals([one, two, three].map((scope) => scope!.cancelled), [
    false,
    true,
    true,
  ]);
});

Deno.test("the same where the inner one was cancelled first", async () => { // C13
  const [two, three] = [2, 3].map(() => new CancelScope());
  const { log } = await play(function* ({ at, log }): Co {
    at(1, () => {
      three!.cancel();
      two!.cancel();
    });
    yield* two!.run(function* (): Co {
      yield* three!.run(never);
      log.push("not reached");
    });
    log.push("after two");
  });
  assertEquals(log, ["after two"]);
});

Deno.test("a scope cancelled and left without a wait delivers nothing", async () => { // C13
  const { value } = await play(function* (): Co {
    yield* new CancelScope().run(function* (scope): Co {
      scope.cancel();
    });
    yield* sleep(1);
    yield;
    return "undisturbed";
  });
  assertEquals(value, "undisturbed");
});

Deno.test("the cancel of an outer scope reaches the innermost body", async () => {
  const outer = new CancelScope();
  const { log } = await play((on) => {
    on.at(1, () => outer.cancel());
    return outer.run(function* (): Co {
      yield* new CancelScope().run(() =>
        new CancelScope().run(() => cleaning(on, 1))
      );
      on.log.push("not reached");
    });
  });
  assertEquals(log, ["body cleaned up at 2"]);
});

Deno.test("an outer cancel waits for the cleanup of an inner one", async () => {
  const outer = new CancelScope(), inner = new CancelScope();
  const { log } = await play((on) => {
    on.at(1, () => inner.cancel());
    on.at(2, () => outer.cancel());
    return outer.run(function* (): Co {
      yield* inner.run(() => cleaning(on, 10));
      on.log.push("inner kept its own");
      yield* sleep(1);
      on.log.push("not reached");
    });
  });
  assertEquals(log, ["body cleaned up at 11", "inner kept its own"]);
});

Deno.test("a task cancelled inside of a scope is cancelled as a whole", async () => {
  const { state, log } = await play(function* (on): Co {
    const task = on.spawn(function* (): Co {
      yield* new CancelScope().run(() => cleaning(on, 5));
      on.log.push("not reached");
    });
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([state, log], ["cancelled", ["body cleaned up at 6"]]);
});

Deno.test("a result that is there when the cancel comes is delivered, and the next wait throws", async () => {
  const scope = new CancelScope(), gate = new Future<string>();
  const { log } = await play(function* ({ at, log }): Co {
    at(1, () => {
      gate.setResult("value");
      scope.cancel();
    });
    yield* scope.run(function* (): Co {
      log.push(yield* gate);
      yield* Future.resolve(1);
      log.push("not reached");
    });
  });
  assertEquals(log, ["value"]);
});

Deno.test("a cancel asked for by what the body starts comes at its next wait, ready or not", async () => {
  const scope = new CancelScope();
  const { log } = await play(function* ({ log }): Co {
    yield* scope.run(function* (): Co {
      spawn(function* () {
        scope.cancel();
      });
      log.push("asked");
      yield* Future.resolve(1);
      log.push("not reached");
    });
  });
  assertEquals(log, ["asked"]);
});

Deno.test("a loop over waits that are over at once can be cancelled", async () => {
  const scope = new CancelScope();
  const { value } = await play(function* ({ at }): Co {
    let turns = 0;
    at(0, () => scope.cancel());
    yield* scope.run(function* (): Co {
      while (++turns < 1000) yield sleep(0);
    });
    return turns;
  });
  assert(value < 10);
});

Deno.test("a task that awaits another passes the scope's cancel on, and waits for its cleanup", async () => {
  const scope = new CancelScope({ timeout: 5 });
  const { log, time } = await play((on) =>
    scope.run(function* (): Co {
      yield* spawn(() => cleaning(on, 20, "inner"));
    })
  );
  assertEquals([time, log], [25, ["inner cleaned up at 25"]]);
});

// Shields.

Deno.test("a shielded scope hears nothing from outside until it is left", async () => { // C12
  const { log, state } = await play(function* (on): Co {
    const task = on.spawn(function* (): Co {
      yield* new CancelScope({ shield: true }).run(function* (): Co {
        yield* sleep(10);
        on.log.push(`shielded until ${on.now()}`);
      });
      yield* sleep(1);
      on.log.push("not reached");
    });
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([state, log], ["cancelled", ["shielded until 10"]]);
});

Deno.test("an unshielded scope inside a shielded one is shielded too", async () => { // C12
  const outer = new CancelScope();
  const { log } = await play(({ at, log }) => {
    at(1, () => outer.cancel());
    return outer.run(() =>
      new CancelScope({ shield: true }).run(() =>
        new CancelScope().run(function* () {
          yield* sleep(10);
          log.push("undisturbed");
        })
      )
    );
  });
  assertEquals(log, ["undisturbed"]);
});

Deno.test("the own cancel of a shielded scope passes its shield", async () => { // C12
  const inner = new CancelScope({ shield: true });
  const { log } = await play(function* (on): Co {
    on.at(1, () => inner.cancel());
    yield* inner.run(() => cleaning(on, 1));
    on.log.push("left");
  });
  assertEquals(log, ["body cleaned up at 2", "left"]);
});

Deno.test("a shielded scope in a cleanup outlasts the grace, and the grace has ended behind it", async () => {
  const { log } = await play(function* ({ spawn, log, now }): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* new CancelScope({ shield: true }).run(() => sleep(500));
        log.push(now());
        try {
          yield* sleep(50_000);
        } finally {
          log.push(now());
        }
      }
    }, { grace: 100 });
    task.cancel();
    yield* task;
  });
  assertEquals(log, [500, 500]);
});

Deno.test("a cleanup that begins with a shielded scope has its grace afterwards", async () => {
  const { log } = await play(function* ({ spawn, log, now }): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* new CancelScope({ shield: true }).run(() => sleep(30));
        try {
          yield* sleep(50_000);
        } finally {
          log.push(now());
        }
      }
    }, { grace: 100 });
    task.cancel();
    yield* task;
  });
  assertEquals(log, [100]);
});

Deno.test("a cancel that could not be thrown before a shield comes after it", async () => {
  const { log, state } = await play(function* (on): Co {
    const gate = new Future<string>();
    const task = on.spawn(function* (): Co {
      on.log.push(yield* gate);
      yield* new CancelScope({ shield: true }).run(() => sleep(10));
      on.log.push(on.now());
      yield* Future.resolve();
      on.log.push("not reached");
    });
    on.at(1, () => {
      task.cancel();
      gate.setResult("finished work");
    });
    yield* task;
  });
  assertEquals([state, log], ["cancelled", ["finished work", 11]]);
});

Deno.test("the deadline of a shielded scope holds", async () => {
  const { time, error } = await play(() =>
    waiting(new CancelScope({ shield: true, timeout: 7 }))
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals(time, 7);
});

Deno.test("an outer deadline that passes inside of a shield throws when the shield is left", async () => {
  const outer = new CancelScope({ timeout: 5 });
  const { error, time } = await play(() =>
    outer.run(function* (): Co {
      yield* new CancelScope({ shield: true }).run(() => sleep(20));
      yield* sleep(1);
    })
  );
  assert(error.scope === outer);
  assertEquals(time, 20);
});

Deno.test("shield of a single thing inside a cancelled scope gives its value first", async () => {
  const scope = new CancelScope();
  const { log } = await play(function* ({ at, log }): Co {
    at(1, () => scope.cancel());
    yield* scope.run(function* (): Co {
      yield* shield(sleep(10));
      log.push("shielded");
      yield* sleep(1);
      log.push("not reached");
    });
  });
  assertEquals(log, ["shielded"]);
});

// Misuse.

Deno.test("a scope can be entered once, and the error names it", async () => { // C14
  const scope = new CancelScope({ name: "page" });
  const { error } = await play(function* (): Co {
    yield* scope.run(function* (): Co {});
    yield* scope.run(function* (): Co {});
  });
  assertInstanceOf(error, InvalidStateError);
  assertMatch(error.message, /enter page: it was left before/);
});

Deno.test("a scope entered inside of itself is an error, and the first entry goes on", async () => {
  const scope = new CancelScope({ name: "page", timeout: 50 });
  const { value, error } = await play(() =>
    scope.run(function* (): Co {
      try {
        yield* scope.run(function* (): Co {});
      } catch (error) {
        yield* sleep(1);
        return error;
      }
    })
  );
  assertEquals(error, undefined);
  assertInstanceOf(value, InvalidStateError);
  assertMatch(value.message, /enter page: it was entered before/);
});

Deno.test("scopes left out of order are an error that names both", async () => { // C14
  const { error } = await play(function* (): Co {
    const [a, b] = ["outer", "inner"].map((name) =>
      new CancelScope({ name }).run(function* (): Co {
        yield 1;
      })
    );
    a!.next();
    b!.next();
    try {
      a!.next();
    } finally {
      b!.next();
    }
  });
  assertInstanceOf(error, InvalidStateError);
  assertMatch(error.message, /leave outer: inner was entered after it/);
});

Deno.test("a scope entered outside of a coroutine is an error that says how to do it", () => {
  const scope = new CancelScope({ name: "page" });
  const error = assertThrows(() => scope.run(never).next(), InvalidStateError);
  assertMatch(error.message, /enter page: no coroutine is running/);
});

Deno.test("a body that is no function is refused, whatever it is", async () => {
  for (const body of [undefined, null, 1, {}, never()]) {
    const { error } = await play(() =>
      new CancelScope({ timeout: 5 }).run(body as never)
    );
    assertInstanceOf(error, TypeError);
    assertMatch(error.message, /scope\.run\(fn\): expected a function/);
  }
});

Deno.test("NaN is a RangeError before anything starts", async () => { // O7
  for (const key of ["timeout", "deadline", "grace"] as const) {
    const error = assertThrows(
      () => new CancelScope({ [key]: NaN }),
      RangeError,
    );
    assertStringIncludes(error.message, key);
  }
  const { value } = await play(() =>
    new CancelScope({ timeout: 5 }).run(function* (scope): Co {
      assertThrows(() => scope.deadline = NaN, RangeError, "deadline");
      return scope.deadline;
    })
  );
  assertEquals(value, 1005);
});

Deno.test("options of the wrong type are refused with their name", () => {
  const wrong: [string, CancelScopeOptions][] = [
    ["timeout", { timeout: "5" as never }],
    ["deadline", { deadline: null as never }],
    ["grace", { grace: {} as never }],
    ["signal", { signal: {} as never }],
    ["signal", { signal: null as never }],
  ];
  for (const [name, options] of wrong) {
    assertThrows(() => new CancelScope(options), TypeError, name);
  }
});

// Disposal.

Deno.test("a scope that is disposed inside its body is left then, without timer or listener", async () => {
  const outer = watchedSignal();
  const { value } = await play(({ clock }) =>
    new CancelScope({ timeout: 5, signal: outer.signal }).run(
      function* (scope): Co {
        {
          using _ = scope;
        }
        assertEquals([outer.listeners, clock.alarmAt], [0, undefined]);
        assertEquals(currentScope(), undefined);
        yield* sleep(50);
        return "undisturbed";
      },
    )
  );
  assertEquals(value, "undisturbed");
});

Deno.test("a scope that is disposed before its entry cannot be entered any more", async () => {
  const scope = new CancelScope({ name: "page" });
  scope[Symbol.dispose]();
  const { error } = await play(() => waiting(scope));
  assertInstanceOf(error, InvalidStateError);
  assertMatch(error.message, /page: it was left/);
});

Deno.test("disposing a scope twice, or one that was left, does nothing", async () => {
  const scope = new CancelScope();
  await play(() => scope.run(function* (): Co {}));
  scope[Symbol.dispose]();
  scope[Symbol.dispose]();
  assertEquals(scope.cancelled, false);
});

// The rest.

Deno.test("a scope works in each task for itself: a child's cancel does not touch the parent", async () => {
  const { value } = await play(function* (on): Co {
    const outer = new CancelScope({ timeout: 100 });
    return yield* outer.run(function* (): Co {
      const child = on.spawn(() =>
        new CancelScope({ timeout: 5 }).run(() => cleaning(on, 1))
      );
      try {
        yield* child;
      } catch (error) {
        return (error as Error).name;
      }
    });
  });
  assertEquals(value, "TimeoutError");
});

Deno.test("a scope around a group cancels the children at once", async () => {
  const { log, time } = await play((on) =>
    new CancelScope({ timeout: 5 }).run(() =>
      TaskGroup.run(function* (group): Co {
        group.spawn(() => cleaning(on, 2, "child"));
        yield* cleaning(on, 1);
      })
    )
  );
  assertEquals([time, log], [7, [
    "body cleaned up at 6",
    "child cleaned up at 7",
  ]]);
});

Deno.test("Generator.return is never called by a cancel: catch blocks run", async () => { // C15
  const { log } = await play(function* ({ log, at }): Co {
    const scope = new CancelScope({ grace: 2 });
    const body: Iterator<unknown, unknown, unknown> = {
      next: () => ({ done: false, value: new Future() }),
      throw(error) {
        log.push((error as Error).name);
        if (log.length < 3) return { done: false, value: new Future() };
        throw error;
      },
      return() {
        log.push("return");
        return { done: true, value: undefined };
      },
    };
    at(1, () => scope.cancel());
    yield* scope.run(() => body);
  });
  assertEquals(log, new Array(3).fill("CancelledError"));
});

Deno.test("a scope keeps the time of the loop on which it is entered", async () => {
  const scope = new CancelScope({ timeout: 10, name: "page" });
  const { error, time } = await play(({ loop }) => {
    assert(loop === IOLoop.current());
    return waiting(scope);
  });
  assertEquals([time, error.deadline], [10, 1010]);
  assertEquals([scope.name, new CancelScope().name], ["page", "CancelScope"]);
});

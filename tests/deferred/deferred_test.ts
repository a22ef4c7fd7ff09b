import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { AlreadyCalledError, InvalidStateError } from "../../lib/errors/mod.ts";
import { ContextVar } from "../../lib/context/mod.ts";
import { Deferred, fail, Failure, succeed } from "../../lib/deferred/mod.ts";
import { debugged, errorOf, resultOf, watched } from "./_kit.ts";

// ── firing

Deno.test("callback() runs the callbacks before it returns, in order", () => {
  const log: unknown[] = [], deferred = new Deferred<number>();
  deferred.addCallback((n) => log.push(n)).addCallback((n) => log.push(n));
  deferred.callback(7);
  assertEquals(log, [7, 1]);
});

Deno.test("a callback that is added to a fired Deferred runs at once", () => {
  assertEquals(resultOf(succeed(1).addCallback((n) => n + 1)), 2);
});

Deno.test("each add… and addTimeout() return the Deferred itself", () => {
  const deferred = new Deferred<number>(),
    same: unknown[] = [
      deferred.addCallback((n) => n),
      deferred.addErrback(() => 1),
      deferred.addCallbacks((n) => n, () => 1),
      deferred.addBoth((n) => n),
      deferred.addTimeout(Infinity),
      deferred.chainDeferred(new Deferred<number>()),
    ];
  for (const one of same) assertStrictEquals(one, deferred);
});

Deno.test("called says whether it was fired", () => {
  const deferred = new Deferred<void>();
  assertEquals(deferred.called, false);
  deferred.callback();
  assertEquals(deferred.called, true);
});

Deno.test("errback() without an argument is a failure with undefined", () => {
  const deferred = new Deferred<void>();
  deferred.errback();
  assertEquals(errorOf(deferred), undefined);
});

Deno.test("falsy values are values, and falsy errors are errors", () => {
  for (const falsy of [undefined, null, 0, "", NaN, false]) {
    assertEquals(resultOf(succeed(falsy)), falsy);
    assertEquals(errorOf(fail(falsy)), falsy);
  }
});

Deno.test("errback() takes a Failure as it is", () => {
  const failure = new Failure("e"), deferred = new Deferred<void>();
  deferred.errback(failure);
  assertStrictEquals(resultOf(deferred), failure);
});

Deno.test("callback() with a Failure goes to the errbacks", () => {
  const deferred = new Deferred<number>();
  deferred.callback(new Failure("e"));
  assertEquals(errorOf(deferred), "e");
});

Deno.test("firing with a Deferred is a TypeError that says what to do", () => {
  const deferred = new Deferred<unknown>();
  assertThrows(() => deferred.callback(succeed(1)), TypeError, "chainDeferred");
  assertThrows(() => deferred.errback(succeed(1)), TypeError, "chainDeferred");
  assertEquals(deferred.called, false);
});

// D1
for (const first of ["callback", "errback"] as const) {
  for (const second of ["callback", "errback"] as const) {
    Deno.test(`${second}() after ${first}() is an AlreadyCalledError`, () => {
      const deferred = new Deferred<unknown>();
      deferred[first](1);
      assertThrows(() => deferred[second](2), AlreadyCalledError, "twice");
      assertEquals(
        first === "callback" ? resultOf(deferred) : errorOf(deferred),
        1,
      );
    });

    // D1
    Deno.test(`with debug ${second}() after ${first}() tells of the making and the first fire`, () => {
      const { message } = debugged(() => {
        const deferred = (function makesIt() {
          return new Deferred<unknown>();
        })();
        (function firesFirst() {
          deferred[first](1);
        })();
        resultOf(deferred);
        return (function firesAgain() {
          return assertThrows(() => deferred[second](2), AlreadyCalledError);
        })();
      });
      const times = (name: string) => message.split(`at ${name} `).length - 1;
      assertEquals(
        ["makesIt", "firesFirst", "firesAgain"].map(times),
        [1, 1, 0],
      );
    });
  }
}

// ── two rails

// D2
Deno.test("what a callback throws is the next errback's failure", () => {
  const error = new Error("e");
  const deferred = succeed(1).addCallback((): number => {
    throw error;
  }).addCallback((n) => n + 1);
  assertStrictEquals(errorOf(deferred), error);
});

// D2
Deno.test("a Failure that a callback returns is the next errback's failure", () => {
  const failure = new Failure("e");
  assertStrictEquals(
    resultOf(succeed(1).addCallback(() => failure)),
    failure,
  );
});

// D2
Deno.test("a Failure that a callback throws is taken as it is", () => {
  const failure = new Failure("e");
  const deferred = succeed(1).addCallback(() => {
    throw failure;
  });
  assertStrictEquals(resultOf(deferred), failure);
});

// D2
Deno.test("what an errback returns is the next callback's value", () => {
  const deferred = fail<number>("e").addErrback(() => 1).addCallback((n) =>
    n + 1
  );
  assertEquals(resultOf(deferred), 2);
});

// D2
Deno.test("an errback that throws the same error on keeps the Failure", () => {
  const failure = new Failure("e");
  const deferred = fail(failure).addErrback((given) => given.raise());
  assertStrictEquals(resultOf(deferred), failure);
});

// D2
Deno.test("addCallbacks() with a callback alone lets failures pass", () => {
  assertEquals(errorOf(fail("e").addCallbacks(() => 1, undefined)), "e");
  assertEquals(errorOf(fail("e").addCallbacks(() => 1, null)), "e");
});

// D2
Deno.test("addCallbacks() with an errback alone lets values pass", () => {
  assertEquals(resultOf(succeed(1).addCallbacks(null, () => 2)), 1);
});

// D2
Deno.test("neither of a pair gets what the other makes", () => {
  const log: unknown[] = [];
  succeed(1).addCallbacks(() => {
    throw "thrown";
  }, () => log.push("wrong")).addErrback(({ value }) => log.push(value));
  fail("e").addCallbacks(() => log.push("wrong"), () => "made")
    .addCallback((value) => log.push(value));
  assertEquals(log, ["thrown", "made"]);
});

// D2
Deno.test("further arguments reach only their side", () => {
  const log: unknown[] = [];
  const ok = (...all: unknown[]) => log.push(["ok", ...all]);
  const bad = ({ value }: Failure, ...all: unknown[]) =>
    log.push(["bad", value, ...all]);
  succeed(1).addCallbacks(ok, bad, [2, 3], [4]);
  fail("e").addCallbacks(ok, bad, [2, 3], [4]);
  succeed(1).addCallback(ok, 5);
  fail("e").addErrback(bad, 6);
  assertEquals(log, [
    ["ok", 1, 2, 3],
    ["bad", "e", 4],
    ["ok", 1, 5],
    ["bad", "e", 6],
  ]);
});

Deno.test("addBoth() gets values and failures, with its arguments", () => {
  const log: unknown[] = [];
  const both = (given: unknown, more: string) =>
    log.push(given instanceof Failure ? given.value : given, more);
  succeed(1).addBoth(both, "a");
  fail("e").addBoth(both, "b");
  assertEquals(log, [1, "a", "e", "b"]);
});

Deno.test("callbacks are called without this and without more arguments", () => {
  succeed(1).addCallback(function (this: unknown, ...all: unknown[]) {
    assertEquals([this, all], [undefined, [1]]);
  }).addErrback(({ value }) => {
    throw value;
  });
});

Deno.test("a promise that a callback returns is a plain value", () => {
  const promise = Promise.resolve(1);
  assertStrictEquals(resultOf(succeed(1).addCallback(() => promise)), promise);
});

Deno.test("a hostile object that a callback returns is a plain value", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertStrictEquals(resultOf(succeed(1).addCallback(() => proxy)), proxy);
});

Deno.test("callbacks run in the context of who fires", () => {
  const name = new ContextVar<string>("name"), log: unknown[] = [];
  const deferred = new Deferred<void>();
  name.run("adds", () => deferred.addCallback(() => log.push(name.get())));
  name.run("fires", () => deferred.callback());
  assertEquals(log, ["fires"]);
});

// ── wrong use

Deno.test("what is no function is refused where it is added", () => {
  const deferred = new Deferred<number>();
  const calls: ((fn: never) => unknown)[] = [
    (fn) => deferred.addCallback(fn),
    (fn) => deferred.addErrback(fn),
    (fn) => deferred.addBoth(fn),
    (fn) => deferred.addCallbacks(fn),
    (fn) => deferred.addCallbacks((n) => n, fn),
    (fn) => deferred.addTimeout(1, fn),
  ];
  for (const call of calls) {
    assertThrows(
      () => call(1 as never),
      TypeError,
      "expected a function, got 1",
    );
  }
  assertThrows(
    () => deferred.addCallbacks(undefined as never),
    TypeError,
    "addCallbacks(onValue, onFailure)",
  );
  assertThrows(() => new Deferred("no" as never), TypeError, "canceller");
});

// ── pause

// D5
Deno.test("a paused Deferred runs its callbacks when it is unpaused", () => {
  const log: unknown[] = [], deferred = watched(new Deferred<number>(), log);
  deferred.pause();
  deferred.callback(1);
  assertEquals([log, deferred.paused], [[], true]);
  deferred.unpause();
  assertEquals([log, deferred.paused], [[1], false]);
});

// D5
Deno.test("paused twice it needs unpause twice, and callbacks keep their order", () => {
  const log: string[] = [], deferred = new Deferred<void>();
  deferred.pause();
  deferred.pause();
  deferred.callback();
  deferred.addCallback(() => log.push("a"));
  deferred.unpause();
  deferred.addCallback(() => log.push("b"));
  assertEquals([log, deferred.paused], [[], true]);
  deferred.unpause();
  assertEquals(log, ["a", "b"]);
});

// D5
Deno.test("a failure waits for the unpause like a value", () => {
  const deferred = fail("e");
  deferred.pause();
  const log: unknown[] = [];
  deferred.addErrback(({ value }) => log.push(value));
  assertEquals(log, []);
  deferred.unpause();
  assertEquals(log, ["e"]);
});

Deno.test("pause() in a callback holds the chain before the next one", () => {
  const log: string[] = [], deferred = new Deferred<void>();
  deferred.addCallback(() => {
    log.push("pauses");
    deferred.pause();
  }).addCallback(() => log.push("after"));
  deferred.callback();
  assertEquals(log, ["pauses"]);
  deferred.unpause();
  assertEquals(log, ["pauses", "after"]);
});

Deno.test("unpause() in a callback does not run the rest inside it", () => {
  const log: string[] = [], deferred = new Deferred<void>();
  deferred.addCallback(() => {
    deferred.pause();
    deferred.unpause();
    log.push("first");
  }).addCallback(() => log.push("second"));
  deferred.callback();
  assertEquals(log, ["first", "second"]);
});

Deno.test("unpause() of one that is not paused is an InvalidStateError", () => {
  const deferred = new Deferred<void>();
  assertThrows(() => deferred.unpause(), InvalidStateError, "not paused");
  deferred.addCallback(() => new Deferred());
  deferred.callback();
  assertThrows(() => deferred.unpause(), InvalidStateError, "not paused");
});

// ── branch

Deno.test("branch() gives a second consumer the result at its place", () => {
  const log: unknown[] = [], deferred = new Deferred<number>();
  const early = deferred.branch();
  deferred.addCallback((n) => n + 1);
  const late = deferred.branch();
  deferred.callback(1);
  assertEquals([early, late, deferred].map(resultOf), [1, 2, 2]);
  assertEquals(log, []);
});

Deno.test("what a branch does with the result is its own", () => {
  const deferred = new Deferred<number>();
  const branch = deferred.branch().addCallback(() => "changed");
  deferred.callback(1);
  assertEquals([resultOf(branch), resultOf(deferred)], ["changed", 1]);
});

Deno.test("a failure is on both, the branch and what it branched from", () => {
  const deferred = new Deferred<number>(), branch = deferred.branch();
  deferred.errback("e");
  assertEquals([errorOf(branch), errorOf(deferred)], ["e", "e"]);
});

Deno.test("cancelling a branch cancels nothing but the branch", () => {
  const deferred = new Deferred<number>(), branch = deferred.branch();
  branch.cancel();
  deferred.callback(1);
  resultOf(branch);
  assertEquals(resultOf(deferred), 1);
});

// ── printing

Deno.test("a Deferred is printed with its state", () => {
  const deferred = new Deferred<unknown>();
  assertEquals(String(deferred), "Deferred (not fired)");
  deferred.pause();
  assertEquals(String(deferred), "Deferred (not fired, paused)");
  deferred.unpause();
  deferred.callback("v");
  assertEquals(String(deferred), 'Deferred (has "v")');
  deferred.addCallback(() => new Deferred());
  assertEquals(String(deferred), "Deferred (waits for another)");
  const failed = fail("e");
  assertEquals(String(failed), 'Deferred (has Failure: "e")');
  resultOf(failed);
});

Deno.test("a Deferred of a class of its own is printed under that name", () => {
  class Page extends Deferred<string> {}
  assertEquals(String(new Page()), "Page (not fired)");
});

Deno.test("a fired Deferred whose chain is done keeps none of its callbacks", () => {
  const deferred = new Deferred<number>(() => {});
  for (let i = 0; i < 3; i++) deferred.addCallback((n) => n);
  deferred.callback(1);
  const { _first, _last, _canceller } = deferred;
  assertEquals([_first, _last, _canceller], [undefined, undefined, undefined]);
});

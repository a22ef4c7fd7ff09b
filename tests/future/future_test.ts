import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  BadYieldError,
  CancelledError,
  InvalidStateError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { OWN } from "../../lib/future/cell.ts";
import { AGAIN } from "../../lib/future/future.ts";
import { running } from "../../lib/context/running.ts";
import { rest } from "../_support.ts";

const FALSY = [undefined, null, 0, -0, "", NaN, false, 0n];

/** A rejected Future at which somebody has looked. */
function rejected(error: unknown): Future<unknown> {
  const future = Future.reject(error);
  future.promise().catch(() => {});
  return future;
}

/** What a function throws, as the only member of an array. */
function thrownBy(fn: () => unknown): [unknown] | undefined {
  try {
    fn();
  } catch (error) {
    return [error];
  }
}

// ---- States

Deno.test("a new Future is pending", () => {
  const future = new Future<number>();
  assertEquals(
    [future.state, future.done, future.cancelled, future.name],
    ["pending", false, false, "Future"],
  );
});

Deno.test("setResult fulfils at once and returns true", () => {
  const future = new Future<number>();
  assertEquals(future.setResult(7), true);
  assertEquals(
    [future.state, future.done, future.cancelled, future.result()],
    ["fulfilled", true, false, 7],
  );
});

Deno.test("error() of a fulfilled Future is undefined", () => {
  assertEquals(Future.resolve(1).error(), undefined);
});

// F8
Deno.test("setError rejects at once; result() throws the very object each time", () => {
  const future = new Future<number>(), error = new Error("x");
  assertEquals(future.setError(error), true);
  assertEquals(
    [future.state, future.done, future.cancelled],
    ["rejected", true, false],
  );
  for (let i = 0; i < 3; i++) {
    assertStrictEquals(assertThrows(() => future.result()), error);
    assertStrictEquals(future.error(), error);
  }
});

// F8
Deno.test("result() and error() of a pending Future throw InvalidStateError", () => {
  const future = new Future({ name: "page" });
  assertThrows(
    () => future.result(),
    InvalidStateError,
    "Cannot read the result of page: it is still pending",
  );
  assertThrows(
    () => future.error(),
    InvalidStateError,
    "Cannot read the error of page: it is still pending",
  );
  assertEquals(future.state, "pending");
});

// F9
Deno.test("a falsy error is an error", async () => {
  for (const error of FALSY) {
    const future = rejected(error);
    assertEquals(future.state, "rejected");
    assert(Object.is(future.error(), error));
    const thrown = thrownBy(() => future.result());
    assert(thrown !== undefined && Object.is(thrown[0], error));
    const awaited = await future.then(() => {}, (given) => [given]);
    assert(awaited !== undefined && Object.is(awaited[0], error));
  }
});

// F9
Deno.test("a falsy result is a result", async () => {
  for (const value of FALSY) {
    const future = new Future<unknown>();
    future.setResult(value);
    assertEquals(future.state, "fulfilled");
    assert(Object.is(future.result(), value));
    assert(Object.is(await future, value));
  }
});

Deno.test("setResult stores a thenable, and an await follows it", async () => {
  const inner = Promise.resolve(9), future = new Future<unknown>();
  future.setResult(inner);
  assertStrictEquals(future.result(), inner);
  assertEquals(await future, 9);
});

// ---- Settling twice

// F7
for (const first of ["setResult", "setError"] as const) {
  for (const second of ["setResult", "setError"] as const) {
    Deno.test(`${second} after ${first} throws InvalidStateError and changes nothing`, () => {
      const future = new Future<unknown>();
      future[first]("first");
      if (first === "setError") future.error();
      const { state } = future;
      assertThrows(
        () => future[second]("second"),
        InvalidStateError,
        `Cannot call ${second} on Future: it is already ${state}`,
      );
      assertEquals(future.state, state);
      const kept = first === "setError" ? future.error() : future.result();
      assertEquals(kept, "first");
    });
  }
}

// F7
Deno.test("trySetResult and trySetError settle a pending Future only", () => {
  const a = new Future<number>(), b = new Future<number>();
  assertEquals([a.trySetResult(1), b.trySetError("b")], [true, true]);
  for (const future of [a, b]) {
    assertEquals([future.trySetResult(2), future.trySetError("no")], [
      false,
      false,
    ]);
  }
  assertEquals([a.result(), b.error()], [1, "b"]);
});

Deno.test("settling a cancelled Future is ignored and returns false", () => {
  const future = new Future<number>();
  future.cancel("why");
  assertEquals([
    future.setResult(1),
    future.setError(new Error("late")),
    future.trySetResult(1),
    future.trySetError(2),
  ], [false, false, false, false]);
  assertEquals(future.state, "cancelled");
});

Deno.test("settling an adopting Future by hand wins over what it adopts", async () => {
  const inner = Promise.withResolvers<number>();
  const future = Future.from(inner.promise);
  future.setResult(1);
  inner.resolve(2);
  await rest();
  assertEquals(future.result(), 1);
});

// ---- Cancel

// F12
Deno.test("cancel of a pending Future is true, a second one false", () => {
  const future = new Future(), reason = { why: "enough" };
  assertEquals([future.cancel(reason), future.cancel("again")], [true, false]);
  assertEquals(
    [future.state, future.done, future.cancelled],
    ["cancelled", true, true],
  );
  for (const read of [() => future.result(), () => future.error()]) {
    const error = assertThrows(read, CancelledError);
    assertStrictEquals(error.reason, reason);
  }
});

// F12
Deno.test("those who await a cancelled Future get one CancelledError", async () => {
  const future = new Future(), reason = {};
  const before = assertRejects(() => future.promise(), CancelledError);
  future.cancel(reason);
  const first = await before;
  assertStrictEquals(first.reason, reason);
  assertStrictEquals(await assertRejects(() => future), first);
  assertStrictEquals(await future.then().catch((error) => error), first);
});

// F8, F12
Deno.test("a falsy reason is kept", () => {
  for (const reason of FALSY) {
    const future = new Future();
    future.cancel(reason);
    const error = assertThrows(() => future.result(), CancelledError);
    assert(Object.is(error.reason, reason));
  }
});

// F11
Deno.test("cancel of a settled Future returns false and keeps the outcome", () => {
  const ok = Future.resolve(3), no = rejected("kept");
  assertEquals([ok.cancel(), no.cancel("late")], [false, false]);
  assertEquals([ok.result(), no.error()], [3, "kept"]);
});

Deno.test("onCancel is called once, with the reason, before the state changes", () => {
  const told: unknown[] = [];
  const future: Future<void> = new Future({
    onCancel: (...args: unknown[]) => told.push([...args, future.state]),
  });
  future.cancel("why");
  future.cancel("again");
  assertEquals(told, [["why", "pending"]]);
  assertEquals(future.state, "cancelled");
});

Deno.test("onCancel may settle the Future itself", () => {
  const settled = [
    (future: Future<number>) => future.setResult(1),
    (future: Future<number>) => future.setError("cleanup"),
    (future: Future<number>) => future.cancel("another reason"),
  ].map((settle) => {
    const future: Future<number> = new Future({
      onCancel: () => settle(future),
    });
    assertEquals(future.cancel("why"), true);
    return future;
  });
  assertEquals(
    settled.map(({ state }) => state),
    ["fulfilled", "rejected", "cancelled"],
  );
  assertEquals(settled[1]!.error(), "cleanup");
});

Deno.test("onCancel is not called for a Future that is settled", () => {
  let told = 0;
  const future = new Future<number>({ onCancel: () => told++ });
  future.setResult(1);
  future.cancel();
  assertEquals(told, 0);
});

Deno.test("a pending Future that its waiters left stays pending without onCancel", () => {
  const future = new Future<number>();
  future.then().cancel();
  assertEquals(future.state, "pending");
  assertEquals(future.setResult(1), true);
});

// ---- Made of something

Deno.test("Future.resolve gives a value, follows a promise, gives a Future back", async () => {
  const future = new Future<number>();
  assertStrictEquals(Future.resolve(future), future);
  assertEquals(Future.resolve().result(), undefined);
  assertEquals(Future.resolve(1).result(), 1);
  assertEquals(await Future.resolve(Promise.resolve(2)), 2);
});

Deno.test("Future.reject takes any error, also a Future or promise", () => {
  const error = Future.resolve(1);
  assertStrictEquals(rejected(error).error(), error);
});

Deno.test("Future.from follows a promise, with the very error", async () => {
  const error = new Error("x"), future = new Future<number>();
  assertStrictEquals(Future.from(future), future);
  assertEquals(await Future.from(Promise.resolve(1)), 1);
  const thrown = await assertRejects(() => Future.from(Promise.reject(error)));
  assertStrictEquals(thrown, error);
});

Deno.test("Future.from refuses what is no thenable, and says what it got", () => {
  for (
    const other of [undefined, null, 1, NaN, "x", {}, () => {}, { then: 1 }]
  ) {
    assertThrows(
      () => Future.from(other as never),
      TypeError,
      "use Future.resolve(value)",
    );
  }
  assertThrows(() => Future.from(42 as never), TypeError, "42");
});

Deno.test("a Future refuses options of the wrong type", () => {
  for (const onCancel of [null, 1, "f", {}]) {
    assertThrows(
      () => new Future({ onCancel: onCancel as never }),
      TypeError,
      "expected a function",
    );
  }
});

Deno.test("a subclass of Future is a Future, and gives plain ones by then", () => {
  class Page extends Future<string> {}
  const page = new Page();
  assertInstanceOf(page, Future);
  assertFalse((page.then() as unknown) instanceof Page);
});

// ---- Native promises

// P1
Deno.test("await, then and Promise.resolve give the value", async () => {
  const future = new Future<number>();
  const all = Promise.all([
    (async () => await future)(),
    future.then((value) => value),
    Promise.resolve(future),
    future.promise(),
  ]);
  future.setResult(4);
  assertEquals(await all, [4, 4, 4, 4]);
});

// P1
Deno.test("await, then and Promise.resolve give the very error", async () => {
  const future = new Future<number>(), error = new Error("x");
  const all = Promise.allSettled([
    (async () => await future)(),
    future.then((value) => value),
    Promise.resolve(future),
    future.promise(),
    Promise.race([future]),
  ]);
  future.setError(error);
  for (const outcome of await all) {
    assertStrictEquals((outcome as PromiseRejectedResult).reason, error);
  }
});

// P1
Deno.test("a then-handler runs within the microtasks of an idle loop", async () => {
  let ran = false, host = false;
  setImmediate(() => host = true);
  Future.resolve().then(() => ran = true);
  for (let i = 0; i < 5; i++) await Promise.resolve();
  assertEquals([ran, host], [true, false]);
  await rest();
});

// F14
Deno.test("one failed Future awaited five times gives one error that does not grow", async () => {
  const error = new Error("shared"), future = rejected(error);
  const stacks: string[] = [];
  async function first() {
    await future;
  }
  async function second() {
    await future;
  }
  for (const waiter of [first, second, first, second, first]) {
    assertStrictEquals(await assertRejects(waiter), error);
    stacks.push(error.stack!);
  }
  for (const [i, stack] of stacks.entries()) {
    const counts = [/\bfirst \(/g, /\bsecond \(/g].map((name) =>
      stack.match(name)?.length ?? 0
    );
    assertEquals(counts, i % 2 === 0 ? [1, 0] : [0, 1], stack);
    assertEquals(stack.split("\n").length, stacks[0]!.split("\n").length);
  }
});

// F14
Deno.test("five who await one Future at once each see their own line in its error", async () => {
  const future = new Future<never>(), error = new Error("shared");
  const stacks: string[] = [];
  const waiter = (name: string) =>
    ({
      async [name]() {
        try {
          await future;
        } catch (given) {
          assertStrictEquals(given, error);
          stacks.push(error.stack!);
        }
      },
    })[name]!;
  const names = ["first", "second", "third", "fourth", "fifth"];
  const all = names.map((name) => waiter(name)());
  future.setError(error);
  await Promise.all(all);
  const seen = stacks.map((stack) =>
    names.filter((name) => new RegExp(`\\b${name} \\(`).test(stack))
  );
  assertEquals(seen, names.map((name) => [name]));
});

// ---- As its own iterator

Deno.test("a settled Future is its own iterator result", () => {
  const future = Future.resolve(42);
  running.budget = 10;
  const iterator = future[Symbol.iterator]();
  const step = iterator.next();
  assertEquals([step.done, step.value], [true, 42]);
});

Deno.test("a pending Future gives itself as the thing to wait for", () => {
  const future = new Future<number>();
  running.budget = 10;
  const step = future[Symbol.iterator]().next();
  assertEquals(step.done, false);
  assertStrictEquals(step.value, future);
});

Deno.test("a rejected Future throws at the yield*", () => {
  const error = new Error("x"), future = rejected(error);
  running.budget = 10;
  const iterator = future[Symbol.iterator]();
  assertStrictEquals(assertThrows(() => iterator.next()), error);
});

Deno.test("a ready Future gives way once the budget is used up", () => {
  const future = Future.resolve(1), before = running.by;
  const task = { _context: before._context, [OWN]: true };
  running.by = task;
  running.budget = 1;
  try {
    assertStrictEquals(future.next() as unknown, future);
    assertStrictEquals(future.next() as unknown, AGAIN);
    assertStrictEquals(AGAIN.value as unknown, future);
  } finally {
    running.by = before;
    running.budget = 0;
  }
});

Deno.test("a driver that knows of no turns is never asked for one", () => {
  const future = Future.resolve(1);
  running.budget = 0;
  for (let i = 0; i < 10; i++) {
    assertStrictEquals(future.next() as unknown, future);
  }
});

Deno.test("an error that is thrown in at a yield* goes through", () => {
  const error = new BadYieldError(1);
  const iterator = new Future<number>()[Symbol.iterator]();
  assertStrictEquals(assertThrows(() => iterator.throw?.(error)), error);
});

Deno.test("a generator that waits by yield* can be closed", () => {
  const generator = (function* () {
    yield* new Future<number>();
  })();
  running.budget = 10;
  generator.next();
  const closed: unknown = generator.return("closed" as never);
  assertEquals(closed, { done: true, value: "closed" });
});

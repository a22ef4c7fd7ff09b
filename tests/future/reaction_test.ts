import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { resolveWith } from "../../lib/future/reaction.ts";
import { thenOf } from "../../lib/loop/kinds.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";

const noop = () => {};

const fails = (error: unknown): never => {
  throw error;
};

/** A proxy that refuses everything. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** The errors of Futures that fail soon; somebody looks at them from now on. */
async function errorsOf(...futures: Future<unknown>[]): Promise<unknown[]> {
  for (const future of futures) future.promise().catch(noop);
  await rest();
  return futures.map((future) => future.error());
}

Deno.test("then gives a Future, and runs its handler in a later turn", async () => {
  const { loop } = handLoop(), log: string[] = [];
  const future = new Future<number>();
  const next = loop._within(() =>
    future.then((value) => {
      log.push("handler");
      return value + 1;
    })
  );
  assertInstanceOf(next, Future);
  future.setResult(1);
  log.push("set");
  await turns(1, loop);
  assertEquals([log, next.result()], [["set", "handler"], 2]);
});

Deno.test("then without handlers hands value, error and cancel on as they are", async () => {
  const error = new Error("x");
  const value = Future.resolve(1).then(), none = Future.reject(error).then();
  const source = new Future(), cancelled = source.then(null, undefined);
  source.cancel("why");
  assertEquals(await errorsOf(value, none), [undefined, error]);
  assertEquals(value.result(), 1);
  const { reason } = assertThrows(() => cancelled.result(), CancelledError);
  assertEquals([cancelled.state, reason], ["cancelled", "why"]);
});

Deno.test("a handler that throws rejects what then gave with the very error", async () => {
  for (const error of [new Error("x"), undefined, 0, revoked()]) {
    const first = Future.resolve(1).then(() => fails(error));
    const second = Future.reject(1).catch(() => fails(error));
    const errors = await errorsOf(first, second);
    assert(errors.every((one) => Object.is(one, error)));
  }
});

Deno.test("a rejection handler is given whatever the error is", async () => {
  for (const error of [undefined, null, 0, NaN, revoked()]) {
    const seen: unknown[] = [];
    Future.reject(error).catch((given) => seen.push(given));
    await rest();
    assert(seen.length === 1 && Object.is(seen[0], error));
  }
});

Deno.test("a CancelledError that comes out of a handler is a cancel", async () => {
  const next = Future.resolve(1).then(() => fails(new CancelledError()));
  await rest();
  assertEquals(next.state, "cancelled");
});

Deno.test("a rejection handler receives a cancel and may recover from it", async () => {
  const source = new Future<number>();
  const next = source.catch((error) => [error instanceof CancelledError]);
  source.cancel();
  await rest();
  assertEquals(next.result(), [true]);
});

Deno.test("handlers run in the context of their then", async () => {
  const user = new ContextVar<string>("user"), seen: unknown[] = [];
  const future = new Future<void>();
  for (const name of ["ada", "bob"]) {
    user.run(name, () => future.then(() => seen.push(user.get())));
  }
  user.run("eve", () => future.setResult());
  await rest();
  assertEquals(seen, ["ada", "bob"]);
});

Deno.test("handlers that are no functions are ignored", async () => {
  const value = Future.resolve(1).then(5 as never, {} as never);
  const error = Future.reject(2).then(null, "x" as never);
  assertEquals([await errorsOf(error), value.result()], [[2], 1]);
});

// ---- finally

Deno.test("finally runs its function without argument and keeps the outcome", async () => {
  const given: unknown[] = [];
  const note = (...args: unknown[]) => given.push(args);
  const value = Future.resolve(1).finally(note);
  const error = Future.reject(2).finally(note);
  assertEquals([await errorsOf(error), value.result()], [[2], 1]);
  assertEquals(given, [[], []]);
});

Deno.test("finally waits for what its function returns, and ignores the value", async () => {
  const gate = new Future<string>();
  const next = Future.resolve(1).finally(() => gate);
  await rest();
  assertEquals(next.state, "pending");
  gate.setResult("ignored");
  await rest();
  assertEquals(next.result(), 1);
});

Deno.test("finally: what its function throws or fails with replaces the outcome", async () => {
  const first = Future.resolve(1).finally(() => fails("thrown"));
  const second = Future.reject(2).finally(() => Future.reject("returned"));
  assertEquals(await errorsOf(first, second), ["thrown", "returned"]);
});

Deno.test("finally keeps a cancel a cancel, and runs for it", async () => {
  const source = new Future();
  let ran = 0;
  const next = source.finally(() => void ran++);
  source.cancel("why");
  await rest();
  assertEquals([ran, next.state], [1, "cancelled"]);
});

Deno.test("finally without a function is then without handlers", async () => {
  const value = Future.resolve(1).finally(null);
  await rest();
  assertEquals(value.result(), 1);
});

// ---- Adoption

Deno.test("a handler that returns a Future, promise or thenable is followed", async () => {
  const error = new Error("x");
  const thenable: unknown = {
    then: (done: (value: number) => void) => done(3),
  };
  const values = [Future.resolve(1), Promise.resolve(2), thenable]
    .map((given) => Future.resolve().then(() => given));
  const errors = [Future.reject(error), Promise.reject(error)]
    .map((given) => Future.resolve().then(() => given));
  assertEquals(await errorsOf(...errors), [error, error]);
  assertEquals(values.map((future) => future.result()), [1, 2, 3]);
});

Deno.test("a Future that is to be followed by itself is rejected", async () => {
  const self: Future<unknown> = Future.resolve().then(() => self);
  assertInstanceOf((await errorsOf(self))[0], TypeError);
});

Deno.test("a cancelled Future that is followed hands its cancel on", async () => {
  const inner = new Future();
  const outer = Future.resolve().then(() => inner);
  await rest();
  inner.cancel("why");
  await rest();
  const { reason } = assertThrows(() => outer.result(), CancelledError);
  assertEquals(reason, "why");
});

Deno.test("a thenable that answers twice, or both ways, counts once", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  type Settle = (value: unknown) => void;
  const rude = [
    (done: Settle) => (done(1), done(2)),
    (done: Settle, no: Settle) => (done(1), no(new Error("after"))),
    (done: Settle) => (done(1), fails(new Error("thrown after"))),
  ];
  const futures = loop._within(() =>
    rude.map((then) => Future.from({ then } as never))
  );
  await rest();
  assertEquals(futures.map((future) => future.result()), [1, 1, 1]);
  assertEquals([told.unobserved, told.errors], [[], []]);
});

Deno.test("a thenable that rejects twice counts once", async () => {
  const future = Future.from({
    then(_: unknown, no: (error: unknown) => void) {
      no("first");
      no("second");
    },
  } as never);
  assertEquals(await errorsOf(future), ["first"]);
});

Deno.test("a thenable that resolves later with a second one is still bound", async () => {
  const inner = new Future<number>();
  let answer: (value: unknown) => void = noop;
  const future = Future.from({
    then: (done: typeof answer) => void (answer = done),
  } as never);
  answer(inner);
  answer(2);
  inner.setResult(1);
  await rest();
  assertEquals(future.result(), 1);
});

Deno.test("a `then` that throws, or cannot be read, rejects", async () => {
  const error = new Error("then");
  const throws = { then: () => fails(error) };
  const unreadable = {
    get then() {
      return fails(error);
    },
  };
  for (const thenable of [throws, unreadable] as never[]) {
    const errors = await errorsOf(
      Future.from(thenable),
      Future.resolve(thenable),
      Future.resolve().then(() => thenable),
    );
    assertEquals(errors, [error, error, error]);
  }
});

Deno.test("`then` is read once", () => {
  let reads = 0;
  const thenable = {
    get then() {
      reads++;
      return (done: (value: number) => void) => done(1);
    },
  };
  assertEquals(Future.from(thenable as never).result(), 1);
  assertEquals(reads, 1);
});

Deno.test("a revoked proxy that is to be followed rejects with a TypeError", async () => {
  const returned = Future.resolve().then(() => revoked());
  const errors = await errorsOf(returned, Future.resolve(revoked()));
  for (const error of errors) assertInstanceOf(error, TypeError);
});

Deno.test("thenOf finds a `then` that can be called, on objects and functions", () => {
  const then = () => {};
  assertStrictEquals(thenOf({ then }), then);
  assertStrictEquals(thenOf(Object.assign(() => {}, { then })), then);
  for (const other of [undefined, null, 1, "x", {}, { then: 1 }, () => {}]) {
    assertEquals(thenOf(other), undefined);
  }
});

Deno.test("resolveWith stores a plain value at once", () => {
  const target = new Future<unknown>();
  resolveWith(target, 1);
  assertEquals(target.result(), 1);
});

// ---- Cancel

Deno.test("cancelling what then gave leaves the source, which others wait for", async () => {
  const source = new Future<number>(), log: unknown[] = [];
  const left = source.then((value) => log.push(["left", value]));
  source.then((value) => log.push(["stays", value]));
  assert(left.cancel());
  source.setResult(1);
  await rest();
  assertEquals([left.state, log], ["cancelled", [["stays", 1]]]);
});

Deno.test("cancelling the last that waits tells the source's onCancel, once", () => {
  const told: unknown[] = [];
  const source = new Future({ onCancel: (reason) => told.push(reason) });
  const one = source.then(), other = source.then();
  one.cancel("one");
  assertEquals([told, source.state], [[], "pending"]);
  other.cancel("other");
  assertEquals([told, source.state], [["other"], "cancelled"]);
  source.cancel("again");
  assertEquals(told, ["other"]);
});

Deno.test("cancelling the end of a chain goes up to its root", () => {
  const told: unknown[] = [];
  const root = new Future({ onCancel: (reason) => told.push(reason) });
  const middle = root.then(noop).finally(noop);
  middle.then(noop).cancel("why");
  assertEquals(
    [root.state, middle.state, told],
    ["cancelled", "cancelled", ["why"]],
  );
});

Deno.test("cancelling what follows a Future leaves that Future", async () => {
  const told: unknown[] = [];
  const inner = new Future({ onCancel: (reason) => told.push(reason) });
  const outer = Future.resolve().then(() => inner);
  await rest();
  outer.cancel("why");
  assertEquals([told, inner.state], [["why"], "cancelled"]);
});

Deno.test("a handler whose Future was cancelled does not run", async () => {
  const log: string[] = [];
  const handle = (name: string) => () => void log.push(name);
  const shared = new Future<void>(), alone = new Future<void>();
  const guarded = new Future<void>({ onCancel: noop });
  const settled = Future.resolve();
  shared.then(noop);
  shared.then(handle("shared"), handle("shared")).cancel();
  alone.then(handle("alone"), handle("alone")).cancel();
  guarded.then(handle("guarded"), handle("guarded")).cancel();
  settled.then(handle("settled")).cancel();
  shared.setResult();
  alone.setResult();
  await rest();
  assertEquals(log, []);
});

Deno.test("an error that reaches a handler whose Future is gone is not lost", async () => {
  const { loop } = handLoop(), error = new Error("in the handler");
  using told = reports(loop);
  loop._within(() => {
    const next: Future<void> = Future.resolve().then(() => {
      next.cancel();
      throw error;
    });
  });
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("a chain of 100,000 links is settled without recursion", async () => {
  let end: Future<number> = Future.resolve(0);
  for (let i = 0; i < 100_000; i++) end = end.then((value) => value + 1);
  assertEquals(await end, 100_000);
});

Deno.test("100,000 Futures that follow one another are settled without recursion", async () => {
  const first = new Future<number>();
  let outer: Future<number> = first;
  for (let i = 0; i < 100_000; i++) {
    const inner = outer;
    outer = new Future<number>();
    resolveWith(outer, inner);
  }
  first.setResult(1);
  assertEquals(await outer, 1);
});

Deno.test("cancelling the end of a chain of 1,000 links reaches its root", () => {
  const root = new Future<void>({ onCancel: noop });
  let end: Future<void> = root;
  for (let i = 0; i < 1000; i++) end = end.then(noop);
  end.cancel("why");
  assertEquals([end.state, root.state], ["cancelled", "cancelled"]);
});

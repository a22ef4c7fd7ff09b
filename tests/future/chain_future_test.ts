import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { chainFuture, Future } from "../../lib/future/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";

/** Two Futures, the first chained to the second. */
function chained(options?: { cancel?: boolean }) {
  const source = new Future<number>(), target = new Future<number>();
  chainFuture(source, target, options);
  return { source, target };
}

/** The error that a cancelled Future throws. */
const cancelOf = (future: Future<unknown>) =>
  assertThrows(() => future.result(), CancelledError);

// F13
Deno.test("chainFuture copies a result, not before the next turn", async () => {
  const { source, target } = chained();
  source.setResult(1);
  assertEquals(target.state, "pending");
  await rest();
  assertEquals(target.result(), 1);
});

// F13
Deno.test("chainFuture copies the very error, also a falsy one", async () => {
  for (const error of [new Error("x"), undefined, null, 0]) {
    const { source, target } = chained();
    source.setError(error);
    target.promise().catch(() => {});
    await rest();
    assertEquals(target.state, "rejected");
    assert(Object.is(target.error(), error));
  }
});

// F13
Deno.test("chainFuture copies a cancel with its reason", async () => {
  const { source, target } = chained(), reason = {};
  source.cancel(reason);
  await rest();
  assertEquals(target.state, "cancelled");
  assertStrictEquals(cancelOf(target).reason, reason);
});

Deno.test("chainFuture stores a thenable, and does not follow it", async () => {
  const source = new Future<unknown>(), target = new Future<unknown>();
  const thenable = Promise.resolve(1);
  chainFuture(source, target);
  source.setResult(thenable);
  await rest();
  assertStrictEquals(target.result(), thenable);
});

// F13
Deno.test("chainFuture leaves a target that is settled first alone", async () => {
  const { source, target } = chained();
  target.setResult(1);
  source.setResult(2);
  await rest();
  assertEquals([source.result(), target.result()], [2, 1]);
});

Deno.test("an error that a settled target cannot take is reported", async () => {
  const { loop } = handLoop(), error = new Error("too late");
  using told = reports(loop);
  loop._within(() => {
    const { source, target } = chained();
    target.setResult(1);
    source.setError(error);
  });
  await rest();
  assertEquals(told.errors, []);
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("a chain owes one report of an error, for its end", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const { source, target } = loop._within(() => {
    const chain = chained();
    chain.source.setError(new Error("lost"));
    return chain;
  });
  await rest();
  assertEquals(told.unobserved.length, 1);
  assertStrictEquals(told.unobserved[0]!.source, target);
  assertEquals(source.state, "rejected");
});

// F13
Deno.test("cancelling the target leaves the source alone by default", async () => {
  const { source, target } = chained();
  target.cancel();
  await rest();
  assertEquals(source.state, "pending");
});

// F13
Deno.test("cancelling a target that is linked both ways cancels the source", async () => {
  for (const looks of [false, true]) {
    const { source, target } = chained({ cancel: true }), reason = {};
    target.cancel(reason);
    if (looks) cancelOf(target);
    await rest();
    assertEquals(source.state, "cancelled");
    assertStrictEquals(cancelOf(source).reason, reason);
  }
});

Deno.test("a link both ways does nothing to a source that is settled", async () => {
  const { source, target } = chained({ cancel: true });
  source.setResult(1);
  target.cancel();
  await rest();
  assertEquals([source.state, target.state], ["fulfilled", "cancelled"]);
});

Deno.test("chainFuture works on a source that is settled already", async () => {
  const target = new Future<number>();
  chainFuture(Future.resolve(1), target);
  await rest();
  assertEquals(target.result(), 1);
});

Deno.test("chainFuture refuses what is no Future", () => {
  for (const other of [undefined, null, 1, {}, Promise.resolve()] as never[]) {
    assertThrows(
      () => chainFuture(other, new Future()),
      TypeError,
      "Cannot chainFuture(source, target): expected a Future, got ",
    );
    assertThrows(() => chainFuture(new Future(), other), TypeError);
  }
});

import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertThrows,
} from "@std/assert";
import { AlreadyCalledError, suppressed } from "../../lib/errors/mod.ts";
import { Deferred, fail, succeed } from "../../lib/deferred/mod.ts";
import { debugged, errorOf, resultOf } from "./_kit.ts";

Deno.test("chainDeferred() hands the result on and goes on with undefined", () => {
  const other = new Deferred<number>();
  const deferred = succeed(1).chainDeferred(other);
  assertEquals([resultOf(other), resultOf(deferred)], [1, undefined]);
});

Deno.test("chainDeferred() of a failure counts it as handled", () => {
  const other = new Deferred<never>();
  const deferred = fail("e").chainDeferred(other);
  assertEquals([errorOf(other), resultOf(deferred)], ["e", undefined]);
});

Deno.test("chainDeferred() to one that was fired fails with AlreadyCalledError", () => {
  const other = succeed(1);
  const deferred = succeed(2).chainDeferred(other);
  assertEquals(errorOf(deferred) instanceof AlreadyCalledError, true);
  assertEquals(resultOf(other), 1);
});

Deno.test("chainDeferred() of itself or of no Deferred is a TypeError", () => {
  const deferred = new Deferred<number>();
  for (const wrong of [deferred, Promise.resolve(1), undefined]) {
    assertThrows(
      () => deferred.chainDeferred(wrong as never),
      TypeError,
      "expected another Deferred",
    );
  }
});

Deno.test("cancelling the end of a chainDeferred leaves the source alone", () => {
  const source = new Deferred<number>(), other = new Deferred<number>();
  source.chainDeferred(other);
  other.cancel();
  source.callback(1);
  assertEquals([resultOf(source), other.called], [undefined, true]);
  resultOf(other);
});

Deno.test("a failure that finds the other one fired is kept beside that error", () => {
  const lost = new Error("lost");
  const error = errorOf(fail(lost).chainDeferred(succeed(1) as never));
  assertInstanceOf(error, AlreadyCalledError);
  assertEquals(suppressed(error), [lost]);
});

Deno.test("a late fire that the other one swallows ends there", () => {
  const other = new Deferred<number>();
  other.cancel();
  resultOf(other);
  assertEquals(resultOf(succeed(1).chainDeferred(other)), undefined);
});

Deno.test("what the other one's chain still holds runs inside the fire", () => {
  const log: number[] = [], other = new Deferred<number>();
  other.addCallback((n) => log.push(n));
  const source = new Deferred<number>();
  source.chainDeferred(other);
  source.addCallback(() => log.push(2));
  source.callback(1);
  assertEquals(log, [1, 2]);
});

Deno.test("an error's text is the same after chainDeferred", () => {
  const error = new Error("e");
  const other = new Deferred<never>();
  debugged(() => fail(error).chainDeferred(other));
  let text = "";
  other.addErrback((failure) => void (text = failure.traceback()));
  assertMatch(text, /^Error: e\n/);
});

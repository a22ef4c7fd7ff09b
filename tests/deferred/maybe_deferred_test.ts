import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  Deferred,
  Failure,
  inlineCallbacks,
  maybeDeferred,
  succeed,
} from "../../lib/deferred/mod.ts";
import { caught, errorOf, resultOf } from "./_kit.ts";

// D16
Deno.test("maybeDeferred() of a value, with arguments", () => {
  assertEquals(resultOf(maybeDeferred((a: number) => a + 1, 1)), 2);
});

// D16
Deno.test("maybeDeferred() of a throw", () => {
  const error = new Error("e");
  const deferred = maybeDeferred(() => {
    throw error;
  });
  assertStrictEquals(errorOf(deferred), error);
});

// D16
Deno.test("maybeDeferred() of a Failure", () => {
  assertEquals(errorOf(maybeDeferred(() => new Failure("e"))), "e");
});

// D16
Deno.test("maybeDeferred() of a Deferred is that one", () => {
  const deferred = new Deferred<number>();
  const same: Deferred<number> = maybeDeferred(() => deferred);
  assertStrictEquals(same, deferred);
});

// D16
Deno.test("maybeDeferred() of coroutines of every kind", async () => {
  const kinds: (() => unknown)[] = [
    function* () {
      return yield* succeed(1);
    },
    inlineCallbacks(function* () {
      return yield* succeed(1);
    }),
    () => Promise.resolve(1),
    () =>
      spawn(function* () {
        yield* sleep(0);
        return 1;
      }),
  ];
  const ends = kinds.map((fn) => caught(maybeDeferred(fn)));
  await sleep(1);
  assertEquals(ends.map((end) => end()), kinds.map(() => 1));
});

// D16
Deno.test("maybeDeferred() of a coroutine that fails", async () => {
  const error = new Error("e");
  const end = caught(maybeDeferred(() => Promise.reject(error)));
  await sleep(1);
  assertStrictEquals(end(), error);
});

Deno.test("maybeDeferred() of an array is the array", () => {
  const array = [succeed(1)];
  assertStrictEquals(resultOf(maybeDeferred(() => array)), array);
});

Deno.test("maybeDeferred() of no function is a TypeError", () => {
  assertThrows(() => maybeDeferred(1 as never), TypeError, "maybeDeferred(fn)");
});

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Deferred, ensureDeferred, succeed } from "../../lib/deferred/mod.ts";
import { rest } from "../_support.ts";
import { caught, resultOf } from "./_kit.ts";

Deno.test("ensureDeferred() of a Deferred is that one", () => {
  const deferred = new Deferred<number>();
  assertStrictEquals(ensureDeferred(deferred), deferred);
});

Deno.test("ensureDeferred() of a generator runs it", () => {
  const deferred = ensureDeferred(function* () {
    return 2 * (yield* succeed(21));
  }());
  const typed: Deferred<number> = deferred;
  assertEquals(resultOf(typed), 42);
});

Deno.test("ensureDeferred() of a promise follows it", async () => {
  const typed: Deferred<number> = ensureDeferred(Promise.resolve(1));
  const end = caught(typed);
  await rest();
  assertEquals(end(), 1);
});

Deno.test("ensureDeferred() of an array waits for its members", () => {
  assertEquals(resultOf(ensureDeferred([succeed(1), succeed(2)])), [1, 2]);
});

Deno.test("ensureDeferred() of a plain value is a BadYieldError", () => {
  assertThrows(() => ensureDeferred(1), BadYieldError, "Cannot yield 1");
});

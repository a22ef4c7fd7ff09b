import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { execute, fail, Failure, succeed } from "../../lib/deferred/mod.ts";
import { errorOf, resultOf } from "./_kit.ts";

Deno.test("succeed() is fired with its value", () => {
  assertEquals([resultOf(succeed(1)), resultOf(succeed())], [1, undefined]);
});

Deno.test("succeed() with a Failure has failed", () => {
  assertEquals(errorOf(succeed(new Failure("e"))), "e");
});

Deno.test("fail() is fired with its error, as it is", () => {
  const error = new Error("e"), failure = new Failure(error);
  assertStrictEquals(errorOf(fail(error)), error);
  assertStrictEquals(resultOf(fail(failure)), failure);
  assertEquals(errorOf(fail()), undefined);
});

Deno.test("succeed() and fail() with a Deferred are TypeErrors", () => {
  assertThrows(() => succeed(succeed(1)), TypeError, "succeed(value)");
  assertThrows(() => fail(succeed(1)), TypeError, "fail(error)");
});

Deno.test("execute() gives what the function returns, with its arguments", () => {
  assertEquals(resultOf(execute((a: number, b: number) => a + b, 1, 2)), 3);
});

Deno.test("execute() gives what the function throws", () => {
  const deferred = execute(() => {
    throw "e";
  });
  assertEquals(errorOf(deferred), "e");
});

Deno.test("execute() of what returns a Deferred is a TypeError", () => {
  assertThrows(() => execute(() => succeed(1)), TypeError, "execute(fn)");
});

Deno.test("execute() of no function is a TypeError", () => {
  assertThrows(() => execute(1 as never), TypeError, "expected a function");
});

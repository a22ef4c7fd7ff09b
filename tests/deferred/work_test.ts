import { assertEquals } from "@std/assert";
import {
  type Deferred,
  maybeDeferred,
  succeed,
} from "../../lib/deferred/mod.ts";
import { start } from "../../lib/deferred/work.ts";
import { errorOf, resultOf } from "./_kit.ts";

Deno.test("start() gives a Deferred of what the call comes to", () => {
  assertEquals(resultOf(start(() => 1)), 1);
  assertEquals(resultOf(start(() => succeed(1))), 1);
});

Deno.test("start() gives what reading a hostile object throws", () => {
  const hostile = Object.defineProperty({}, "then", {
    get() {
      throw "hostile";
    },
  });
  assertEquals(errorOf(start(() => hostile)), "hostile");
});

Deno.test("Outcome is the type of the work's value", () => {
  const [a, b, c, d]: [
    Deferred<number>,
    Deferred<string>,
    Deferred<boolean>,
    Deferred<void>,
  ] = [
    maybeDeferred(() => succeed(1)),
    maybeDeferred(() => Promise.resolve("")),
    maybeDeferred(function* () {
      yield* succeed();
      return true as boolean;
    }),
    maybeDeferred(() => {}),
  ];
  assertEquals([a, c, d].map(resultOf), [1, true, undefined]);
  resultOf(b);
});

import { assertEquals, assertThrows } from "@std/assert";
import {
  checkFunction,
  checkFuture,
  checkTime,
} from "../../lib/errors/check.ts";
import { Future } from "../../lib/future/mod.ts";

Deno.test("checkTime gives the number back, also negative and infinite ones", () => {
  for (const ms of [0, -0, 1.5, -3, Infinity, -Infinity]) {
    assertEquals(checkTime(ms, "sleep(ms)"), ms);
  }
});

Deno.test("checkTime refuses NaN with a RangeError that names the call", () => {
  assertThrows(
    () => checkTime(NaN, "sleep(ms)"),
    RangeError,
    "Cannot sleep(ms): NaN is no time",
  );
});

Deno.test("checkTime refuses what is no number, and says what it got", () => {
  const given = [undefined, null, "5", 5n, new Date(0), {}, () => 5];
  for (const ms of given) {
    assertThrows(
      () => checkTime(ms, "sleep(ms)"),
      TypeError,
      "Cannot sleep(ms): expected milliseconds as a number, got ",
    );
  }
  assertThrows(() => checkTime("5", "sleep(ms)"), TypeError, 'got "5"');
});

Deno.test("checkFunction lets any function pass", () => {
  checkFunction(() => {}, "addCallback(fn)");
  checkFunction(class {}, "addCallback(fn)");
  checkFunction(async function* () {}, "addCallback(fn)");
});

Deno.test("checkFunction refuses the rest with a TypeError that says what it got", () => {
  for (const fn of [undefined, null, 1, "f", {}, Object.create(null)]) {
    assertThrows(
      () => checkFunction(fn, "addCallback(fn)"),
      TypeError,
      "Cannot addCallback(fn): expected a function, got ",
    );
  }
});

Deno.test("checkFuture lets pass whatever calls back when it is settled", () => {
  checkFuture(new Future(), "addFuture(future, fn)");
  checkFuture({ addDoneCallback() {} }, "addFuture(future, fn)");
});

Deno.test("checkFuture refuses the rest with a TypeError that says what it got", () => {
  for (const value of [undefined, null, 1, {}, Promise.resolve()]) {
    assertThrows(
      () => checkFuture(value, "addFuture(future, fn)"),
      TypeError,
      "Cannot addFuture(future, fn): expected a Future, got ",
    );
  }
});

Deno.test("checks tell their mistake also of a value that cannot be looked at", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const said = "got an object that cannot be read";
  assertThrows(() => checkTime(proxy, "sleep(ms)"), TypeError, said);
  assertThrows(() => checkFunction(proxy, "run(main)"), TypeError, said);
  assertThrows(() => checkFuture(proxy, "addFuture()"), TypeError, said);
});

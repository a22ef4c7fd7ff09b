import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { driver, isGenerator, startGenerator } from "../../lib/loop/driver.ts";
import { Future } from "../../lib/future/mod.ts";

/** Runs a function with another starter in the slot. */
function withDriver(start: typeof driver.start, fn: () => void): void {
  const before = driver.start;
  driver.start = start;
  try {
    fn();
  } finally {
    driver.start = before;
  }
}

Deno.test("startGenerator hands generator and name to the layer that filled the slot", () => {
  const generator = (function* () {})(), told: unknown[] = [];
  withDriver((...args) => {
    told.push(...args);
    return Promise.resolve(1);
  }, () => void startGenerator(generator, "main"));
  assert(told[0] === generator);
  assertEquals(told[1], "main");
});

Deno.test("startGenerator says what to import when no layer filled the slot", () => {
  withDriver(undefined, () => {
    assertThrows(
      () => startGenerator((function* () {})(), "main"),
      TypeError,
      'Import something from "@twister/async/coroutine" first',
    );
  });
});

Deno.test("isGenerator knows generators from promises, iterators and Futures", () => {
  assert(isGenerator((function* () {})()));
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const others = [
    proxy,
    undefined,
    null,
    1,
    {},
    [1].values(),
    new Map().entries(),
    Promise.resolve(),
    new Future(),
    function* () {},
  ];
  for (const other of others) assertFalse(isGenerator(other));
});

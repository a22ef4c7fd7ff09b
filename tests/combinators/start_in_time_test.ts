import { assert, assertEquals, assertThrows } from "@std/assert";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment } from "../../lib/coroutine/mod.ts";
import { startInTime } from "../../lib/combinators/start_in_time.ts";
import type { Co } from "../scopes/_kit.ts";

function noting(log: string[]): Co {
  return (function* () {
    log.push("started");
    yield moment;
  })();
}

Deno.test("with time left a generator is started", () => {
  const log: string[] = [];
  assert(startInTime(1, noting(log), "wait") !== undefined);
  assertEquals(log, ["started"]);
});

Deno.test("without any time a generator is not started", () => {
  const log: string[] = [];
  for (const ms of [0, -1, -Infinity]) {
    assertEquals(startInTime(ms, noting(log), "wait"), undefined);
  }
  assertEquals(log, []);
});

Deno.test("without any time a future is taken as it is", () => {
  const future = new Future();
  assert(startInTime(0, future, "wait") === future);
});

Deno.test("NaN is a RangeError that names the call, before anything starts", () => {
  const log: string[] = [];
  assertThrows(
    () => startInTime(NaN, noting(log), "withTimeout(ms, what)"),
    RangeError,
    "Cannot withTimeout(ms, what): NaN is no time",
  );
  assertEquals(log, []);
});

Deno.test("a time that is no number is a TypeError", () => {
  assertThrows(
    () => startInTime("1" as never, new Future(), "wait"),
    TypeError,
  );
});

Deno.test("what cannot be waited for is a BadYieldError", () => {
  for (const ms of [0, 1]) {
    assertThrows(() => startInTime(ms, 42, "wait"), BadYieldError);
  }
});

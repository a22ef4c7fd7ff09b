import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { AlreadyCalledError, CancelledError } from "../../lib/errors/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Deferred, succeed } from "../../lib/deferred/mod.ts";
import { handLoop, reports } from "../_support.ts";
import { debugged, errorOf, resultOf } from "./_kit.ts";

// D8
Deno.test("cancel() without a canceller fails the Deferred with CancelledError", () => {
  const deferred = new Deferred<void>();
  deferred.cancel("why");
  const error = errorOf(deferred);
  assertInstanceOf(error, CancelledError);
  assertEquals(error.reason, "why");
  assertEquals(error.message, 'Deferred was cancelled: "why"');
});

// D8
for (const first of ["callback", "errback"] as const) {
  for (const second of ["callback", "errback"] as const) {
    Deno.test(`after cancel() a late ${first}() is swallowed, a ${second}() after it is not`, () => {
      const deferred = new Deferred<unknown>();
      deferred.cancel();
      resultOf(deferred);
      deferred[first](1);
      assertThrows(() => deferred[second](2), AlreadyCalledError);
      assertEquals(resultOf(deferred), undefined);
    });
  }
}

// D8
Deno.test("cancelled more than once it still swallows only one late fire", () => {
  const deferred = new Deferred<number>();
  for (let i = 0; i < 3; i++) deferred.cancel();
  resultOf(deferred);
  deferred.callback(1);
  assertThrows(() => deferred.callback(2), AlreadyCalledError);
});

// D9
Deno.test("the canceller runs once, with the Deferred and the reason", () => {
  const calls: unknown[] = [];
  const deferred = new Deferred<void>((...all) => calls.push(all));
  deferred.cancel("why");
  deferred.cancel("again");
  assertEquals(calls.length, 1);
  assertStrictEquals((calls[0] as unknown[])[0], deferred);
  assertEquals((calls[0] as unknown[])[1], "why");
  assertInstanceOf(errorOf(deferred), CancelledError);
});

// D9
Deno.test("a canceller that fires with a value gives that", () => {
  const deferred = new Deferred<string>((it) => it.callback("saved"));
  deferred.cancel();
  assertEquals(resultOf(deferred), "saved");
});

// D9
Deno.test("a canceller that fires with an error gives that", () => {
  const deferred = new Deferred<string>((it) => it.errback("lost"));
  deferred.cancel();
  assertEquals(errorOf(deferred), "lost");
});

// D9
for (
  const [what, canceller] of [
    ["does nothing", () => {}],
    ["fires a value", (it: Deferred<number>) => it.callback(1)],
    ["fires an error", (it: Deferred<number>) => it.errback(1)],
  ] as const
) {
  Deno.test(`with a canceller that ${what} no late fire is swallowed`, () => {
    const deferred = new Deferred<number>(canceller);
    deferred.cancel();
    resultOf(deferred);
    assertThrows(() => deferred.callback(2), AlreadyCalledError);
  });
}

Deno.test("what a canceller throws is the Deferred's error", () => {
  const error = new Error("cannot stop");
  const deferred = new Deferred<void>(() => {
    throw error;
  });
  deferred.cancel();
  assertStrictEquals(errorOf(deferred), error);
});

Deno.test("what a canceller throws after it fired is reported", () => {
  const { loop } = handLoop(), error = new Error("cannot stop");
  using told = reports(loop);
  const deferred = new Deferred<number>((it) => {
    it.callback(1);
    throw error;
  });
  loop._within(() => deferred.cancel());
  assertEquals(resultOf(deferred), 1);
  assertEquals(told.errors, [{ error, source: deferred, name: "Deferred" }]);
});

Deno.test("cancel() within the canceller does nothing", () => {
  const deferred = new Deferred<void>((it) => it.cancel("inner"));
  deferred.cancel("outer");
  assertEquals((errorOf(deferred) as CancelledError).reason, "outer");
  assertThrows(() => deferred.callback(), AlreadyCalledError);
});

// D10
Deno.test("cancel() after firing does nothing", () => {
  let calls = 0;
  const deferred = new Deferred<number>(() => calls++);
  deferred.callback(1);
  deferred.cancel();
  assertEquals([resultOf(deferred), calls], [1, 0]);
});

// D10
Deno.test("while it waits for an inner one that is cancelled, its own canceller is not called", () => {
  const calls: string[] = [];
  const inner = new Deferred<void>(() => calls.push("inner"));
  const outer = new Deferred<void>(() => calls.push("outer"));
  outer.addCallback(() => inner);
  outer.callback();
  outer.cancel("why");
  assertEquals(calls, ["inner"]);
  assertEquals((errorOf(outer) as CancelledError).reason, "why");
});

// D10
Deno.test("a cancel reaches the innermost of a hundred thousand", () => {
  let innermost = "waits";
  let last: Deferred<void> = new Deferred<void>(() => innermost = "cancelled");
  for (let i = 0; i < 100_000; i++) {
    const inner = last;
    last = succeed().addCallback(() => inner);
  }
  last.cancel();
  assertEquals(innermost, "cancelled");
  assertInstanceOf(errorOf(last), CancelledError);
});

Deno.test("an inner one that survives its cancel gives its value to the outer", () => {
  const inner = new Deferred<string>((it) => it.callback("saved"));
  const outer = succeed().addCallback(() => inner);
  outer.cancel();
  assertEquals(resultOf(outer), "saved");
});

Deno.test("CancelledError names the task that cancelled", async () => {
  const deferred = new Deferred<void>();
  await spawn(function* (): Generator {
    deferred.cancel();
    yield;
  }, { name: "reaper" });
  assertEquals((errorOf(deferred) as CancelledError).by, "reaper");
});

Deno.test("with debug the cause shows where cancel() was called", () => {
  const error = debugged(() => {
    const deferred = new Deferred<void>();
    (function stopsIt() {
      deferred.cancel();
    })();
    return errorOf(deferred) as CancelledError;
  });
  assertEquals((error.cause as Error).stack!.includes("stopsIt"), true);
});

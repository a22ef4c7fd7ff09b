// deno-lint-ignore-file require-yield -- a body that never waits is one too
import { assert, assertEquals, assertThrows } from "@std/assert";
import { primed } from "../../lib/coroutine/mod.ts";

Deno.test("a generator stands at its first yield, so the first value sent in is received", () => {
  const got: unknown[] = [];
  const sink = primed(function* (): Generator<void, void, string> {
    for (;;) got.push(yield);
  })();
  sink.next("a");
  sink.next("b");
  assertEquals(got, ["a", "b"]);
});

Deno.test("this and the arguments pass through", () => {
  const log: unknown[] = [];
  const adder = primed(function* (
    this: { base: number },
    times: number,
  ): Generator<void, void, number> {
    for (;;) log.push(this.base + times * (yield));
  });
  const sink = adder.call({ base: 100 }, 2);
  sink.next(3);
  assertEquals(log, [106]);
});

Deno.test("each call makes a generator of its own", () => {
  const counter = primed(function* (): Generator<number, void, unknown> {
    for (let n = 0;; n++) yield n;
  });
  const a = counter(), b = counter();
  assertEquals([a.next().value, a.next().value, b.next().value], [1, 2, 1]);
});

Deno.test("an error before the first yield is thrown by the call", () => {
  const early = new Error("early");
  const failing = primed(function* (): Generator {
    throw early;
  });
  assert(assertThrows(() => failing()) === early);
});

Deno.test("a generator without a yield is given as one that has ended", () => {
  const empty = primed(function* (): Generator<void, string> {
    return "end";
  })();
  assertEquals<unknown>(empty.next(), { done: true, value: undefined });
});

Deno.test("closing a primed generator runs its cleanup", () => {
  const log: string[] = [];
  const sink = primed(function* (): Generator {
    try {
      yield;
    } finally {
      log.push("closed");
    }
  })();
  sink.return(undefined);
  assertEquals(log, ["closed"]);
});

Deno.test("what is no function is refused where it is given", () => {
  for (const given of [undefined, null, 42, "fn", {}, (function* () {})()]) {
    assertThrows(
      () => primed(given as never),
      TypeError,
      "Cannot make primed(fn): expected a function, got ",
    );
  }
});

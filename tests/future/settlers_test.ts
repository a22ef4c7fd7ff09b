import { assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { pendingOf, settlersOf } from "../../lib/future/settlers.ts";

Deno.test("a plain Future does not know who could settle it", () => {
  assertEquals(settlersOf(new Future()), undefined);
});

Deno.test("a Future tells by a method who could settle it", () => {
  const worker = new Future(), source = {};
  class Held extends Future<void> {
    _settlers() {
      return { kind: "Held", source, who: [worker], any: false };
    }
  }
  const settlers = settlersOf(new Held());
  assertEquals(settlers?.kind, "Held");
  assertEquals(settlers?.source, source);
  assertEquals(settlers?.who, [worker]);
});

Deno.test("the canceller of a Future may tell it too", () => {
  const target = new Future(), source = {};
  target.value = {
    _cancelled() {},
    _settlers: () => ({ kind: "Crowd", source, who: [], any: true }),
  } as never;
  assertEquals(settlersOf(target)?.source, source);
});

Deno.test("a settled Future has nobody left who could settle it", () => {
  const inner = new Future();
  const derived = inner.then();
  assertEquals(settlersOf(derived)?.who, [inner]);
  inner.setResult(1);
  derived.cancel();
  assertEquals(settlersOf(derived), undefined);
});

Deno.test("of those who could settle it only pending Futures of this copy count", () => {
  const pending = new Future(), done = Future.resolve(1);
  const who = [pending, done, {}, undefined];
  assertEquals(pendingOf({ kind: "", source: {}, who, any: false }), [pending]);
});

import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { Deferred, Failure } from "../../lib/deferred/mod.ts";
import { arrive, bind, type Bound, fnOf } from "../../lib/deferred/links.ts";
import { debugged } from "./_kit.ts";

const fn = (...all: unknown[]) => all;

Deno.test("a function without further arguments is its own link", () => {
  assertStrictEquals(bind(fn, [], false), fn);
  assertStrictEquals(bind(fn, undefined, false), fn);
});

Deno.test("nothing is no link", () => {
  assertEquals([bind(null, [1], true), bind(undefined, [], false)], [
    undefined,
    undefined,
  ]);
});

Deno.test("a link with arguments hands them on after the result", () => {
  const link = bind(fn, [2, 3], false) as Bound;
  assertEquals(link.call(1), [1, 2, 3]);
  assertStrictEquals(fnOf(link), fn);
  assertEquals(link.place, undefined);
});

Deno.test("a value arrives as it is", () => {
  assertEquals(arrive(1, fn, {}), 1);
});

Deno.test("a failure arrives with a hop that has the function's name", () => {
  const failure = new Failure("e");
  const arrived = arrive(failure, function reads() {}, {}) as Failure;
  assertEquals([arrived._hops?.name, failure._hops], ["reads", undefined]);
  assertEquals(arrived.value, "e");
});

Deno.test("by way of a function without a name it says so", () => {
  const arrived = arrive(new Failure("e"), () => {}, {}) as Failure;
  assertMatch(arrived.traceback(), /\n {4}at async <anonymous>$/);
});

Deno.test("without a function it adds no line", () => {
  const arrived = arrive(new Failure("e"), undefined, {}) as Failure;
  assertEquals(arrived.traceback(), 'Uncaught "e"');
});

Deno.test("with debug the line says where the function was added", () => {
  const text = debugged(() => {
    const inner = new Deferred<void>(), outer = new Deferred<void>();
    outer.addCallback(function reads() {
      return inner;
    });
    outer.callback();
    inner.errback("e");
    let text = "";
    outer.addErrback((failure) => void (text = failure.traceback()));
    return text;
  });
  assertMatch(text, /\n {4}at async reads \(.*links_test\.ts:\d+:\d+\)/);
});

Deno.test("with debug a function without a name is told by who added it", () => {
  const text = debugged(function setsUp() {
    const inner = new Deferred<void>(), outer = new Deferred<void>();
    outer.addCallback(() => inner);
    outer.callback();
    inner.errback("e");
    let text = "";
    outer.addErrback((failure) => void (text = failure.traceback()));
    return text;
  });
  assertMatch(text, /\n {4}at async setsUp \(.*links_test\.ts:\d+:\d+\)/);
});

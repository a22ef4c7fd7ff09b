import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { Deferred, succeed } from "../../lib/deferred/mod.ts";
import { startChild } from "../../lib/deferred/inline.ts";
import { convert, ofOne } from "../../lib/deferred/yieldables.ts";
import { YIELDABLE } from "../../lib/deferred/waiting.ts";
import { rest } from "../_support.ts";
import { caught, NONE, resultOf } from "./_kit.ts";

const of = (given: unknown) => convert(given, startChild);

Deno.test("a Deferred is itself", () => {
  const deferred = new Deferred();
  assertStrictEquals(of(deferred), deferred);
});

Deno.test("nothing is one turn of the loop", async () => {
  const ends = [of(undefined), of(null)].map(caught);
  assertEquals(ends.map((end) => end()), [NONE, NONE]);
  await rest();
  assertEquals(ends.map((end) => end()), [undefined, undefined]);
});

Deno.test("a turn that is cancelled does not fire", async () => {
  const turn = of(null);
  turn.cancel();
  resultOf(turn);
  await rest();
  assertEquals(resultOf(turn), undefined);
});

Deno.test("promises, Futures, generators, arrays, records and signals are waited for", async () => {
  const kinds: unknown[] = [
    Promise.resolve(1),
    Future.resolve(1),
    (function* () {
      return yield* succeed(1);
    })(),
    { [YIELDABLE]: () => succeed(1) },
    AbortSignal.abort(1),
  ];
  const nested = Object.assign(Object.create(null), { a: [succeed(1), {}] });
  const end = caught(of([kinds, nested]));
  await rest();
  const [ones, record] = end() as [unknown[], { a: unknown[] }];
  assertEquals(ones, kinds.map(() => 1));
  assertEquals({ ...record }, { a: [1, {}] });
});

for (
  const [what, given] of [
    ["a number", 42],
    ["a string", "s"],
    ["a boolean", true],
    ["a symbol", Symbol("s")],
    ["a function", () => {}],
    ["a Map", new Map()],
    ["a Set", new Set()],
    ["an event target that is no signal", new EventTarget()],
    ["an iterator that is no generator", [1].values()],
    ["an object of some class", new (class Thing {})()],
    ["a yieldable that gives itself", {
      [YIELDABLE]() {
        return this;
      },
    }],
  ] as const
) {
  Deno.test(`${what} is a BadYieldError`, () => {
    assertThrows(() => of(given), BadYieldError, "Cannot yield");
  });
}

Deno.test("an array within itself is a BadYieldError", () => {
  const array: unknown[] = [];
  array.push([array]);
  assertThrows(() => of(array), BadYieldError);
});

Deno.test("a hostile object is a BadYieldError, whose cause is what it threw", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const getter = Object.defineProperty({}, "then", {
    get() {
      throw "hostile";
    },
  });
  assertInstanceOf(assertThrows(() => of(proxy)), BadYieldError);
  const error = assertThrows(() => of(getter), BadYieldError);
  assertEquals(error.cause, "hostile");
  assertStringIncludes(error.message, "Cannot yield");
});

Deno.test("a mistake in one member leaves no other started", () => {
  const log: string[] = [];
  function* work() {
    log.push("started");
    yield* succeed();
  }
  assertThrows(() => of([work(), { a: work(), b: 42 }]), BadYieldError, "42");
  assertEquals(log, []);
});

Deno.test("ofOne() knows one piece of work from a plain value", () => {
  const works = [succeed(1), Promise.resolve(), (function* () {})()];
  const values = [undefined, null, 1, [succeed(1)], {}, AbortSignal.abort()];
  assertEquals(works.map((one) => ofOne(one) !== undefined), [
    true,
    true,
    true,
  ]);
  assertEquals(values.map((one) => ofOne(one)), values.map(() => undefined));
});

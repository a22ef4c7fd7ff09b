import { assert, assertEquals, assertMatch } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { describe, nameOf } from "../../lib/errors/describe.ts";

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

Deno.test("describe prints primitives as they are written", () => {
  const texts = [undefined, null, true, 1, -1.5, NaN, 7n, "a\nb", Symbol("s")]
    .map(describe);
  assertEquals(texts, [
    "undefined",
    "null",
    "true",
    "1",
    "-1.5",
    "NaN",
    "7n",
    '"a\\nb"',
    "Symbol(s)",
  ]);
});

Deno.test("describe cuts a long string short", () => {
  assertEquals(describe("x".repeat(100)), `"${"x".repeat(59)}…"`);
});

Deno.test("describe tells functions, generator functions and classes apart", () => {
  assertEquals(describe(function load() {}), "function load");
  assertEquals(describe(async function load() {}), "function load");
  assertEquals(describe(function* load() {}), "generator function load");
  assertEquals(
    describe(async function* load() {}),
    "generator function load",
  );
  assertEquals(
    describe({ *load() {} }.load),
    "generator function load",
  );
  assertEquals(describe(class Page {}), "class Page");
  assertEquals(describe(() => {}), "an anonymous function");
  assertEquals(describe((() => class {})()), "an anonymous class");
});

Deno.test("describe shows up to three members, and names deeper levels only", () => {
  assertEquals(describe({}), "{}");
  assertEquals(
    describe({ a: 1, b: "x", c: { d: 2 } }),
    '{ a: 1, b: "x", c: … }',
  );
  assertEquals(describe({ a: 1, b: 2, c: 3, d: 4 }), "{ a: 1, b: 2, c: 3, … }");
});

Deno.test("describe says how long an array is", () => {
  assertEquals(describe([]), "an array of 0");
  assertEquals(describe([1, [2]]), "an array of 2");
});

Deno.test("describe names the class of an object", () => {
  class Point {
    x = 1;
  }
  assertEquals(describe(new Point()), "Point { x: 1 }");
  assertEquals(describe(new Map([[1, 2]])), "a value of class Map");
});

Deno.test("describe says that an object has no prototype", () => {
  assertEquals(
    describe(Object.create(null)),
    "a value of class [no prototype]",
  );
  const bare = Object.assign(Object.create(null), { a: 1 });
  assertEquals(describe(bare), "[no prototype] { a: 1 }");
});

Deno.test("describe does not follow a value that holds itself", () => {
  const self: Record<string, unknown> = {};
  self.self = self;
  assertEquals(describe(self), "{ self: … }");
});

Deno.test("describe never fails on what cannot be looked at", () => {
  const unreadable = "an object that cannot be read";
  assertEquals(describe(revoked({})), unreadable);
  assertEquals(describe(revoked([])), unreadable);
  assertMatch(describe(revoked(() => {})), /function/);
  const traps = new Proxy({}, {
    ownKeys: () => {
      throw new Error("no");
    },
  });
  assertEquals(describe(traps), unreadable);
});

Deno.test("describe calls nothing of the value's own", () => {
  let called = 0;
  const touch = () => {
    called++;
    throw new Error("touched");
  };
  const hostile = Object.defineProperties({ toString: touch, toJSON: touch }, {
    member: { get: touch, enumerable: true },
    [Symbol.toPrimitive]: { value: touch },
    [Symbol.toStringTag]: { get: touch },
    constructor: { get: touch },
  });
  assertEquals(
    describe(hostile),
    "{ toString: function touch, toJSON: function touch, member: … }",
  );
  assertEquals(called, 0);
});

Deno.test("describe gives one line for any value", () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withSet: true,
        withSparseArray: true,
        withTypedArray: true,
      }),
      (value) => {
        const text = describe(value);
        assert(typeof text === "string" && text !== "");
        assert(!text.includes("\n"), text);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("describe gives one line also where a name holds a line break", () => {
  const named = Object.defineProperty(() => {}, "name", { value: "a\nb" });
  for (const value of [{ "a\nb": 1 }, Symbol("a\nb"), named]) {
    assert(!describe(value).includes("\n"), describe(value));
  }
});

Deno.test("nameOf gives the name where it is a plain string, else nothing", () => {
  assertEquals(nameOf(function load() {}), "load");
  assertEquals(nameOf(() => {}), "");
  assertEquals(
    nameOf(
      class {
        static name = 5;
      },
    ),
    "",
  );
  assertEquals(
    nameOf(
      class {
        static get name() {
          throw new Error("touched");
        }
      },
    ),
    "",
  );
  for (const none of [undefined, null, 1, "f", revoked(() => {})]) {
    assertEquals(nameOf(none), "");
  }
});

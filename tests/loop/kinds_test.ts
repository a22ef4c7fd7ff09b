import { assert, assertEquals, assertThrows } from "@std/assert";
import { runInNewContext } from "node:vm";
import {
  isAbortSignal,
  isRecord,
  shapeAs,
  thenOf,
} from "../../lib/loop/kinds.ts";

Deno.test("thenOf() gives the method of an object or function, which it reads once", () => {
  let reads = 0;
  const then = () => {};
  const thenable = {
    get then() {
      reads++;
      return then;
    },
  };
  assert(thenOf(thenable) === then);
  assertEquals(reads, 1);
  assert(thenOf(Object.assign(() => {}, { then })) === then);
  assert(thenOf(Object.create({ then })) === then);
});

Deno.test("thenOf() gives nothing for a primitive or a then that is no method", () => {
  for (const value of [undefined, null, 0, "", "text", Symbol(), {}, () => 1]) {
    assertEquals(thenOf(value), undefined);
  }
  for (const then of [1, "then", {}, null]) {
    assertEquals(thenOf({ then }), undefined);
  }
});

Deno.test("thenOf() throws what reading a hostile object throws", () => {
  const boom = new Error("boom");
  const hostile = {
    get then() {
      throw boom;
    },
  };
  assert(assertThrows(() => thenOf(hostile)) === boom);
});

Deno.test("isAbortSignal() knows a signal by its shape", () => {
  assertEquals(isAbortSignal(new AbortController().signal), true);
  assertEquals(isAbortSignal(AbortSignal.abort()), true);
  assertEquals(
    isAbortSignal({ aborted: false, addEventListener() {} }),
    true,
  );
  for (const object of [{}, new EventTarget(), { aborted: true }, []]) {
    assertEquals(isAbortSignal(object), false);
  }
});

Deno.test("isRecord() takes plain objects of every realm, and no others", () => {
  for (const object of [{}, { a: 1 }, Object.create(null)]) {
    assertEquals(isRecord(object), true);
  }
  assertEquals(isRecord(runInNewContext("({ a: 1 })")), true);
  class Page {}
  for (const object of [[], new Page(), new Map(), new Date(0), () => 1]) {
    assertEquals(isRecord(object), false);
  }
});

Deno.test("shapeAs() puts values under their keys, also under __proto__", () => {
  assertEquals(shapeAs(["a", "b"], [1, 2]), { a: 1, b: 2 });
  const odd = shapeAs(["__proto__"], [1]);
  assertEquals(Object.keys(odd), ["__proto__"]);
  assertEquals(Object.getPrototypeOf(odd), Object.prototype);
});

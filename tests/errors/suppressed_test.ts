import { assert, assertEquals, assertFalse } from "@std/assert";
import { suppress, suppressed } from "../../lib/errors/suppressed.ts";

Deno.test("suppressed is empty for an error that stands alone", () => {
  assertEquals(suppressed(new Error("alone")), []);
});

Deno.test("suppressed gives the other errors, oldest first", () => {
  const error = new Error("thrown"), first = new Error("1"), second = "2";
  assert(suppress(error, first));
  assert(suppress(error, second));
  assertEquals(suppressed(error), [first, second]);
});

Deno.test("suppress leaves the error itself untouched, so it may be frozen", () => {
  const error = Object.freeze(new Error("frozen")), other = new Error("other");
  assert(suppress(error, other));
  assertEquals(suppressed(error), [other]);
  assertEquals(Object.keys(error), []);
});

Deno.test("suppress keeps one and the same other only once", () => {
  const error = new Error("thrown"), other = new Error("other");
  suppress(error, other);
  suppress(error, other);
  assertEquals(suppressed(error), [other]);
});

Deno.test("suppress keeps falsy others, and NaN once", () => {
  const error = new Error("thrown");
  for (const other of [undefined, null, 0, "", NaN, NaN]) {
    suppress(error, other);
  }
  assertEquals(suppressed(error), [undefined, null, 0, "", NaN]);
});

Deno.test("suppress does not list an error beside itself", () => {
  const error = new Error("thrown");
  assert(suppress(error, error));
  assertEquals(suppressed(error), []);
});

Deno.test("suppress says no where the error is a primitive: the other needs a report", () => {
  for (const error of [undefined, null, 0, "text", Symbol("s")]) {
    assertFalse(suppress(error, new Error("other")));
    assertEquals(suppressed(error), []);
  }
});

Deno.test("suppressed gives a copy, which its owner may change", () => {
  const error = new Error("thrown");
  suppress(error, 1);
  (suppressed(error) as unknown[]).push(2);
  assertEquals(suppressed(error), [1]);
});

Deno.test("suppressed works for a thrown function and for a revoked proxy", () => {
  const thrown = () => {};
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const error of [thrown, proxy]) {
    assert(suppress(error, 1));
    assertEquals(suppressed(error), [1]);
  }
});

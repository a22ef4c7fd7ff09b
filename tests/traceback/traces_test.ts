import { assert, assertEquals } from "@std/assert";
import { isKey, traceFor, traceOf } from "../../lib/traceback/traces.ts";

Deno.test("of a value that was never seen nothing is known", () => {
  assertEquals(traceOf(new Error("fresh")), undefined);
  assertEquals(traceOf("never thrown before"), undefined);
});

Deno.test("an object has one trace for ever, also where it is frozen", () => {
  const error = Object.freeze(new Error("frozen"));
  const trace = traceFor(error);
  assert(traceFor(error) === trace);
  assert(traceOf(error) === trace);
});

Deno.test("of primitives the latest is known, told apart by Object.is", () => {
  for (
    const value of ["text", 0, NaN, undefined, null, true, 10n, Symbol("s")]
  ) {
    const trace = traceFor(value);
    assert(traceFor(value) === trace);
    assert(traceOf(value) === trace);
  }
  traceFor(0);
  assertEquals(traceOf(-0), undefined);
  assertEquals(traceOf("text"), undefined);
});

Deno.test("an object thrown in between does not take a primitive's place", () => {
  const trace = traceFor("text");
  traceFor(new Error("other"));
  assert(traceOf("text") === trace);
});

Deno.test("functions and objects can have properties, primitives and null cannot", () => {
  for (const value of [{}, [], () => {}, Object.create(null), new Error()]) {
    assert(isKey(value));
  }
  for (const value of [null, undefined, 1, "text", Symbol(), 1n, false]) {
    assertEquals(isKey(value), false);
  }
});

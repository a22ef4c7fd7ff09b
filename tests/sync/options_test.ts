import { assertEquals, assertThrows } from "@std/assert";
import { checkCount, checkSize, nameIn } from "../../lib/sync/options.ts";

Deno.test("a name is a string or missing", () => {
  assertEquals([nameIn({ name: "db" }, "make it"), nameIn({}, "make it")], [
    "db",
    undefined,
  ]);
  assertThrows(() => nameIn({ name: null as never }, "make it"), TypeError);
  assertThrows(() => nameIn("db" as never, "make it"), TypeError, '"db"');
});

Deno.test("a count is whole and not too small, a size may be anything from zero on", () => {
  checkCount(2, 2, "count");
  for (const bad of [1, 2.5, NaN, Infinity]) {
    assertThrows(() => checkCount(bad, 2, "count"), RangeError, String(bad));
  }
  for (const good of [0, 1.3, Infinity]) checkSize(good, "size");
  for (const bad of [-0.1, NaN]) {
    assertThrows(() => checkSize(bad, "size"), RangeError, String(bad));
  }
  assertThrows(() => checkCount("2", 2, "count"), TypeError, '"2"');
  assertThrows(() => checkSize(null, "size"), TypeError, "null");
});

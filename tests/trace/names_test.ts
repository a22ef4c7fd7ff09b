import { assertEquals } from "@std/assert";
import { nameFrom, primitiveName, shown } from "../../lib/trace/names.ts";

Deno.test("a name is shown on one line, with what cannot be seen written out", () => {
  assertEquals(shown("a\nb\x1b[31m"), "a\\u{a}b\\u{1b}[31m");
  assertEquals(shown("\u202eturned\ud800"), "\\u{202e}turned\\u{d800}");
  assertEquals(shown("naïve 🍴"), "naïve 🍴");
});

Deno.test("a long name is cut", () => {
  assertEquals(shown("x".repeat(1000)).length, 80);
});

Deno.test("a name that is no string, or that throws, is told and never fails", () => {
  assertEquals(nameFrom(() => 5), "5");
  assertEquals(nameFrom(() => Symbol("s")), "Symbol(s)");
  const bad = nameFrom(() => {
    throw new Error("no");
  });
  assertEquals(bad, "a name that cannot be read");
});

Deno.test("a primitive is told by kind, and by its name if it has one of its own", () => {
  assertEquals(primitiveName({ kind: "Lock", name: 'a"b' }), 'Lock "a"b"');
  assertEquals(primitiveName({ kind: "Lock", name: undefined }), "Lock");
  assertEquals(
    primitiveName({ kind: "TaskGroup", name: "TaskGroup" }),
    "TaskGroup",
  );
});

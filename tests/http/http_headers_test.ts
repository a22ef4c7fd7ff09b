import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { HTTPHeaders } from "../../lib/http/mod.ts";

Deno.test("names are found in any case and printed in one", () => {
  const headers = new HTTPHeaders({ "content-TYPE": "a/b" });
  assertEquals(headers.get("Content-Type"), "a/b");
  assertEquals(headers.has("CONTENT-type"), true);
  assertEquals([...headers], [["Content-Type", "a/b"]]);
  assertEquals(headers.delete("content-type"), true);
  assertEquals([headers.delete("content-type"), headers.size], [false, 0]);
});

Deno.test("several values of a name stand by themselves and joined", () => {
  const headers = new HTTPHeaders();
  headers.add("Set-Cookie", "a=1");
  headers.add("X", "y");
  headers.add("set-cookie", "b=2");
  assertEquals(headers.getList("Set-Cookie"), ["a=1", "b=2"]);
  assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
  assertEquals(headers.get("Set-Cookie"), "a=1, b=2");
  assertEquals([...headers.getAll()].map(([name]) => name), [
    "Set-Cookie",
    "Set-Cookie",
    "X",
  ]);
  headers.set("Set-Cookie", "c=3");
  assertEquals(headers.getList("set-cookie"), ["c=3"]);
});

Deno.test("what a name does not have is undefined, and an empty list", () => {
  const headers = new HTTPHeaders();
  assertEquals([headers.get("x"), headers.getList("x")], [undefined, []]);
  headers.getList("x").push("y");
  assertEquals(headers.has("x"), false);
});

Deno.test("a list that was given out is the caller's", () => {
  const headers = new HTTPHeaders({ a: "1" });
  headers.getList("a").push("2");
  assertEquals(headers.getList("a"), ["1"]);
});

Deno.test("they are made from all that is usual", () => {
  const pairs: [string, string][] = [["A", "1"], ["B", "2"]];
  const all = [
    { a: "1", b: "2" },
    { a: ["1"], b: "2", c: undefined as never },
    pairs,
    new Map(pairs),
    new Headers(pairs),
    new HTTPHeaders(pairs),
  ];
  for (const from of all) {
    assertEquals(new HTTPHeaders(from).toJSON(), { A: "1", B: "2" });
  }
});

Deno.test("what they cannot be made from is told", () => {
  for (
    const bad of [null, 1, "A: b", [["A"]], ["ab"], [1], { a: 1 }, { a: null }]
  ) {
    assertThrows(() => new HTTPHeaders(bad as never), TypeError);
  }
});

Deno.test("names of the language are names like others", () => {
  const headers = new HTTPHeaders({ constructor: "1" });
  headers.add("__proto__", "2");
  assertEquals(headers.get("__proto__"), "2");
  assertEquals([headers.has("toString"), headers.size], [false, 2]);
});

Deno.test("add, set and parseLine refuse what would be a second field", () => {
  const headers = new HTTPHeaders();
  for (const bad of ["a\r\nB: c", "a\nb", "a\0b", "a\x01b", "a\x7fb"]) {
    assertThrows(() => headers.add("X", bad), TypeError);
    assertThrows(() => headers.set("X", bad), TypeError);
    assertThrows(() => headers.parseLine(`X: ${bad}`), TypeError);
  }
  assertThrows(() => headers.add("X Y", "a"), TypeError);
  assertThrows(() => headers.parseLine("no colon"), TypeError, "no colon");
  assertThrows(() => headers.parseLine("X : a"), TypeError);
  assertEquals(headers.size, 0);
});

Deno.test("lines are read as Tornado reads them", () => {
  const headers = HTTPHeaders.parse(
    "Foo: bar\r\nBaz: qux\nEmpty:\r\nFoo: even\r\n more\r\n\t lines\r\n\r\n",
  );
  assertEquals(headers.getList("foo"), ["bar", "even more lines"]);
  assertEquals([headers.get("baz"), headers.get("empty")], ["qux", ""]);
  assertThrows(() => HTTPHeaders.parse(" starts with a blank"), TypeError);
});

Deno.test("CVE-2025-67725: many lines of one name take linear time", () => {
  const time = (count: number) => {
    const text = "A: b\r\n".repeat(count) + "X:" + "\r\n y".repeat(count);
    const before = performance.now();
    assertEquals(HTTPHeaders.parse(text).getList("a").length, count);
    return performance.now() - before;
  };
  time(1000);
  // Quadratic, the second would take 400 times as long as the first.
  const small = Math.max(1, time(2000)), large = time(40_000);
  assertEquals(large < 150 * small, true, `${small} ms, ${large} ms`);
});

Deno.test("a copy goes its own way", () => {
  const headers = new HTTPHeaders({ a: ["1", "2"] }), copy = headers.copy();
  copy.add("a", "3");
  assertEquals([headers.getList("a").length, copy.getList("a").length], [2, 3]);
});

const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,8}$/);
const value = fc.stringMatching(/^[!-~é]([ -~\t]{0,10}[!-~])?$/);
const pair = fc.tuple(name, value);

/** The naive form: pairs in order, one name at a time. */
function grouped(pairs: readonly (readonly [string, string])[]) {
  const keys = [...new Set(pairs.map(([name]) => name.toLowerCase()))];
  return keys.map((key) => [
    key,
    pairs.filter(([name]) => name.toLowerCase() === key).map(([, v]) => v),
  ]);
}

Deno.test("what is put in comes out, also through a text and the platform", () => {
  fc.assert(fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
    const headers = new HTTPHeaders(pairs);
    const same = (other: HTTPHeaders) =>
      assertEquals(grouped([...other]), grouped(pairs));
    same(headers);
    same(headers.copy());
    same(HTTPHeaders.parse(headers.toString()));
    for (const [key, values] of grouped(pairs) as [string, string[]][]) {
      assertEquals(headers.getList(key.toUpperCase()), values);
      assertEquals(headers.get(key), values.join(", "));
      assertEquals(new Headers([...headers]).get(key), values.join(", "));
    }
    assertEquals(headers.size, grouped(pairs).length);
  }));
});

Deno.test("any text is read, or refused with a TypeError", () => {
  const piece = fc.constantFrom(
    "A",
    ":",
    " ",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "b",
    "\0",
  );
  const text = fc.array(piece).map((all) => all.join(""));
  fc.assert(fc.property(fc.oneof(text, fc.string()), (given) => {
    try {
      const headers = HTTPHeaders.parse(given);
      assertEquals([...HTTPHeaders.parse(headers.toString())], [...headers]);
    } catch (error) {
      assertEquals(error instanceof TypeError, true, String(error));
    }
  }));
});

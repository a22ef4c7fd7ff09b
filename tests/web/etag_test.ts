import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { etagOf, matchesEtag } from "../../lib/web/etag.ts";

Deno.test("equal bodies have one tag, others another", () => {
  assertMatch(etagOf(""), /^W\/"[0-9a-f-]+"$/);
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
    assertEquals(etagOf(a) === etagOf(b), a === b);
  }));
  const bytes = new Uint8Array([1, 2, 3]);
  assertEquals(etagOf(bytes), etagOf(bytes.slice()));
});

Deno.test("If-None-Match is read as a list, by the weak comparison", () => {
  const tag = 'W/"a"';
  for (
    const header of ['"a"', 'W/"a"', '"b", "a"', '"b",W/"a"', "*", ' "a" ']
  ) {
    assert(matchesEtag(header, tag), header);
  }
  for (const header of ['"b"', "a", "", '"a', '"A"']) {
    assert(!matchesEtag(header, tag), header);
  }
});

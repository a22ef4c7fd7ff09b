import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { HTTPError } from "../../lib/errors/http_error.ts";
import {
  addField,
  type Fields,
  parseFields,
} from "../../lib/web/form_fields.ts";

/** What the platform reads, by name. */
function model(text: string): Fields {
  const fields: Fields = new Map();
  for (const [name, value] of new URLSearchParams(text)) {
    addField(fields, name, value);
  }
  return fields;
}

Deno.test("parseFields reads what the platform's URLSearchParams reads", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    "=",
    "&",
    "+",
    "%20",
    "%41",
    "%",
    "%4",
    "é",
    "%C3%A9",
    "?",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
    // A leading question mark is the platform's to drop; ours was cut before.
    const text = `x=1&${pieces.join("")}`;
    const expected = model(text);
    // What is no UTF-8 is mended by the platform, and refused here.
    fc.pre(![...expected].flat(2).some((each) => each.includes("\ufffd")));
    assertEquals(parseFields(text), expected);
  }));
});

Deno.test("parseFields reads back what was written", () => {
  const pairs = fc.array(
    fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })),
  );
  fc.assert(fc.property(pairs, (given) => {
    const text = new URLSearchParams(given).toString();
    const fields: Fields = new Map();
    for (const [name, value] of given) addField(fields, name, value);
    assertEquals(parseFields(text), fields);
  }));
});

Deno.test("parseFields refuses what is not UTF-8", () => {
  for (const text of ["a=%ff", "%C3=1", "a=%ff%"]) {
    assertEquals(assertThrows(() => parseFields(text), HTTPError).code, 400);
  }
});

Deno.test("parseFields refuses one argument more than allowed", () => {
  assertEquals(parseFields("a&a&&a", 3).get("a")?.length, 3);
  assertThrows(() => parseFields("a&a&a&a", 3), HTTPError, "more than 3");
});

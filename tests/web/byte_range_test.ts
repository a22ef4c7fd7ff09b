import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { parseByteRange } from "../../lib/web/byte_range.ts";

for (
  const [header, expected] of [
    ["bytes=0-3", { start: 0, end: 3 }],
    ["bytes=-4", { start: 7, end: 10 }],
    ["bytes=5-", { start: 5, end: 10 }],
    ["BYTES = 10 - 10", { start: 10, end: 10 }],
    ["bytes=5-99", { start: 5, end: 10 }],
    ["bytes=0-", undefined],
    ["bytes=0-10", undefined],
    ["bytes=0-99", undefined],
    ["bytes=-99", undefined],
    ["bytes=-11", undefined],
    ["bytes=20-", "unsatisfiable"],
    ["bytes=11-", "unsatisfiable"],
    ["bytes=99999999999999999999-", "unsatisfiable"],
    ["bytes=3-1", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=0-1,3-4", undefined],
    ["bytes=-", undefined],
    ["bytes=1", undefined],
    ["bytes=a-b", undefined],
    ["bytes=1-2-3", undefined],
    ["bytes=--4", undefined],
    ["items=0-3", undefined],
    ["", undefined],
  ] as const
) {
  Deno.test(`parseByteRange: ${header || "nothing"} of 11 bytes`, () => {
    assertEquals(parseByteRange(header, 11), expected);
  });
}

Deno.test("parseByteRange of an empty file has no byte to give", () => {
  assertEquals(parseByteRange("bytes=0-", 0), "unsatisfiable");
  assertEquals(parseByteRange("bytes=-5", 0), undefined);
});

Deno.test("parseByteRange gives the bytes that a naive slice gives", () => {
  const edge = fc.option(fc.nat(24), { nil: "" as const });
  fc.assert(fc.property(edge, edge, fc.nat(20), (first, last, size) => {
    const bytes = Array.from({ length: size }, (_, i) => i);
    // Byte by byte: is it asked for?
    const wanted = first === "" && last === ""
      ? bytes
      : bytes.filter((i) =>
        first === ""
          ? size - i <= Number(last)
          : i >= first && (last === "" || i <= last)
      );
    const range = parseByteRange(`bytes=${first}-${last}`, size);
    const given = range === "unsatisfiable"
      ? []
      : range === undefined
      ? bytes
      : bytes.slice(range.start, range.end + 1);
    assertEquals(given, wanted);
    if (size > 0) assertEquals(range === "unsatisfiable", wanted.length === 0);
  }));
});

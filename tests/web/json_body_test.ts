import { assertEquals, assertThrows } from "@std/assert";
import { HTTPError } from "../../lib/errors/http_error.ts";
import { parseJson } from "../../lib/web/json_body.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("JSON is read", () => {
  assertEquals(parseJson(bytes('{"a":[1,"]]]]\\"[["]}'), 2), {
    a: [1, ']]]]"[['],
  });
});

Deno.test("what is no JSON, no UTF-8, or nests too deep is a 400", () => {
  const deep = "[".repeat(101) + "]".repeat(101);
  for (
    const bad of [bytes(""), bytes("{"), bytes(deep), new Uint8Array([0xff])]
  ) {
    assertEquals(assertThrows(() => parseJson(bad), HTTPError).code, 400);
  }
  parseJson(bytes(deep), 101);
});

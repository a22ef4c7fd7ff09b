import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { cookieText, parseCookies } from "../../lib/web/cookie_text.ts";

Deno.test("parseCookies leaves out what is no cookie", () => {
  const read = (text: string) => Object.fromEntries(parseCookies(text));
  assertEquals(read("a=1;"), { a: "1" });
  assertEquals(read("=x"), {});
  assertEquals(read("a; b=2;; =; c"), { b: "2" });
  assertEquals(read('a="x y"; b=";'), { a: "x y", b: '"' });
  assertEquals(read("a=b=c"), { a: "b=c" });
});

Deno.test("parseCookies takes the first of equal names, and no more than allowed", () => {
  assertEquals([...parseCookies("a=1; a=2; b=3; c=4", 2)], [["a", "1"], [
    "b",
    "3",
  ]]);
});

Deno.test("parseCookies never throws, and reads back what cookieText wrote", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseCookies(text)));
  const value = fc.stringMatching(
    /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/,
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]+$/), value, (name, text) => {
      const header = cookieText(name, text).split(";")[0]!;
      assertEquals(parseCookies(header).get(name), text);
    }),
  );
});

Deno.test("cookieText writes every attribute", () => {
  const text = cookieText("a", "1", {
    domain: "example.org",
    path: "/x",
    expires: new Date(0),
    maxAge: 1.5,
    secure: true,
    httpOnly: true,
    sameSite: "Strict",
    partitioned: true,
  });
  assertEquals(
    text,
    "a=1; Path=/x; Domain=example.org; Expires=Thu, 01 Jan 1970 00:00:00 GMT; " +
      "Max-Age=1; Secure; HttpOnly; SameSite=Strict; Partitioned",
  );
});

Deno.test("cookieText refuses a time that is none", () => {
  assertThrows(
    () => cookieText("a", "1", { maxAge: NaN }),
    TypeError,
    "seconds",
  );
  assertThrows(
    () => cookieText("a", "1", { sameSite: "lax" as "Lax" }),
    TypeError,
  );
});

import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { checkRedirect } from "../../lib/web/redirect_target.ts";

const BASE = "https://example.org/a/b?c";

Deno.test("a redirect may go anywhere on the site", () => {
  for (
    const target of [
      "/",
      "/x?y=//z",
      "x",
      "../x",
      "?q",
      "#f",
      "https://example.org/x",
    ]
  ) {
    assertEquals(checkRedirect(target, BASE), target);
  }
});

Deno.test("open redirect: no target that only looks like a path", () => {
  for (
    const target of [
      "//evil.example",
      "///evil.example",
      "/\\evil.example",
      "\\\\evil.example",
      "https:evil.example",
      "https://evil.example",
      "http://example.org/",
      "https://example.org@evil.example/",
      "https://example.org.evil.example/",
      "javascript:alert(1)",
      "data:text/html,x",
      "/\t/evil.example",
      "\u0001//evil.example",
      " //evil.example",
      "",
    ]
  ) {
    assertThrows(
      () => checkRedirect(target, BASE),
      TypeError,
      "Cannot redirect",
      target,
    );
  }
});

Deno.test("what passes stays on the site when a browser reads it", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    ":",
    "@",
    "evil.example",
    "https",
    ".",
    "\t",
    "?",
    "#",
    "%2f",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const target = pieces.join("");
      try {
        checkRedirect(target, BASE);
      } catch {
        return;
      }
      assertEquals(new URL(target, BASE).origin, "https://example.org");
    }),
    { numRuns: 2000 },
  );
});

Deno.test("another site is a redirect's target if that is meant", () => {
  assertEquals(
    checkRedirect("https://a.example/", BASE, true),
    "https://a.example/",
  );
  assertThrows(
    () => checkRedirect("javascript:1", BASE, true),
    TypeError,
    "http",
  );
});

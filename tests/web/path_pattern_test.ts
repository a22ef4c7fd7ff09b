import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { HTTPError } from "../../lib/errors/http_error.ts";
import { PathPattern } from "../../lib/web/path_pattern.ts";

function args(pattern: string | RegExp, path: string) {
  return new PathPattern(pattern).match(path)?.args;
}

Deno.test("a pattern matches the whole path", () => {
  assertEquals(args("/a", "/a"), []);
  assertEquals(args("/a", "/a/"), undefined);
  assertEquals(args("/a.b", "/axb"), undefined);
  assertEquals(args(/\/a|\/b/, "/bc"), undefined);
  assertEquals(args("/user/([0-9]+)", "/user/12"), ["12"]);
  assertEquals(args("/user/([0-9]+)", "/user/12x"), undefined);
});

Deno.test("parameters take a segment, a rest, or nothing", () => {
  assertEquals(args("/:a/:b", "/1/2"), ["1", "2"]);
  assertEquals(args("/:a/:b", "/1/2/3"), undefined);
  assertEquals(args("/:a/:b?", "/1"), ["1", undefined]);
  assertEquals(args("/files/:path*", "/files/a/b"), ["a/b"]);
  assertEquals(args("/files/*", "/files/a/b"), ["a/b"]);
  assertEquals(args("/(?<y>\\d+)(?:/(\\d+))?", "/1"), ["1", undefined]);
  assertEquals({ ...new PathPattern(/\/(?<y>\d+)/).match("/7")?.named }, {
    y: "7",
  });
});

Deno.test("what was caught is decoded once", () => {
  assertEquals(args("/:a", "/%2541"), ["%41"]);
  assertEquals(args("/:a", "/a%2Fb+c"), ["a/b+c"]);
  assertThrows(() => args("/:a", "/%E0%A4"), HTTPError, "UTF-8");
});

Deno.test("reverse gives a path that matches with the same arguments", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(fc.property(text, text, (a, b) => {
    for (const source of ["/x/:a/y/:b", "/:a/:b*", "/([^/]+)/z/(.*)"]) {
      const pattern = new PathPattern(source), path = pattern.reverse([a, b]);
      assertEquals(pattern.match(path)?.args, [a, b]);
    }
  }));
  assertEquals(new PathPattern("/:a/:b?").reverse(["1"]), "/1");
  assertEquals(new PathPattern(/^\/a\.b\/(\d+)$/).reverse([7]), "/a.b/7");
});

Deno.test("reverse refuses what has no one path", () => {
  assertThrows(
    () => new PathPattern("/:a").reverse([]),
    TypeError,
    "with 0 arguments",
  );
  assertThrows(
    () => new PathPattern("/:a").reverse([1, 2]),
    TypeError,
    "it has 1",
  );
  for (
    const source of [/\/a|\/b/, /\/a+/, /\/(a(b))/, /\/(?:a)(b)/, /\/(a)?/]
  ) {
    assertThrows(
      () => new PathPattern(source).reverse(["a"]),
      TypeError,
      "regular expression",
    );
  }
});

Deno.test("a pattern that is none is refused", () => {
  for (const bad of ["a", "", 7, undefined]) {
    assertThrows(
      () => new PathPattern(bad as string),
      TypeError,
      "begins with a slash",
    );
  }
});

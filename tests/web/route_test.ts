import { assertEquals, assertThrows } from "@std/assert";
import { mount, RequestHandler, url } from "../../lib/web/mod.ts";

class Page extends RequestHandler {}

Deno.test("url keeps arguments and name", () => {
  const route = url("/:id", Page, { args: { a: 1 }, name: "page" });
  assertEquals([route.args, route.name, route.handler], [
    { a: 1 },
    "page",
    Page,
  ]);
});

Deno.test("a handler that is none is refused where it is routed", () => {
  for (const bad of [class {}, () => {}, undefined, {}]) {
    assertThrows(
      () => url("/", bad as never),
      TypeError,
      "extends RequestHandler",
    );
  }
});

Deno.test("mount puts a path before each route", () => {
  const paths = mount("/admin/", [
    ["/", Page],
    ["/a/:b", Page],
    url("/c", Page),
  ])
    .map(({ pattern }) => pattern.source);
  assertEquals(paths, ["/admin", "/admin/a/:b", "/admin/c"]);
  assertThrows(() => mount("/a", [[/b/, Page]]), TypeError, "as a text");
});

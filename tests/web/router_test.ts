import { assertEquals, assertThrows } from "@std/assert";
import { RequestHandler, Router, url } from "../../lib/web/mod.ts";

class A extends RequestHandler {}
class B extends RequestHandler {}

Deno.test("the first route that matches counts", () => {
  const router = new Router([["/a", A], ["/:any", B]]);
  assertEquals(router.find("h", "/a")?.route.handler, A);
  assertEquals(router.find("h", "/b")?.route.handler, B);
  assertEquals(router.find("h", "/a/b"), undefined);
});

Deno.test("routes of a host come first, and fall through to the others", () => {
  const router = new Router([["/a", A], ["/b", A]]);
  router.add("api.example.org", [["/a", B]]);
  router.add("*.test", [["/b", B]]);
  router.add(/\d+/, [["/n", B]]);
  assertEquals(router.find("API.example.org", "/a")?.route.handler, B);
  assertEquals(router.find("api.example.org", "/b")?.route.handler, A);
  assertEquals(router.find("apixexample.org", "/a")?.route.handler, A);
  assertEquals(router.find("x.test", "/b")?.route.handler, B);
  assertEquals(router.find("12", "/n")?.route.handler, B);
  assertEquals(router.find("12a", "/n"), undefined);
});

Deno.test("reverse finds a route by its name, of whatever host", () => {
  const router = new Router([["/a/:id", A, {}, "a"]]);
  router.add("h", [url("/b", B, { name: "b" })]);
  assertEquals(router.reverse("a", "x y"), "/a/x%20y");
  assertEquals(router.reverse("b"), "/b");
  assertThrows(() => router.reverse("c"), TypeError, "no route has that name");
});

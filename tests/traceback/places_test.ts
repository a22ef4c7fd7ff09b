import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { made, Places, settledFirst } from "../../lib/traceback/places.ts";

function record(places: Places, object: object): void {
  places.record(object, record as never);
}

Deno.test("what was recorded of an object is the place of the call", () => {
  const places = new Places(), object = {};
  (function theCaller() {
    record(places, object);
  })();
  assertStringIncludes(places.describe(object)!, "at theCaller (");
  assertStringIncludes(places.describe(object)!, "places_test.ts");
});

Deno.test("of an object of which nothing was recorded nothing is known", () => {
  const places = new Places();
  assertEquals([places.of({}), places.describe({})], [undefined, undefined]);
});

Deno.test("places are recorded while a loop is in debug, and not otherwise", () => {
  const loop = IOLoop.current();
  const before = new Future();
  loop.debug = true;
  let during: Future<number>;
  try {
    during = new Future<number>();
    during.setResult(1);
  } finally {
    loop.debug = false;
  }
  const after = new Future();
  assertEquals([made.of(before), made.of(after)], [undefined, undefined]);
  assert(made.of(during) !== undefined);
  assertStringIncludes(settledFirst.describe(during)!, "places_test.ts");
});

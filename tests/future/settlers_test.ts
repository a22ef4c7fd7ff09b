import { assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { SETTLERS, settlersOf } from "../../lib/future/settlers.ts";

Deno.test("a plain Future does not know who could settle it", () => {
  assertEquals(settlersOf(new Future()), undefined);
});

Deno.test("a Future tells under the key who could settle it", () => {
  const worker = new Future(), source = {};
  class Held extends Future<void> {
    [SETTLERS]() {
      return { kind: "Held", source, who: [worker], any: false };
    }
  }
  const settlers = settlersOf(new Held());
  assertEquals(settlers?.kind, "Held");
  assertEquals(settlers?.source, source);
  assertEquals(settlers?.who, [worker]);
});

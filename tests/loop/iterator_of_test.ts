import { assertEquals, assertThrows } from "@std/assert";
import { iteratorOf } from "../../lib/loop/iterator_of.ts";

Deno.test("an iterable gives its iterator, an async one goes first", async () => {
  assertEquals(iteratorOf([7], "map").next(), { done: false, value: 7 });
  const both = {
    *[Symbol.iterator]() {
      yield "sync";
    },
    async *[Symbol.asyncIterator]() {
      yield "async";
    },
  };
  assertEquals(await iteratorOf(both, "map").next(), {
    done: false,
    value: "async",
  });
});

Deno.test("what cannot be iterated is told with the call", () => {
  for (const what of [null, undefined, 1, {}, { [Symbol.iterator]: 1 }]) {
    assertThrows(
      () => iteratorOf(what as never, "map"),
      TypeError,
      "expected an iterable or async iterable",
    );
  }
});

import { assertEquals, assertThrows } from "@std/assert";
import { Deferred } from "../../lib/deferred/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { asFuture } from "../../lib/interop/mod.ts";
import { resultOf } from "../deferred/_kit.ts";

Deno.test("asFuture settles with the Deferred and takes its result away", () => { // P4
  const deferred = new Deferred<number>(), future = asFuture(deferred);
  deferred.callback(1);
  assertEquals([future.result(), resultOf(deferred)], [1, undefined]);
});

Deno.test("asFuture refuses what is no Deferred", () => {
  for (const what of [new Future(), Promise.resolve(), 1, null, {}]) {
    assertThrows(() => asFuture(what as never), TypeError, "toFuture");
  }
});

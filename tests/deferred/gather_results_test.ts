import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  Deferred,
  fail,
  FirstError,
  gatherResults,
  succeed,
} from "../../lib/deferred/mod.ts";
import { caught, errorOf, NONE, resultOf } from "./_kit.ts";

Deno.test("gatherResults() gives the values in order, with their types", () => {
  const late = new Deferred<string>();
  const both: Deferred<[number, string]> = gatherResults([succeed(1), late]);
  const end = caught(both);
  assertEquals(end(), NONE);
  late.callback("late");
  assertEquals(end(), [1, "late"]);
});

Deno.test("gatherResults() of nothing gives nothing", () => {
  assertEquals(resultOf(gatherResults([])), []);
});

Deno.test("gatherResults() fails at the first failure; the others go on", () => {
  const log: string[] = [];
  const slow = new Deferred<number>(() => log.push("cancelled"));
  const failed = fail("e");
  const error = errorOf(gatherResults([slow, failed]));
  assertInstanceOf(error, FirstError);
  assertEquals([error.index, error.subFailure.value], [1, "e"]);
  assertEquals([log, slow.called, errorOf(failed)], [[], false, "e"]);
});

Deno.test("gatherResults() with consumeErrors takes the members' errors", () => {
  const failed = fail("e");
  errorOf(gatherResults([failed], { consumeErrors: true }));
  assertEquals(resultOf(failed), undefined);
});

Deno.test("cancelling gatherResults() cancels the members", () => {
  const log: string[] = [];
  const all = gatherResults(
    ["a", "b"].map((name) => new Deferred<void>(() => log.push(name))),
    { consumeErrors: true },
  );
  all.cancel();
  assertInstanceOf(errorOf(all), FirstError);
  assertEquals(log, ["a", "b"]);
});

Deno.test("gatherResults() of what is no Deferred is a TypeError", () => {
  assertThrows(
    () => gatherResults([Promise.resolve() as never]),
    TypeError,
    "expected a Deferred",
  );
});

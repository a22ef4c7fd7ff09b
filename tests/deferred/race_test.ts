import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Deferred, fail, race, succeed } from "../../lib/deferred/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, errorOf, NONE, resultOf } from "./_kit.ts";

Deno.test("race() gives index and value of the first success", () => {
  const [a, b] = [new Deferred<string>(), new Deferred<string>()];
  const end = caught(race([a, b]));
  b.callback("b");
  assertEquals(end(), [1, "b"]);
});

Deno.test("race() cancels the others, then fires", () => {
  const log: unknown[] = [];
  const slow = new Deferred<void>(() => log.push("cancelled"));
  const fast = new Deferred<void>();
  race([slow, fast]).addCallback(() => log.push("fired"));
  fast.callback();
  assertEquals(log, ["cancelled", "fired"]);
});

Deno.test("race() passes over failures", () => {
  const late = new Deferred<string>();
  const { loop } = handLoop();
  using _told = reports(loop);
  const end = loop._within(() => caught(race([fail("e"), late])));
  assertEquals(end(), NONE);
  loop._within(() => late.callback("late"));
  assertEquals(end(), [1, "late"]);
});

Deno.test("race() of all failed gives an AggregateError in their order", () => {
  const [a, b] = [new Deferred<string>(), new Deferred<string>()];
  const first = new Error("a"), second = new Error("b");
  const end = caught(race([a, b]));
  b.errback(second);
  a.errback(first);
  const error = end();
  assertInstanceOf(error, AggregateError);
  assertEquals(error.errors, [first, second]);
});

Deno.test("race() reports the failures of losers, before and after the end, but no cancel", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const broken = new Deferred<void>(() => {
    throw "cannot stop";
  });
  const members = [fail("early"), new Deferred<void>(), broken, succeed(1)];
  const end = loop._within(() => caught(race(members)));
  await rest();
  assertEquals(end(), [3, 1]);
  assertEquals(
    told.unobserved.map(({ error, source }) => [error, source]),
    [["early", members[0]], ["cannot stop", broken]],
  );
});

Deno.test("a loser that succeeds on its cancel keeps its value", () => {
  const saves = new Deferred<string>((it) => it.callback("saved"));
  assertEquals(resultOf(race([saves, succeed(1)])), [1, 1]);
  assertEquals(resultOf(saves), "saved");
});

Deno.test("cancelling race() cancels all, and gives the cancel", () => {
  const log: string[] = [];
  const raced = race(
    ["a", "b"].map((name) => new Deferred<void>(() => log.push(name))),
  );
  raced.cancel("why");
  const error = errorOf(raced);
  assertInstanceOf(error, CancelledError);
  assertEquals([log, error.reason], [["a", "b"], "why"]);
});

Deno.test("cancelling race() takes what a canceller succeeds with", () => {
  const saves = new Deferred<string>((it) => it.callback("saved"));
  const raced = race([new Deferred<string>(), saves]);
  raced.cancel();
  assertEquals(resultOf(raced), [1, "saved"]);
});

Deno.test("race() of none is a RangeError, of no Deferred a TypeError", () => {
  assertThrows(() => race([]), RangeError, "wait for ever");
  assertThrows(() => race([1 as never]), TypeError, "Cannot race of 1");
});

Deno.test("race() gives the very error object of each", () => {
  const error = Object.freeze(new Error("e"));
  const all = errorOf(race([fail(error)])) as AggregateError;
  assertStrictEquals(all.errors[0], error);
});

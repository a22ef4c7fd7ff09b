import { assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Collected } from "../../lib/deferred/collected.ts";
import { Deferred, fail, succeed } from "../../lib/deferred/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, errorOf, NONE, resultOf } from "./_kit.ts";

const collect = (...members: Deferred<unknown>[]) =>
  new Collected(members, (all) => all);

Deno.test("it fires when all have, with their values in order", () => {
  const [a, b] = [new Deferred<unknown>(), new Deferred<unknown>()];
  const end = caught(collect(a, succeed("now"), b));
  b.callback("b");
  assertEquals(end(), NONE);
  a.callback("a");
  assertEquals(end(), ["a", "now", "b"]);
});

Deno.test("of nothing it is fired", () => {
  assertEquals(resultOf(collect()), []);
});

Deno.test("a member that stands there twice is waited for once", () => {
  const member = new Deferred<unknown>();
  const end = caught(collect(member, member, succeed(1)));
  member.callback("both");
  assertEquals(end(), ["both", "both", 1]);
});

Deno.test("it waits for all, then fails with the first error in order", () => {
  const [a, b] = [new Deferred<unknown>(), new Deferred<unknown>()];
  const first = new Error("a"), second = new Error("b");
  const end = caught(collect(a, b));
  b.errback(second);
  assertEquals(end(), NONE);
  a.errback(first);
  assertEquals(end(), first);
  assertEquals(suppressed(first), [second]);
});

Deno.test("a real error goes before a cancel", () => {
  const cancelled = new Deferred<unknown>();
  cancelled.cancel();
  const error = new Error("real");
  assertEquals(errorOf(collect(cancelled, fail(error))), error);
  assertEquals(suppressed(error), []);
});

Deno.test("an error that cannot be kept beside the first is reported", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const error = loop._within(() => errorOf(collect(fail("a"), fail("b"))));
  await rest();
  assertEquals(error, "a");
  assertEquals(told.unobserved.map((report) => report.error), ["b"]);
});

Deno.test("cancelling it cancels those that have not fired, and waits for all", () => {
  const log: unknown[] = [];
  const slow = new Deferred<unknown>((_, reason) => log.push(reason));
  const inner = new Deferred<unknown>();
  const held = succeed().addCallback(() => inner);
  inner.pause();
  const whole = collect(succeed(1), slow, held), end = caught(whole);
  whole.cancel("why");
  assertEquals([log, end()], [["why"], NONE]);
  inner.unpause();
  assertInstanceOf(end(), CancelledError);
});

import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { IOLoop } from "../../lib/loop/mod.ts";
import { formatTraceback } from "../../lib/traceback/mod.ts";
import {
  Deferred,
  DeferredList,
  ensureDeferred,
  fail,
  Failure,
  inlineCallbacks,
  succeed,
} from "../../lib/deferred/mod.ts";
import { disown } from "../../lib/deferred/unhandled.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { toldOf } from "./_kit.ts";

const noop = () => {};

// D11
Deno.test("a failed Deferred that nobody looks at is reported once, with the very error", async () => {
  const error = new Error("lost");
  let deferred: unknown;
  const told = await toldOf(() => deferred = fail(error));
  assertEquals(told.unobserved.length, 1);
  const [report] = told.unobserved;
  assertStrictEquals(report!.error, error);
  assertStrictEquals(report!.source, deferred);
  assertEquals(report!.name, "Deferred");
  assertEquals([told.errors, told.late], [[], []]);
});

Deno.test("a falsy error is reported as well", async () => {
  for (const error of [undefined, null, 0, "", NaN, false]) {
    const told = await toldOf(() => fail(error));
    assertEquals(told.unobserved.map((report) => report.error), [error]);
  }
});

// D11
Deno.test("an errback that is added later in the same turn is in time", async () => {
  const told = await toldOf(() => {
    const deferred = fail("seen");
    queueMicrotask(() => deferred.addErrback(noop));
  });
  assertEquals([told.unobserved, told.late], [[], []]);
});

// D11
Deno.test("with debug the report's text has all frames", async () => {
  const { loop } = handLoop({ debug: true });
  using told = reports(loop);
  loop._within(function firesIt() {
    const deferred = new Deferred<void>();
    deferred.addCallback(function breaks() {
      throw new Error("lost");
    });
    deferred.callback();
  });
  await rest();
  loop.debug = false;
  assertMatch(
    formatTraceback(told.unobserved[0]!.error),
    /at breaks [^]*lib\/deferred\/chain[^]*at firesIt /,
  );
});

Deno.test("the report's source knows the path of its error", async () => {
  const told = await toldOf(() => {
    const inner = new Deferred<void>();
    succeed().addCallback(function reads() {
      return inner;
    });
    inner.errback("lost");
  });
  const { source } = told.unobserved[0]!;
  assertEquals((source as Deferred<void>)._hops?.name, "reads");
});

Deno.test("a callback is no look: the failure passes it", async () => {
  const told = await toldOf(() => fail("lost").addCallback(noop));
  assertEquals(told.unobserved.map(({ error }) => error), ["lost"]);
});

Deno.test("an errback that fails itself leaves its own error to be reported", async () => {
  const told = await toldOf(() =>
    fail("first").addErrback(() => {
      throw "second";
    })
  );
  assertEquals(told.unobserved.map(({ error }) => error), ["second"]);
});

Deno.test("an errback that returns the failure leaves that to be reported once", async () => {
  const told = await toldOf(() =>
    fail("lost").addErrback((failure) => failure)
  );
  assertEquals(told.unobserved.map(({ error }) => error), ["lost"]);
});

// D4
Deno.test("a failure that an outer one took is the outer one's to report", async () => {
  const inner = fail("lost");
  let outer: unknown;
  const told = await toldOf(() => outer = succeed().addCallback(() => inner));
  assertEquals(told.unobserved.length, 1);
  assertStrictEquals(told.unobserved[0]!.source, outer);
});

Deno.test("one that was reported and is taken by an outer one then was looked at late", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const inner = loop._within(() => fail("late"));
  await rest();
  succeed().addCallback(() => inner).addErrback(noop);
  assertEquals([told.unobserved.length, told.late.length], [1, 1]);
});

Deno.test("an array that fails and that nobody waits for is reported", async () => {
  const told = await toldOf(() => ensureDeferred([fail("lost")]));
  assertEquals(told.unobserved.map(({ error }) => error), ["lost"]);
});

Deno.test("a failure that is handed on by chainDeferred is reported once, at its end", async () => {
  const end = new Deferred<never>();
  const told = await toldOf(() => fail("lost").chainDeferred(end));
  assertEquals(told.unobserved.map(({ source }) => source), [end]);
});

Deno.test("cancelled is quiet, also through a list", async () => {
  const told = await toldOf(() => {
    new Deferred<void>().cancel();
    const inner = new Deferred<void>();
    succeed().addCallback(() => inner).cancel();
    new DeferredList([new Deferred()], { fireOnOneErrback: true }).cancel();
  });
  assertEquals(told.unobserved, []);
});

Deno.test("a failure that is held by a pause is reported when it is let go", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const deferred = new Deferred<void>();
  deferred.pause();
  loop._within(() => deferred.errback("lost"));
  await rest();
  assertEquals(told.unobserved, []);
  loop._within(() => deferred.unpause());
  await rest();
  assertEquals(told.unobserved.length, 1);
});

Deno.test("a look after the report gives one late report, the same object", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const deferred = loop._within(() => fail("late"));
  await rest();
  assertEquals([told.unobserved.length, told.late.length], [1, 0]);
  deferred.addErrback(noop).addErrback(noop);
  assertEquals([told.unobserved.length, told.late.length], [1, 1]);
  assertStrictEquals(told.late[0], told.unobserved[0]);
});

Deno.test("a late callback is no late look", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const deferred = loop._within(() => fail("lost"));
  await rest();
  deferred.addCallback(noop);
  await rest();
  assertEquals([told.unobserved.length, told.late.length], [1, 0]);
});

Deno.test("a late look that fails again is reported again", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const deferred = loop._within(() => fail("first"));
  await rest();
  loop._within(() =>
    deferred.addErrback(() => {
      throw "second";
    })
  );
  await rest();
  assertEquals(told.unobserved.map(({ error }) => error), ["first", "second"]);
  assertEquals(told.late.map(({ error }) => error), ["first"]);
});

Deno.test("one that fails again before its check is reported once, with the last error", async () => {
  const told = await toldOf(() => {
    const deferred = fail("first");
    IOLoop.current().addCallback(() =>
      deferred.addErrback(() => {
        throw "second";
      })
    );
  });
  assertEquals(told.unobserved.map(({ error }) => error), ["second"]);
});

Deno.test("a generator's failure is reported under its function's name", async () => {
  const download = inlineCallbacks(function* download() {
    yield* succeed();
    throw new Error("lost");
  });
  const told = await toldOf(() => download());
  assertEquals(told.unobserved.map(({ name }) => name), ["download"]);
});

Deno.test("each error is told to the loop on which it arose", async () => {
  const { loop: a } = handLoop(), { loop: b } = handLoop();
  using toldA = reports(a);
  using toldB = reports(b);
  a._within(() => fail("a"));
  b._within(() => fail("b"));
  await rest();
  assertEquals(toldA.unobserved.map(({ error }) => error), ["a"]);
  assertEquals(toldB.unobserved.map(({ error }) => error), ["b"]);
});

Deno.test("disown reports at once, for what can have no owner any more", () => {
  const { loop } = handLoop(), source = {};
  using told = reports(loop);
  loop._within(() => disown(new Failure("orphan"), source, "an orphan"));
  assertEquals(told.unobserved, [
    { error: "orphan", source, name: "an orphan" },
  ]);
});

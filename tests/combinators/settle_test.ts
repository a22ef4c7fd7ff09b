import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment } from "../../lib/coroutine/mod.ts";
import { settle, type Settled } from "../../lib/combinators/mod.ts";
import { cleaning, type Co } from "../scopes/_kit.ts";
import { after, breaking, failing, play, startsNothing } from "./_kit.ts";

Deno.test("it tells of each how it ended: with a value, an error or a cancel", async () => {
  const bad = new Error("bad");
  const { value, time } = await play(function* ({ at }): Co {
    const member = new Future<number>();
    at(20, () => member.cancel("no longer"));
    return yield* settle([after(30, 1), failing(10, bad), member]);
  });
  const [good, rejected, cancelled] = value;
  assertEquals(good, { status: "fulfilled", value: 1 });
  assertEquals(rejected, { status: "rejected", reason: bad });
  assert(rejected.reason === bad);
  assertEquals(Object.keys(cancelled), ["status", "reason"]);
  assertEquals(cancelled.status, "cancelled");
  assertInstanceOf(cancelled.reason, CancelledError);
  assertEquals(cancelled.reason.reason, "no longer");
  assertEquals(time, 30);
});

Deno.test("entries stand in input order, whatever the order of the ends", async () => {
  const { value } = await play(function* (): Co {
    const got: [Settled<string>, Settled<number>] = yield* settle([
      after(2, "a"),
      after(1, 1),
    ]);
    return got;
  });
  assertEquals(value, [
    { status: "fulfilled", value: "a" },
    { status: "fulfilled", value: 1 },
  ]);
});

Deno.test("a record keeps its keys, another iterable gives an array", async () => {
  const { value } = await play(function* (): Co {
    const record = yield* settle({ b: after(2, 1), a: after(1, 2) });
    return [Object.keys(record), yield* settle(new Set([after(1, 3)]))];
  });
  assertEquals(value, [["b", "a"], [{ status: "fulfilled", value: 3 }]]);
});

Deno.test("what stands there several times fills as many places", async () => {
  const bad = new Error("bad");
  const { value } = await play(function* (): Co {
    const promise = Promise.reject(bad);
    const body = (function* () {
      yield moment;
      return 1;
    })();
    const ends = yield* settle([promise, body, promise, body]);
    return ends.map(({ status }) => status);
  });
  assertEquals(value, ["rejected", "fulfilled", "rejected", "fulfilled"]);
});

Deno.test("of nothing it is the empty value, at once", () => {
  assertEquals(settle([]).result(), []);
  assertEquals(settle({}).result(), {});
});

Deno.test("one bad member lets none start", () => startsNothing(settle));

Deno.test("falsy values and errors are told as they are", async () => {
  const { value } = await play(() =>
    settle([failing(1, undefined), after(1, undefined)])
  );
  assertEquals(value, [
    { status: "rejected", reason: undefined },
    { status: "fulfilled", value: undefined },
  ]);
});

Deno.test("its members' errors have been seen: none is reported or suppressed", async () => {
  const one = new Error("one"), two = new Error("two");
  await play(() => settle([failing(1, one), Future.reject(two)]));
  assertEquals([suppressed(one), suppressed(two)], [[], []]);
});

Deno.test("cancelling it cancels its members, and it ends after their cleanup", async () => {
  const { error, log, time } = await play(function* (stage): Co {
    const all = settle([cleaning(stage, 20), after(99, 1)]);
    stage.at(5, () => all.cancel("why"));
    yield* all;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["why", 25]);
  assertEquals(log, ["body cleaned up at 25"]);
});

Deno.test("cancelling it leaves a member that somebody else waits for", async () => {
  const { value } = await play(function* ({ at }): Co {
    const shared = after(20, "shared");
    const other = shared.then((value) => value);
    const all = settle([shared]);
    at(5, () => all.cancel());
    const error = yield all.catch((error) => error);
    return [error.name, yield* other];
  });
  assertEquals(value, ["CancelledError", "shared"]);
});

Deno.test("when it is cancelled, errors of its members are not lost", async () => {
  const one = new Error("one"), two = new Error("two");
  const { error } = await play(function* ({ at }): Co {
    const all = settle([breaking(two), failing(1, one)]);
    at(5, () => all.cancel());
    yield* all;
  });
  assertEquals(new Set([error, ...suppressed(error)]), new Set([one, two]));
});

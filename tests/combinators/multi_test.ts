import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment } from "../../lib/coroutine/mod.ts";
import { multi } from "../../lib/combinators/mod.ts";
import { cleaning, type Co } from "../scopes/_kit.ts";
import {
  after,
  breaking,
  failing,
  play,
  reporting,
  startsNothing,
  swallowing,
} from "./_kit.ts";

Deno.test("results stand in input order, whatever the order of the ends", async () => {
  const { value, time } = await play(function* (): Co {
    const got: [string, number] = yield* multi([after(20, "a"), after(10, 1)]);
    return got;
  });
  assertEquals([value, time], [["a", 1], 20]);
});

Deno.test("a record keeps its keys, and their order", async () => {
  const { value } = await play(function* (): Co {
    const got: { b: string; a: number } = yield* multi({
      b: after(20, "b"),
      a: after(10, 1),
    });
    return got;
  });
  assertEquals(Object.entries(value), [["b", "b"], ["a", 1]]);
});

Deno.test("a Set and a generator of members give an array", async () => {
  const { value } = await play(function* (): Co {
    const some = function* () {
      yield after(2, "c");
      yield after(1, "d");
    };
    const set: string[] = yield* multi(new Set([after(2, "a"), after(1, "b")]));
    return [set, yield* multi(some())];
  });
  assertEquals(value, [["a", "b"], ["c", "d"]]);
});

Deno.test("arrays and records may be nested in one another", async () => {
  const { value } = await play(() =>
    multi({ list: [after(2, 1), { deep: after(1, 2) }], one: after(1, 3) })
  );
  assertEquals(value, { list: [1, { deep: 2 }], one: 3 });
});

Deno.test("what stands there several times fills as many places", async () => {
  const { value, log } = await play(function* ({ log }): Co {
    const [one, two] = [after(1, 1), after(2, 2)];
    const promise = Promise.resolve("promise");
    const body = (function* () {
      log.push("ran");
      yield moment;
      return "body";
    })();
    return yield* multi([one, two, one, promise, promise, body, body]);
  });
  assertEquals(value, [1, 2, 1, "promise", "promise", "body", "body"]);
  assertEquals(log, ["ran"]);
});

Deno.test("of nothing it is the empty value, at once", () => {
  assertEquals(multi([]).result(), []);
  assertEquals(multi({}).result(), {});
  assertEquals(multi(new Set()).result(), []);
});

Deno.test("what is ready already takes no turn", () => {
  const all = multi({ a: Future.resolve(1), b: [Future.resolve(undefined)] });
  assertEquals(all.result(), { a: 1, b: [undefined] });
});

Deno.test("one bad member lets none start", () => startsNothing(multi));

Deno.test("the first error in input order is thrown, after all have ended", async () => {
  const first = new Error("first"), second = new Error("second");
  const { error, time } = await play(() =>
    multi([failing(20, first), failing(10, second), after(30, 1)])
  );
  assert(error === first);
  assertEquals(suppressed(error), [second]);
  assertEquals(time, 30);
});

Deno.test("a failure lets the others run on", async () => {
  const { log } = await play(function* ({ log }): Co {
    const slow = after(20, "slow");
    slow.addDoneCallback((end) => log.push(end.result()));
    yield multi({ bad: failing(1, new Error("bad")), slow }).catch(() => {});
  });
  assertEquals(log, ["slow"]);
});

Deno.test("a single failure has no others beside it", async () => {
  const { error } = await play(() =>
    multi([after(1, 1), failing(2, new Error("alone"))])
  );
  assertEquals(suppressed(error), []);
});

Deno.test("errors that cannot be kept beside a thrown primitive are reported, once", async () => {
  const lost = new Error("lost");
  const { error, reported } = await reporting(() =>
    multi([failing(2, "text"), failing(1, lost)])
  );
  assertEquals(error, "text");
  assertEquals(reported, [lost]);
});

Deno.test("falsy errors are errors", async () => {
  const { state, error } = await play(() => multi([failing(1, undefined)]));
  assertEquals([state, error], ["rejected", undefined]);
});

Deno.test("a real error goes before the cancel of a member", async () => {
  const bad = new Error("bad");
  const { error } = await play(function* (): Co {
    const cancelled = new Future<never>();
    cancelled.cancel();
    yield* multi([cancelled, failing(1, bad)]);
  });
  assert(error === bad);
  assertEquals(suppressed(bad), []);
});

Deno.test("cancelling it cancels its members, and it ends after their cleanup", async () => {
  const { log, error, time } = await play(function* (stage): Co {
    const all = multi([cleaning(stage, 10, "a"), cleaning(stage, 20, "b")]);
    stage.at(5, () => stage.log.push(all.cancel("why"), all.done));
    yield* all;
  });
  assertEquals(log, [
    true,
    false,
    "a cleaned up at 15",
    "b cleaned up at 25",
  ]);
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["why", 25]);
});

Deno.test("cancelling it leaves a member that somebody else waits for", async () => {
  const { value } = await play(function* ({ at }): Co {
    const shared = after(20, "shared");
    const other = multi([shared]), all = multi([shared, after(99, "own")]);
    at(5, () => all.cancel());
    const error = yield all.catch((error) => error);
    return [error.name, yield* other];
  });
  assertEquals(value, ["CancelledError", ["shared"]]);
});

Deno.test("when all are done, a cancel returns false and changes nothing", async () => {
  const { value } = await play(function* (): Co {
    const all = multi([after(1, 1)]);
    yield all;
    return [all.cancel(), all.result()];
  });
  assertEquals(value, [false, [1]]);
});

Deno.test("a member whose cleanup fails gives that error in place of the cancel", async () => {
  const one = new Error("one"), two = new Error("two");
  const { error } = await play(function* ({ at }): Co {
    const all = multi([breaking(one, 20), breaking(two, 10)]);
    at(5, () => all.cancel());
    yield* all;
  });
  assert(error === one);
  assertEquals(suppressed(error), [two]);
});

Deno.test("values that come out of the cancelled members are given", async () => {
  const { value } = await play(function* ({ at }): Co {
    const all = multi([swallowing("a"), swallowing("b", 5)]);
    at(5, () => all.cancel());
    return yield* all;
  });
  assertEquals(value, ["a", "b"]);
});

Deno.test("it stays pending while a member does, though nobody waits for it", async () => {
  const { value } = await play(function* (): Co {
    const gate = new Future<number>(), all = multi([gate]);
    yield moment;
    const before = all.state;
    gate.setResult(1);
    return [before, yield* all];
  });
  assertEquals(value, ["pending", [1]]);
});

Deno.test("an error that nobody looks at is reported once", async () => {
  const lonely = new Error("lonely");
  const { reported } = await reporting(function* (): Co {
    multi([failing(1, lonely)]);
    yield* after(2, 0);
  });
  assertEquals(reported, [lonely]);
});

Deno.test("two thousand members keep their places", async () => {
  const { value } = await play(() =>
    multi(Array.from({ length: 2000 }, (_, i) => after(i % 7, i)))
  );
  assertEquals(value, Array.from({ length: 2000 }, (_, i) => i));
});

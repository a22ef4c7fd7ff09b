import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { any } from "../../lib/combinators/mod.ts";
import { cleaning, type Co, never } from "../scopes/_kit.ts";
import {
  after,
  breaking,
  failing,
  play,
  reporting,
  startsNothing,
} from "./_kit.ts";

Deno.test("the first success wins, whatever failed before", async () => {
  const { value, time } = await play(function* (): Co {
    const got: string = yield* any([
      failing(5, new Error("early")),
      after(20, "slow"),
      after(10, "won"),
    ]);
    return got;
  });
  assertEquals([value, time], ["won", 10]);
});

Deno.test("of those that have succeeded already, the first in input order wins", () => {
  const bad = Future.reject(new Error("bad"));
  const won = any([bad, new Future(), Future.resolve(1), Future.resolve(2)]);
  assertEquals(won.result(), 1);
});

Deno.test("records and other iterables may be tried too", async () => {
  const { value } = await play(function* (): Co {
    const of = yield* any({ a: after(2, "a"), b: failing(1, "b") });
    return [of, yield* any(new Set([failing(1, "c"), after(2, "d")]))];
  });
  assertEquals(value, ["a", "d"]);
});

Deno.test("if all fail, an AggregateError has their errors in input order", async () => {
  const one = new Error("one"), two = new Error("two");
  const { error, time } = await play(() =>
    any([failing(20, one), failing(10, two), failing(15, undefined)])
  );
  assertInstanceOf(error, AggregateError);
  assert(error.errors[0] === one && error.errors[1] === two);
  assertEquals([error.errors.length, error.errors[2]], [3, undefined]);
  assertEquals([error.message, time], ["All 3 failed", 20]);
});

Deno.test("a member that somebody cancels has not succeeded", async () => {
  const { value, error } = await play(function* (): Co {
    const cancelled = new Future();
    cancelled.cancel("why");
    const won = yield* any([cancelled, after(1, "won")]);
    return [won, yield any([cancelled]).catch((error) => error)];
  });
  assertEquals(error, undefined);
  assertEquals(value[0], "won");
  assertInstanceOf(value[1], AggregateError);
  assertInstanceOf(value[1].errors[0], CancelledError);
});

Deno.test("of nothing it is an AggregateError of no errors", () => {
  for (const nothing of [[], {}, new Set()]) {
    const error = any(nothing).error();
    assertInstanceOf(error, AggregateError);
    assertEquals(error.errors, []);
  }
});

Deno.test("one bad member lets none start", () => startsNothing(any));

Deno.test("what fails and stands there twice has its error in both places", async () => {
  const one = new Error("one"), two = new Error("two");
  const { error } = await play(function* (): Co {
    const bad = failing(1, one);
    yield* any([bad, failing(2, two), bad]);
  });
  assertEquals(error.errors, [one, two, one]);
});

Deno.test("the losers are cancelled, and it ends after their cleanup", async () => {
  const { value, time, log } = await play((stage) =>
    any([cleaning(stage, 10, "a"), after(5, "won"), cleaning(stage, 20, "b")])
  );
  assertEquals([value, time], ["won", 25]);
  assertEquals(log, ["a cleaned up at 15", "b cleaned up at 25"]);
});

Deno.test("a loser that somebody else waits for goes on, and is not waited for", async () => {
  const { value } = await play(function* ({ now }): Co {
    const shared = after(20, "shared");
    const other = shared.then((value) => value);
    const won = yield* any([shared, after(5, "won")]);
    return [won, now(), yield* other];
  });
  assertEquals(value, ["won", 5, "shared"]);
});

Deno.test("a loser's failed cleanup is reported, once", async () => {
  const broken = new Error("cleanup");
  const { value, reported } = await reporting(() =>
    any([breaking(broken, 5), after(1, "won")])
  );
  assertEquals([value, reported], ["won", [broken]]);
});

Deno.test("cancelling it cancels its members, and it ends after their cleanup", async () => {
  const { error, log, time } = await play(function* (stage): Co {
    const all = any([cleaning(stage, 20), never()]);
    stage.at(5, () => stage.log.push(all.cancel("why"), all.done));
    yield* all;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["why", 25]);
  assertEquals(log, [true, false, "body cleaned up at 25"]);
});

Deno.test("when it is cancelled, an error that had come before is thrown", async () => {
  const bad = new Error("bad");
  const { error } = await play(function* ({ at }): Co {
    const all = any([failing(1, bad), never()]);
    at(5, () => all.cancel());
    yield* all;
  });
  assert(error === bad);
});

Deno.test("cancelling it leaves a member that somebody else waits for", async () => {
  const { value } = await play(function* ({ at }): Co {
    const shared = after(20, "shared");
    const other = shared.then((value) => value);
    const all = any([shared, never()]);
    at(5, () => all.cancel());
    const error = yield all.catch((error) => error);
    return [error.name, yield* other];
  });
  assertEquals(value, ["CancelledError", "shared"]);
});

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { race } from "../../lib/combinators/mod.ts";
import { hasNoWaiter } from "../coroutine/_kit.ts";
import { cleaning, type Co, never } from "../scopes/_kit.ts";
import {
  after,
  breaking,
  failing,
  noting,
  play,
  reporting,
  startsNothing,
  swallowing,
} from "./_kit.ts";

Deno.test("the value of the first that ends wins", async () => {
  const { value, time } = await play(function* (): Co {
    const got: string | number = yield* race([after(20, "slow"), after(10, 1)]);
    return got;
  });
  assertEquals([value, time], [1, 10]);
});

Deno.test("the error of the first that ends wins, as the same object", async () => {
  const bad = new Error("bad");
  const { error, time } = await play(() =>
    race([after(20, "slow"), failing(10, bad)])
  );
  assert(error === bad);
  assertEquals([suppressed(error), time], [[], 10]);
});

Deno.test("records and other iterables race too", async () => {
  const { value } = await play(function* (): Co {
    const of = yield* race({ a: after(2, "a"), b: after(1, "b") });
    return [of, yield* race(new Set([after(2, "c"), after(1, "d")]))];
  });
  assertEquals(value, ["b", "d"]);
});

Deno.test("of those that have ended already, the first in input order wins", () => {
  const won = race([new Future(), Future.resolve(1), Future.resolve(2)]);
  assertEquals(won.result(), 1);
});

Deno.test("an error that was there already wins over a later value", () => {
  const bad = new Error("bad");
  const won = race([Future.reject(bad), Future.resolve(2)]);
  assert(assertThrows(() => won.result()) === bad);
});

Deno.test("of nothing it is a RangeError", () => {
  for (const nothing of [[], {}, new Set()]) {
    assertInstanceOf(race(nothing).error(), RangeError);
  }
});

Deno.test("one bad member lets none start", () => startsNothing(race));

Deno.test("what stands there twice does not lose against itself", async () => {
  const { value, log } = await play(function* ({ log }): Co {
    const one = spawn(function* () {
      yield* sleep(1);
      return "one";
    });
    const won = yield* race([one, one, noting(log)]);
    return [won, one.cancelRequested];
  });
  assertEquals([value, log], [["one", false], ["another was first"]]);
});

Deno.test("the losers are cancelled, and it ends after their cleanup", async () => {
  const { value, time, log } = await play((stage) =>
    race([cleaning(stage, 10, "a"), after(5, "won"), cleaning(stage, 20, "b")])
  );
  assertEquals([value, time], ["won", 25]);
  assertEquals(log, ["a cleaned up at 15", "b cleaned up at 25"]);
});

Deno.test("a loser that somebody else waits for goes on, and is not waited for", async () => {
  const { value } = await play(function* ({ now }): Co {
    const shared = after(20, "shared");
    const other = shared.then((value) => value);
    const won = yield* race([shared, after(5, "won")]);
    return [won, now(), yield* other];
  });
  assertEquals(value, ["won", 5, "shared"]);
});

Deno.test("a plain future is left, and a sleep frees its timer", async () => {
  const { value } = await play(function* ({ clock }): Co {
    const plain = new Future();
    yield race([plain, sleep(60_000), after(1, "won")]);
    return [plain.state, hasNoWaiter(plain), clock.alarmAt];
  });
  assertEquals(value, ["pending", true, undefined]);
});

Deno.test("a loser's failed cleanup is kept beside the winner's error", async () => {
  const bad = new Error("bad"), broken = new Error("cleanup");
  const { error } = await play(() => race([breaking(broken), failing(1, bad)]));
  assert(error === bad);
  assertEquals(suppressed(error), [broken]);
});

Deno.test("a loser's failed cleanup beside a value is reported, once", async () => {
  const broken = new Error("cleanup");
  const { value, reported } = await reporting(() =>
    race([breaking(broken, 5), after(1, "won")])
  );
  assertEquals([value, reported], ["won", [broken]]);
});

Deno.test("a loser's failed cleanup beside a thrown primitive is reported, once", async () => {
  const broken = new Error("cleanup");
  const { error, reported } = await reporting(() =>
    race([breaking(broken, 5), failing(1, "text")])
  );
  assertEquals([error, reported], ["text", [broken]]);
});

Deno.test("an error that was there beside the winner is reported, once", async () => {
  const bad = new Error("bad");
  const { value, reported } = await reporting(() =>
    race([Future.resolve("won"), Future.reject(bad)])
  );
  assertEquals([value, reported], ["won", [bad]]);
});

Deno.test("a loser that swallows its cancel changes nothing", async () => {
  const { value, time } = await play(() =>
    race([swallowing("lost", 10), after(1, "won")])
  );
  assertEquals([value, time], ["won", 11]);
});

Deno.test("a member that somebody cancels has ended first: its cancel is thrown", async () => {
  const { error, log } = await play(function* (stage): Co {
    const member = new Future();
    stage.at(5, () => member.cancel("by its owner"));
    yield* race([cleaning(stage, 10), member]);
  });
  assertInstanceOf(error, CancelledError);
  assertEquals(error.reason, "by its owner");
  assertEquals(log, ["body cleaned up at 15"]);
});

Deno.test("cancelling it cancels its members, and it ends after their cleanup", async () => {
  const { error, log, time } = await play(function* (stage): Co {
    const all = race([cleaning(stage, 20), never()]);
    stage.at(5, () => stage.log.push(all.cancel("why"), all.done));
    yield* all;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["why", 25]);
  assertEquals(log, [true, false, "body cleaned up at 25"]);
});

Deno.test("cancelling it leaves a member that somebody else waits for", async () => {
  const { value } = await play(function* ({ at }): Co {
    const shared = after(20, "shared");
    const other = shared.then((value) => value);
    const all = race([shared, never()]);
    at(5, () => all.cancel());
    const error = yield all.catch((error) => error);
    return [error.name, yield* other];
  });
  assertEquals(value, ["CancelledError", "shared"]);
});

Deno.test("when it is cancelled, the error of a cleanup goes before the cancel", async () => {
  const broken = new Error("cleanup");
  const { error } = await play(function* ({ at }): Co {
    const all = race([breaking(broken, 10), never()]);
    at(5, () => all.cancel());
    yield* all;
  });
  assert(error === broken);
});

Deno.test("a cancel while the losers clean up comes too late for the winner", async () => {
  const { value, time } = await play(function* (stage): Co {
    const all = race([cleaning(stage, 10), after(5, "won")]);
    stage.at(7, () => all.cancel());
    return yield* all;
  });
  assertEquals([value, time], ["won", 15]);
});

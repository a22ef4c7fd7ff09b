import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { gather } from "../../lib/combinators/mod.ts";
import { cleaning, type Co } from "../scopes/_kit.ts";
import { hasNoWaiter } from "../coroutine/_kit.ts";
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

Deno.test("results stand in input order, whatever the order of the ends", async () => {
  const { value, time } = await play(function* (): Co {
    const got: [string, number] = yield* gather([after(2, "a"), after(1, 1)]);
    return got;
  });
  assertEquals([value, time], [["a", 1], 2]);
});

Deno.test("a record keeps its keys, another iterable gives an array", async () => {
  const { value } = await play(function* (): Co {
    const record = yield* gather({ b: after(2, "b"), a: after(1, "a") });
    const set = yield* gather(new Set([after(2, 1), after(1, 2)]));
    return [Object.entries(record), set];
  });
  assertEquals(value, [[["b", "b"], ["a", "a"]], [1, 2]]);
});

Deno.test("what stands there several times fills as many places", async () => {
  const { value } = await play(function* (): Co {
    const one = after(1, 1), promise = Promise.resolve(2);
    const body = (function* () {
      yield moment;
      return 3;
    })();
    return yield* gather([one, promise, body, one, promise, body]);
  });
  assertEquals(value, [1, 2, 3, 1, 2, 3]);
});

Deno.test("of nothing it is the empty value, at once", () => {
  assertEquals(gather([]).result(), []);
  assertEquals(gather({}).result(), {});
});

Deno.test("one bad member lets none start", () => startsNothing(gather));

Deno.test("the first error in time cancels the rest, and is thrown after their cleanup", async () => {
  const bad = new Error("bad");
  const { error, time, log } = await play((stage) =>
    gather([
      cleaning(stage, 30),
      failing(20, new Error("late")),
      failing(10, bad),
    ])
  );
  assert(error === bad);
  assertEquals(suppressed(error), []);
  assertEquals([time, log], [40, ["body cleaned up at 40"]]);
});

Deno.test("of those that had failed before, the first in input order is thrown", async () => {
  const first = new Error("first"), second = new Error("second");
  const { error } = await play(() =>
    gather([after(5, 1), Future.reject(first), Future.reject(second)])
  );
  assert(error === first);
  assertEquals(suppressed(error), [second]);
});

Deno.test("errors of the others' cleanup are kept beside the first", async () => {
  const bad = new Error("bad"), one = new Error("one"), two = new Error("two");
  const { error } = await play(() =>
    gather([breaking(one, 20), failing(5, bad), breaking(two, 10)])
  );
  assert(error === bad);
  assertEquals(suppressed(error), [one, two]);
});

Deno.test("errors that cannot be kept beside a thrown primitive are reported, once", async () => {
  const lost = new Error("lost");
  const { error, reported } = await reporting(() =>
    gather([failing(5, 0), breaking(lost, 10)])
  );
  assertEquals(error, 0);
  assertEquals(reported, [lost]);
});

Deno.test("the rest learns for which error it is cancelled", async () => {
  const bad = new Error("bad");
  const { log } = await play(function* ({ log }): Co {
    yield gather([noting(log), failing(1, bad)]).catch(() => {});
  });
  assert(log[0] === bad);
});

Deno.test("a member that somebody else waits for goes on after the failure", async () => {
  const { value } = await play(function* (): Co {
    const shared = after(20, "shared");
    const other = shared.then((value) => value);
    yield gather([shared, failing(1, new Error())]).catch(() => {});
    return [shared.state, yield* other];
  });
  assertEquals(value, ["pending", "shared"]);
});

Deno.test("a plain future is left, and stays pending", async () => {
  const { value } = await play(function* (): Co {
    const plain = new Future();
    yield gather([plain, failing(1, new Error())]).catch(() => {});
    return [plain.state, hasNoWaiter(plain)];
  });
  assertEquals(value, ["pending", true]);
});

Deno.test("the timer of a sleep that is given up is freed", async () => {
  const { value } = await play(function* ({ clock }): Co {
    yield gather([sleep(60_000), failing(1, new Error())]).catch(() => {});
    return clock.alarmAt;
  });
  assertEquals(value, undefined);
});

Deno.test("a member that somebody cancels cancels the rest, and its cancel is thrown", async () => {
  const { error, log, time } = await play(function* (stage): Co {
    const member = new Future<never>();
    stage.at(5, () => member.cancel("by its owner"));
    return yield* gather([
      noting(stage.log),
      cleaning(stage, 10),
      member,
    ]);
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["by its owner", 15]);
  assert(log[0] === error, "the rest is cancelled for that very error");
  assertEquals(log[1], "body cleaned up at 15");
});

Deno.test("a cleanup's error goes before the cancel that caused it", async () => {
  const broken = new Error("cleanup");
  const { error } = await play(function* ({ at }): Co {
    const member = new Future<never>();
    at(5, () => member.cancel());
    yield* gather([member, breaking(broken)]);
  });
  assert(error === broken);
});

Deno.test("cancelling it cancels its members, and it ends after their cleanup", async () => {
  const { log, error, time } = await play(function* (stage): Co {
    const all = gather([cleaning(stage, 10, "a"), cleaning(stage, 20, "b")]);
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

Deno.test("cancelling who waits for it comes to the same", async () => {
  const { log, state } = await play(function* (stage): Co {
    const waiter = spawn(function* (): Co {
      yield* gather({ a: cleaning(stage, 10) });
    });
    stage.at(5, () => waiter.cancel());
    yield* waiter;
  });
  assertEquals([state, log], ["cancelled", ["body cleaned up at 15"]]);
});

Deno.test("a second cancel while the members clean up changes nothing", async () => {
  const { error, time } = await play(function* (stage): Co {
    const all = gather([cleaning(stage, 20)]);
    stage.at(5, () => all.cancel("first"));
    stage.at(10, () => all.cancel("second"));
    yield* all;
  });
  assertEquals([error.reason, time], ["first", 25]);
});

Deno.test("a member that had failed before it was cancelled still gives its error", async () => {
  const bad = new Error("bad");
  const { error, time } = await play(function* (stage): Co {
    const all = gather([failing(5, bad), cleaning(stage, 20)]);
    stage.at(10, () => all.cancel());
    yield* all;
  });
  assert(error === bad);
  assertEquals(time, 25);
});

Deno.test("values that come out of the cancelled members are given", async () => {
  const { value } = await play(function* ({ at }): Co {
    const all = gather({ a: swallowing(1), b: swallowing(2, 5) });
    at(5, () => all.cancel());
    return yield* all;
  });
  assertEquals(value, { a: 1, b: 2 });
});

Deno.test("members that swallow the cancel do not save it from the first error", async () => {
  const bad = new Error("bad");
  const { error } = await play(() => gather([swallowing(1), failing(1, bad)]));
  assert(error === bad);
});

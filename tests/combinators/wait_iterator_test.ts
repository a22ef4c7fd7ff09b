import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { CancelledError, InvalidStateError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, spawn } from "../../lib/coroutine/mod.ts";
import { WaitIterator } from "../../lib/combinators/mod.ts";
import type { Co } from "../scopes/_kit.ts";
import { caught } from "../coroutine/_kit.ts";
import { after, failing, play, startsNothing } from "./_kit.ts";

Deno.test("next() gives the results in the order of the ends, currentIndex the position", async () => {
  const { value } = await play(function* ({ now }): Co {
    const ends = new WaitIterator([after(20, "a"), after(10, "b")]);
    const log: unknown[] = [];
    while (!ends.done) {
      log.push([yield* ends.next(), ends.currentIndex, now()]);
    }
    return log;
  });
  assertEquals(value, [["b", 1, 10], ["a", 0, 20]]);
});

Deno.test("of a record currentIndex is the key", async () => {
  const { value } = await play(function* (): Co {
    const ends = new WaitIterator({ slow: after(2, 1), fast: after(1, 2) });
    const log: unknown[] = [];
    while (!ends.done) log.push(yield* ends.next(), ends.currentIndex);
    return log;
  });
  assertEquals(value, [2, "fast", 1, "slow"]);
});

Deno.test("a Set is counted as an array", async () => {
  const { value } = await play(function* (): Co {
    const ends = new WaitIterator(new Set([after(2, "a"), after(1, "b")]));
    return [yield* ends.next(), ends.currentIndex, yield* ends.next()];
  });
  assertEquals(value, ["b", 1, "a"]);
});

Deno.test("what has ended before comes in input order", async () => {
  const { value } = await play(function* (): Co {
    const two = new Future<number>(), one = new Future<number>();
    one.setResult(1);
    two.setResult(2);
    const ends = new WaitIterator([two, one]);
    return [yield* ends.next(), yield* ends.next()];
  });
  assertEquals(value, [2, 1]);
});

Deno.test("currentFuture is the very future that ended", async () => {
  const { value } = await play(function* (): Co {
    const fast = after(1, "fast"), ends = new WaitIterator([after(2, 1), fast]);
    yield* ends.next();
    return [ends.currentFuture === fast, yield* ends.next()];
  });
  assertEquals(value, [true, 1]);
});

Deno.test("before the first end, and while the next is waited for, there is no current", async () => {
  const { value } = await play(function* (): Co {
    const ends = new WaitIterator([after(1, 1), after(2, 2)]);
    const log: unknown[] = [ends.currentIndex, ends.currentFuture];
    yield* ends.next();
    const next = ends.next();
    log.push(ends.currentIndex, ends.currentFuture);
    return [...log, yield* next];
  });
  assertEquals(value, [undefined, undefined, undefined, undefined, 2]);
});

Deno.test("next() throws what a member failed with, and tells which it was", async () => {
  const bad = new Error("bad");
  const { value } = await play(function* (): Co {
    const member = failing(1, bad);
    const ends = new WaitIterator({ good: after(2, "good"), member });
    const error = yield* ends.next().catch((error) => error);
    const at = [ends.currentIndex, ends.currentFuture === member];
    return [error === bad, ...at, yield* ends.next()];
  });
  assertEquals(value, [true, "member", true, "good"]);
});

Deno.test("done tells whether every result has been asked for", async () => {
  const { value } = await play(function* (): Co {
    const ends = new WaitIterator([after(1, 1), after(2, 2)]);
    const log = [ends.done];
    yield* ends.next();
    log.push(ends.done);
    yield* ends.next();
    return [...log, ends.done];
  });
  assertEquals(value, [false, false, true]);
});

Deno.test("of nothing it is done from the beginning", () => {
  assertEquals(new WaitIterator([]).done, true);
  assertEquals(new WaitIterator({}).done, true);
});

Deno.test("next() past the end throws an InvalidStateError at once", async () => {
  assertThrows(() => new WaitIterator([]).next(), InvalidStateError);
  const ends = new WaitIterator([Future.resolve(1)]);
  await ends.next();
  assertThrows(() => ends.next(), InvalidStateError, "`done`");
});

Deno.test("several may be asked for ahead: each gets its own", async () => {
  const { value } = await play(function* (): Co {
    const ends = new WaitIterator([after(2, "a"), after(1, "b")]);
    const first = ends.next(), second = ends.next();
    return [yield* second, yield* first];
  });
  assertEquals(value, ["a", "b"]);
});

Deno.test("what stands there twice ends once, in its first place", async () => {
  const { value } = await play(function* (): Co {
    const one = after(1, "one");
    const ends = new WaitIterator([after(2, "two"), one, one]);
    const log: unknown[] = [];
    while (!ends.done) log.push(yield* ends.next(), ends.currentIndex);
    return log;
  });
  assertEquals(value, ["one", 1, "two", 0]);
});

Deno.test("for await gives the results, with the index of each", async () => {
  const { value } = await play(function* (): Co {
    const read = async () => {
      const ends = new WaitIterator({ slow: after(2, 1), fast: after(1, 2) });
      const log: unknown[] = [];
      for await (const value of ends) log.push([ends.currentIndex, value]);
      return [...log, ends.currentIndex, ends.currentFuture];
    };
    return yield read();
  });
  assertEquals(value, [["fast", 2], ["slow", 1], undefined, undefined]);
});

Deno.test("for await throws the error of a member, and can be gone on with", async () => {
  const bad = new Error("bad"), log: unknown[] = [];
  const ends = new WaitIterator([
    Future.reject<string>(bad),
    Future.resolve("good"),
  ]);
  try {
    for await (const value of ends) log.push(value);
  } catch (error) {
    assert(error === bad);
  }
  for await (const value of ends) log.push(value);
  assertEquals(log, ["good"]);
});

Deno.test("giving up a next() leaves its result to the one after", async () => {
  const { value } = await play(function* (): Co {
    const ends = new WaitIterator([after(5, "only")]);
    const given = ends.next();
    given.cancel();
    const error = yield given.catch((error) => error);
    return [error.name, ends.done, yield* ends.next()];
  });
  assertEquals(value, ["CancelledError", false, "only"]);
});

Deno.test("a cancelled waiter leaves the members running", async () => {
  const { value } = await play(function* ({ at }): Co {
    const member = after(20, "member"), ends = new WaitIterator([member]);
    const waiter = spawn(function* (): Co {
      yield* ends.next();
    });
    at(5, () => waiter.cancel());
    const error = yield waiter.catch((error) => error);
    return [error.name, member.state, yield* ends.next()];
  });
  assertEquals(value, ["CancelledError", "pending", "member"]);
});

Deno.test("a member that somebody cancels throws its cancel", async () => {
  const member = new Future();
  const ends = new WaitIterator([member]);
  member.cancel("why");
  const error = await caught(ends.next());
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, ends.currentIndex], ["why", 0]);
});

Deno.test("one bad member lets none start", () =>
  startsNothing((members) => new WaitIterator(members)));

Deno.test("a member that is a generator is started at once", async () => {
  const log: string[] = [];
  const ends = new WaitIterator([(function* () {
    log.push("started");
    yield moment;
    return 1;
  })()]);
  assertEquals(log, ["started"]);
  assertEquals(await ends.next(), 1);
});

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { BadYieldError, TimeoutError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, spawn } from "../../lib/coroutine/mod.ts";
import { asCompleted } from "../../lib/combinators/mod.ts";
import { type Co, never } from "../scopes/_kit.ts";
import { after, failing, play, startsNothing } from "./_kit.ts";

Deno.test("a coroutine gets the very futures that went in, as they end", async () => {
  const { value } = await play(function* ({ now }): Co {
    const slow = after(20, "slow"), fast = after(10, "fast");
    const got: unknown[] = [];
    for (const next of asCompleted([slow, fast])) {
      const ended = yield* next;
      got.push(ended === slow ? "slow" : ended === fast && "fast");
      got.push(ended.result(), now());
    }
    return got;
  });
  assertEquals(value, ["fast", "fast", 10, "slow", "slow", 20]);
});

Deno.test("for await gives the very futures too, settled", async () => {
  const { value } = await play(function* (): Co {
    const slow = after(2, "slow"), fast = after(1, "fast");
    const read = async () => {
      const got: Future<string>[] = [];
      for await (const ended of asCompleted([slow, fast])) {
        assert(ended.done);
        got.push(ended);
      }
      return [got[0] === fast, got[1] === slow, got.length];
    };
    return yield read();
  });
  assertEquals(value, [true, true, 2]);
});

Deno.test("what has ended before comes first, in input order", async () => {
  const a = new Future(), b = Future.resolve("b"), c = Future.resolve("c");
  const got: unknown[] = [];
  await spawn(function* () {
    for (const next of asCompleted([a, c, b])) {
      got.push((yield* next).result());
      a.trySetResult("a");
    }
  });
  assertEquals(got, ["c", "b", "a"]);
});

Deno.test("what stands there twice comes once", async () => {
  const { value } = await play(function* (): Co {
    const one = after(1, "one"), got: unknown[] = [];
    const body = (function* () {
      yield moment;
      return "body";
    })();
    for (const next of asCompleted([one, body, one, body])) {
      got.push((yield* next).result());
    }
    return got;
  });
  assertEquals(value, ["body", "one"]);
});

Deno.test("a failed one is given too, and its result() throws", async () => {
  const bad = new Error("bad");
  const { value } = await play(function* (): Co {
    const got: unknown[] = [];
    for (const next of asCompleted([failing(1, bad), after(2, "good")])) {
      const ended = yield* next;
      got.push(ended.state, ended.state === "rejected" && ended.error());
    }
    return got;
  });
  assertEquals(value, ["rejected", bad, "fulfilled", false]);
});

Deno.test("of nothing there is nothing to go through", async () => {
  assertEquals([...asCompleted([])], []);
  for await (const _ of asCompleted(new Set())) throw new Error("not reached");
});

Deno.test("those that are never asked for run on", async () => {
  const { value } = await play(function* (): Co {
    const slow = after(20, "slow");
    for (const next of asCompleted([slow, after(10, "fast")])) {
      yield* next;
      break;
    }
    return [slow.cancelRequested, yield* slow];
  });
  assertEquals(value, [false, "slow"]);
});

Deno.test("a cancelled waiter leaves them running", async () => {
  const { value } = await play(function* ({ at }): Co {
    const slow = after(20, "slow");
    const waiter = spawn(function* (): Co {
      for (const next of asCompleted([slow])) yield* next;
    });
    at(5, () => waiter.cancel());
    yield waiter.catch(() => {});
    return [slow.state, yield* slow];
  });
  assertEquals(value, ["pending", "slow"]);
});

Deno.test("the timeout is thrown in place of the next one, and leaves the rest alive", async () => {
  const { value } = await play(function* ({ now }): Co {
    const slow = after(30, "slow"), got: unknown[] = [];
    const ends = asCompleted([slow, after(10, "fast")], { timeout: 20 });
    try {
      for (const next of ends) got.push((yield* next).result());
    } catch (error) {
      assertInstanceOf(error, TimeoutError);
      got.push(error.name, error.deadline, now());
    }
    return [...got, slow.state, yield* slow];
  });
  assertEquals(value, ["fast", "TimeoutError", 1020, 20, "pending", "slow"]);
});

Deno.test("what ends after the timeout can still be asked for", async () => {
  const { value } = await play(function* (): Co {
    const slow = after(30, "slow"), ends = asCompleted([slow], { timeout: 20 });
    const first = [...ends][0]!;
    const error = yield first.catch((error) => error);
    yield* slow;
    const got: unknown[] = [];
    for (const next of ends) got.push((yield* next) === slow);
    return [error.name, ...got];
  });
  assertEquals(value, ["TimeoutError", true]);
});

Deno.test("for await has the same timeout", async () => {
  const { value } = await play(function* (): Co {
    const slow = after(30, "slow");
    const read = async () => {
      for await (const _ of asCompleted([slow], { timeout: 20 }));
    };
    const error = yield read().catch((error) => error);
    return [error.name, yield* slow];
  });
  assertEquals(value, ["TimeoutError", "slow"]);
});

Deno.test("one time counts for all of them together", async () => {
  const { value, log } = await play(function* ({ log, now }): Co {
    const members = [after(8, 1), after(16, 2), after(24, 3)];
    try {
      for (const next of asCompleted(members, { timeout: 20 })) {
        log.push((yield* next).result());
      }
    } catch (error) {
      return [(error as Error).message, now(), yield* members[2]!];
    }
  });
  const text = "what was waited for did not end within 20 ms";
  assertEquals([value, log], [[text, 20, 3], [1, 2]]);
});

Deno.test("what had ended before wins over no time at all", async () => {
  const { value, error } = await play(function* ({ log }): Co {
    const members = [spawn(never), Future.resolve("done")];
    try {
      for (const next of asCompleted(members, { timeout: 0 })) {
        log.push((yield* next).result());
      }
    } catch (error) {
      log.push((error as Error).name);
    }
    return [...log];
  });
  assertEquals(error, undefined);
  assertEquals(value, ["done", "TimeoutError"]);
});

Deno.test("its timer is freed when the last has been given", async () => {
  const { value } = await play(function* ({ clock }): Co {
    for (const next of asCompleted([after(1, 1)], { timeout: 60_000 })) {
      yield* next;
    }
    yield moment;
    return clock.alarmAt;
  });
  assertEquals(value, undefined);
});

Deno.test("NaN is a RangeError before anything starts, no number a TypeError", () => {
  const log: string[] = [];
  const body = function* (): Co {
    log.push("started");
    yield moment;
  };
  assertThrows(() => asCompleted([body()], { timeout: NaN }), RangeError);
  assertThrows(
    () => asCompleted([body()], { timeout: "1" as never }),
    TypeError,
  );
  assertEquals(log, []);
});

Deno.test("one bad member lets none start", async () => {
  await startsNothing((members) => asCompleted(members));
  assertThrows(() => asCompleted([42]), BadYieldError);
});

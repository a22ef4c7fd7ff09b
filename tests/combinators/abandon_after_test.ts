import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import {
  BadYieldError,
  CancelledError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { abandonAfter } from "../../lib/combinators/mod.ts";
import { cleaning, type Co, never } from "../scopes/_kit.ts";
import { after, failing, play, reporting } from "./_kit.ts";

Deno.test("what ends in time gives its value", async () => {
  const { value, time } = await play(function* (): Co {
    const got: string = yield* abandonAfter(20, after(10, "value"));
    return got;
  });
  assertEquals([value, time], ["value", 10]);
});

Deno.test("what fails in time gives its error, as the same object", async () => {
  const bad = new Error("bad");
  const { error, time } = await play(() => abandonAfter(20, failing(10, bad)));
  assert(error === bad);
  assertEquals(time, 10);
});

Deno.test("when the time is over it is a TimeoutError at once, and the work runs on", async () => {
  const { value } = await play(function* ({ now }): Co {
    const work = after(20, "finished");
    const error = yield abandonAfter(10, work).catch((error) => error);
    return [error, now(), work.cancelRequested, yield* work];
  });
  const [error, ...rest] = value;
  assertInstanceOf(error, TimeoutError);
  assertEquals(error.deadline, 1010);
  assertEquals(rest, [10, false, "finished"]);
});

Deno.test("a generator that is abandoned runs to its end", async () => {
  const { log } = await play(function* (stage): Co {
    const work = function* (): Co {
      yield* sleep(20);
      stage.log.push(`finished at ${stage.now()}`);
    };
    yield abandonAfter(10, work()).catch(() => {});
    yield* sleep(30);
  });
  assertEquals(log, ["finished at 20"]);
});

Deno.test("the late error of the abandoned work is reported, once", async () => {
  const late = new Error("late");
  const { value, reported } = await reporting(function* (): Co {
    const work = failing(20, late);
    const error = yield abandonAfter(10, work).catch((error) => error);
    yield* sleep(30);
    return error.name;
  });
  assertEquals(value, "TimeoutError");
  assertEquals(reported, [late]);
});

Deno.test("the late cancel of the abandoned work is not", async () => {
  await play(function* (): Co {
    const work = spawn(never);
    yield abandonAfter(10, work).catch(() => {});
    work.cancel();
    yield* sleep(1);
  });
});

Deno.test("what is done already wins over no time at all", async () => {
  const bad = new Error("bad");
  const { value } = await play(function* (): Co {
    const done = Future.resolve("done");
    return [
      yield* abandonAfter(0, done),
      yield* abandonAfter(-1, done),
      yield abandonAfter(0, Future.reject(bad)).catch((error) => error),
    ];
  });
  assertEquals(value, ["done", "done", bad]);
});

Deno.test("without any time a pending thing is left at once", async () => {
  const { value } = await play(function* (): Co {
    const work = after(5, "finished"), left = abandonAfter(0, work);
    return [(left.error() as Error).name, yield* work];
  });
  assertEquals(value, ["TimeoutError", "finished"]);
});

Deno.test("without any time a generator is not started", () => {
  const log: string[] = [];
  const body = function* (): Co {
    log.push("started");
    yield* sleep(1);
  };
  assertInstanceOf(abandonAfter(0, body()).error(), TimeoutError);
  assertEquals(log, []);
});

Deno.test("NaN is a RangeError before anything starts", () => {
  const log: string[] = [];
  const body = function* (): Co {
    log.push("started");
    yield* sleep(1);
  };
  assertThrows(() => abandonAfter(NaN, body()), RangeError);
  assertEquals(log, []);
});

Deno.test("a time that is no number is a TypeError, a bad yieldable a BadYieldError", () => {
  assertThrows(() => abandonAfter("1" as never, sleep(0)), TypeError);
  assertThrows(() => abandonAfter(1, 42), BadYieldError);
});

Deno.test("the timer is freed when the work ends", async () => {
  const { value } = await play(function* ({ clock }): Co {
    yield* abandonAfter(60_000, after(1, 1));
    return clock.alarmAt;
  });
  assertEquals(value, undefined);
});

Deno.test("cancelling it before its time cancels the work and ends after its cleanup", async () => {
  const { error, time, log } = await play(function* (stage): Co {
    const all = abandonAfter(60_000, cleaning(stage, 5));
    stage.at(5, () => all.cancel("why"));
    yield* all;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["why", 10]);
  assertEquals(log, ["body cleaned up at 10"]);
});

Deno.test("cancelling it leaves work that others wait for, and frees the timer", async () => {
  const { value } = await play(function* ({ clock }): Co {
    const shared = new Future(), other = shared.then((value) => value);
    const all = abandonAfter(10, shared);
    all.cancel();
    const error = yield all.catch((error) => error);
    const alarm = clock.alarmAt;
    shared.setResult(1);
    return [error.name, alarm, yield* other];
  });
  assertEquals(value, ["CancelledError", undefined, 1]);
});

Deno.test("a late error that somebody else waits for is his, and not reported", async () => {
  const late = new Error("late");
  const { value } = await play(function* (): Co {
    const work = failing(20, late);
    const before = work.catch((error) => error);
    yield abandonAfter(10, work).catch(() => {});
    const behind = work.catch((error) => error);
    return [yield* before, yield* behind];
  });
  assert(value[0] === late && value[1] === late);
});

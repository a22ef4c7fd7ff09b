import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BadYieldError,
  CancelledError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { withTimeout } from "../../lib/combinators/mod.ts";
import { hasNoWaiter } from "../coroutine/_kit.ts";
import { cleaning, type Co, never } from "../scopes/_kit.ts";
import { after, breaking, failing, noting, play, swallowing } from "./_kit.ts";

Deno.test("what ends in time gives its value", async () => {
  const { value, time } = await play(function* (): Co {
    const got: string = yield* withTimeout(20, after(10, "value"));
    return got;
  });
  assertEquals([value, time], ["value", 10]);
});

Deno.test("what fails in time gives its error, as the same object", async () => {
  const bad = new Error("bad");
  const { error, time } = await play(() => withTimeout(20, failing(10, bad)));
  assert(error === bad);
  assertEquals(time, 10);
});

Deno.test("an array or a record may be given a time", async () => {
  const { value } = await play(function* (): Co {
    return yield* withTimeout(20, { a: after(1, 1), b: [after(2, 2)] });
  });
  assertEquals(value, { a: 1, b: [2] });
});

Deno.test("what does not end in time is a TimeoutError with its name, time and deadline", async () => {
  const { error, time } = await play(function* slowly(): Co {
    const work = spawn(never, { name: "work" });
    yield* withTimeout(10, work);
  });
  assertInstanceOf(error, TimeoutError);
  assertStringIncludes(error.message, "work did not end within 10 ms");
  assertEquals([error.deadline, time], [1010, 10]);
});

Deno.test("the TimeoutError comes after the cleanup", async () => {
  const { error, time, log } = await play((stage) =>
    withTimeout(10, cleaning(stage, 20))
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals([time, log], [30, ["body cleaned up at 30"]]);
});

Deno.test("the work is cancelled for that very TimeoutError", async () => {
  const { error, log } = await play(({ log }) => withTimeout(10, noting(log)));
  assertInstanceOf(error, TimeoutError);
  assert(log[0] === error);
});

Deno.test("a value that comes out of the cancelled work wins", async () => {
  const { value, time } = await play(() => withTimeout(10, swallowing(42, 5)));
  assertEquals([value, time], [42, 15]);
});

Deno.test("an error that comes out of the cancelled work wins", async () => {
  const broken = new Error("cleanup");
  const { error } = await play(() => withTimeout(10, breaking(broken, 5)));
  assert(error === broken);
});

Deno.test("work that others wait for goes on, and the TimeoutError comes at once", async () => {
  const { value } = await play(function* ({ now }): Co {
    const shared = after(20, "shared");
    const other = shared.then((value) => value);
    const error = yield withTimeout(10, shared).catch((error) => error);
    return [error.name, now(), yield* other];
  });
  assertEquals(value, ["TimeoutError", 10, "shared"]);
});

Deno.test("a plain future is left, and stays pending", async () => {
  const { value } = await play(function* (): Co {
    const plain = new Future();
    const error = yield withTimeout(10, plain).catch((error) => error);
    return [error.name, plain.state, hasNoWaiter(plain)];
  });
  assertEquals(value, ["TimeoutError", "pending", true]);
});

Deno.test("what ends in the turn of the deadline wins", async () => {
  const { value } = await play(function* (): Co {
    const twice = function* (): Co {
      yield* sleep(5);
      yield* sleep(5);
      return "in time";
    };
    return [
      yield* withTimeout(10, after(10, 1)),
      yield* withTimeout(10, twice()),
    ];
  });
  assertEquals(value, [1, "in time"]);
});

Deno.test("what is done already wins over no time at all", async () => {
  const bad = new Error("bad");
  const { value } = await play(function* (): Co {
    const done = Future.resolve("done"), failed = Future.reject(bad);
    return [
      yield* withTimeout(0, done),
      yield* withTimeout(-1, done),
      yield* withTimeout(-Infinity, done),
      yield withTimeout(0, failed).catch((error) => error),
    ];
  });
  assertEquals(value, ["done", "done", "done", bad]);
});

Deno.test("without any time a generator is not started", () => {
  const log: string[] = [];
  const body = function* (): Co {
    log.push("started");
    yield* sleep(1);
  };
  for (const ms of [0, -1]) {
    assertInstanceOf(withTimeout(ms, body()).error(), TimeoutError);
  }
  assertEquals(log, []);
});

Deno.test("without any time a pending task is cancelled", async () => {
  const { error, time, log } = await play((stage) =>
    withTimeout(0, spawn(() => cleaning(stage, 5)))
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals([time, log], [5, ["body cleaned up at 5"]]);
});

Deno.test("NaN is a RangeError before anything starts", () => {
  const log: string[] = [];
  const body = function* (): Co {
    log.push("started");
    yield* sleep(1);
  };
  assertThrows(() => withTimeout(NaN, body()), RangeError);
  assertEquals(log, []);
});

Deno.test("a time that is no number is a TypeError, a bad yieldable a BadYieldError", () => {
  assertThrows(() => withTimeout("1" as never, sleep(0)), TypeError);
  assertThrows(() => withTimeout(1, 42), BadYieldError);
});

Deno.test("Infinity is no limit, and costs no timer", async () => {
  const { value } = await play(function* ({ clock }): Co {
    const gate = new Future<number>(), all = withTimeout(Infinity, gate);
    const alarm = clock.alarmAt;
    gate.setResult(1);
    return [alarm, yield* all];
  });
  assertEquals(value, [undefined, 1]);
});

Deno.test("the timer is freed when the work ends", async () => {
  const { value } = await play(function* ({ clock }): Co {
    yield* withTimeout(60_000, after(1, 1));
    yield withTimeout(60_000, failing(1, new Error())).catch(() => {});
    return clock.alarmAt;
  });
  assertEquals(value, undefined);
});

Deno.test("cancelling it cancels the work and ends after its cleanup, as a cancel", async () => {
  const { error, time, log } = await play(function* (stage): Co {
    const all = withTimeout(10, cleaning(stage, 3));
    stage.at(5, () => all.cancel("why"));
    yield* all;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time, log], ["why", 8, ["body cleaned up at 8"]]);
});

Deno.test("cancelling it leaves work that others wait for, and frees the timer", async () => {
  const { value } = await play(function* ({ clock }): Co {
    const shared = new Future(), other = shared.then((value) => value);
    const all = withTimeout(10, shared);
    all.cancel();
    const error = yield all.catch((error) => error);
    const alarm = clock.alarmAt;
    shared.setResult(1);
    return [error.name, alarm, yield* other];
  });
  assertEquals(value, ["CancelledError", undefined, 1]);
});

Deno.test("work that is cancelled by somebody else is no timeout", async () => {
  const { error, time } = await play(function* ({ at }): Co {
    const work = new Future();
    at(5, () => work.cancel("by its owner"));
    yield* withTimeout(10, work);
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["by its owner", 5]);
});

Deno.test("an inner TimeoutError passes through an outer time as it is", async () => {
  const { error, time } = await play(() =>
    withTimeout(20, withTimeout(10, never()))
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals([error.deadline, time], [1010, 10]);
});

Deno.test("the outer time cancels through an inner one, and waits for the cleanup", async () => {
  const { error, time } = await play((stage) =>
    withTimeout(10, withTimeout(20, cleaning(stage, 5)))
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals([error.deadline, time], [1010, 15]);
});

Deno.test("a waiter that is cancelled in the turn the work ended gets the value first", async () => {
  const { value } = await play(function* (stage): Co {
    const work = after(5, "kept");
    const waiter = spawn(function* (): Co {
      stage.log.push(yield* withTimeout(10, work));
      yield* sleep(0);
    });
    stage.at(5, () => waiter.cancel());
    yield waiter.catch((error) => stage.log.push(error.name));
    return [work.result(), ...stage.log];
  });
  assertEquals(value, ["kept", "kept", "CancelledError"]);
});

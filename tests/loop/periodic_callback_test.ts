import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop, PeriodicCallback } from "../../lib/loop/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";

/** A PeriodicCallback that was started on a loop of its own. */
function started(fn: () => unknown, ms: number) {
  const { loop, clock } = handLoop();
  const beat = new PeriodicCallback(fn, ms);
  loop._within(() => beat.start());
  return { beat, loop, clock };
}

// L8
Deno.test("PeriodicCallback calls once a period, the first one period from start", async () => {
  const times: number[] = [];
  const { beat, clock, loop } = started(() => times.push(loop.time()), 10);
  await clock.advance(50);
  assertEquals(times, [1010, 1020, 1030, 1040, 1050]);
  beat.stop();
});

// L8
Deno.test("PeriodicCallback skips the times that passed during a long call", async () => {
  const durations = [9, 9, 10, 11, 20, 20, 35, 35, 0, 0, 0];
  const times: number[] = [];
  const { beat, clock, loop } = started(() => {
    times.push(loop.time());
    clock.pass(durations.shift()!);
    if (durations.length === 0) beat.stop();
  }, 10);
  await clock.advance(300);
  assertEquals(
    times,
    [1010, 1020, 1030, 1050, 1070, 1100, 1130, 1170, 1210, 1220, 1230],
  );
});

// L8
Deno.test("PeriodicCallback refuses a period that is not above zero and finite", () => {
  for (const ms of [0, -1, NaN, Infinity, -Infinity]) {
    assertThrows(() => new PeriodicCallback(() => {}, ms), RangeError);
  }
});

Deno.test("PeriodicCallback refuses arguments of the wrong type", () => {
  for (const fn of [undefined, null, "f", {}]) {
    assertThrows(
      () => new PeriodicCallback(fn as never, 10),
      TypeError,
      "expected a function",
    );
  }
  for (const ms of [undefined, null, "10", 10n]) {
    assertThrows(() => new PeriodicCallback(() => {}, ms as never), TypeError);
  }
  for (const jitter of [-0.1, 1.1, NaN, "0.5"]) {
    assertThrows(
      () => new PeriodicCallback(() => {}, 10, { jitter: jitter as never }),
      RangeError,
      "a share from 0 to 1",
    );
  }
});

Deno.test("PeriodicCallback runs from start to stop, and may start again", async () => {
  let calls = 0;
  const { beat, loop, clock } = started(() => calls++, 10);
  assert(beat.running);
  await clock.advance(25);
  beat.stop();
  assertEquals([beat.running, clock.alarmAt], [false, undefined]);
  await clock.advance(100);
  assertEquals(calls, 2);
  loop._within(() => beat.start());
  assertEquals(clock.alarmAt, 1135);
  await clock.advance(10);
  assertEquals(calls, 3);
  beat.stop();
});

Deno.test("PeriodicCallback.start twice is one start, stop twice is one stop", async () => {
  let calls = 0;
  const { beat, clock } = started(() => calls++, 10);
  beat.start();
  await clock.advance(10);
  assertEquals(calls, 1);
  beat.stop();
  beat.stop();
  assertEquals(clock.alarmAt, undefined);
});

Deno.test("PeriodicCallback may be stopped by its own call", async () => {
  let calls = 0;
  const { beat, clock } = started(() => {
    calls++;
    beat.stop();
  }, 10);
  await clock.advance(50);
  assertEquals([calls, clock.alarmAt], [1, undefined]);
});

Deno.test("PeriodicCallback reports a call that throws, and goes on", async () => {
  const error = new Error("once");
  let calls = 0;
  const { beat, loop, clock } = started(function heartbeat() {
    if (++calls === 1) throw error;
  }, 10);
  using told = reports(loop);
  await clock.advance(20);
  assertEquals(calls, 2);
  assertEquals(told.errors, [{ error, source: beat, name: "heartbeat" }]);
  beat.stop();
});

Deno.test("PeriodicCallback never overlaps a call that takes a Future or promise", async () => {
  for (const kind of ["Future", "promise"]) {
    const times: number[] = [];
    const { beat, loop, clock } = started(() => {
      times.push(loop.time());
      const slept = sleep(25);
      return kind === "Future" ? slept : slept.promise();
    }, 10);
    await clock.advance(75);
    assertEquals(times, [1010, 1040, 1070], kind);
    beat.stop();
    await clock.advance(100);
    assertEquals(clock.alarmAt, undefined);
  }
});

Deno.test("PeriodicCallback goes on after a call that is cancelled", async () => {
  let calls = 0;
  const { beat, loop, clock } = started(() => {
    calls++;
    const task = spawn(function* (): Generator {
      yield sleep(1000);
    });
    task.cancel();
    return task;
  }, 10);
  using told = reports(loop);
  await clock.advance(20);
  assertEquals([calls, told.errors, told.unobserved], [2, [], []]);
  beat.stop();
});

Deno.test("PeriodicCallback reports a call that fails later once, and goes on", async () => {
  const error = new Error("later");
  for (const fail of [Future.reject, Promise.reject.bind(Promise)]) {
    let calls = 0;
    const { beat, loop, clock } = started(() => {
      if (++calls === 1) return fail(error);
    }, 10);
    using told = reports(loop);
    await clock.advance(20);
    await rest();
    assertEquals(calls, 2);
    const both = [...told.errors, ...told.unobserved];
    assertEquals(both.map((report) => report.error), [error]);
    beat.stop();
  }
});

Deno.test("PeriodicCallback does not go on when stopped during a pending call", async () => {
  const gate = new Future<void>();
  let calls = 0;
  const { beat, clock } = started(() => {
    calls++;
    return gate;
  }, 10);
  await clock.advance(10);
  beat.stop();
  gate.setResult();
  await clock.advance(50);
  assertEquals([calls, clock.alarmAt], [1, undefined]);
});

Deno.test("PeriodicCallback started anew is not hastened by the old pending call", async () => {
  const gate = new Future<void>(), times: number[] = [];
  const { beat, loop, clock } = started(() => {
    times.push(loop.time());
    return times.length === 1 ? gate : undefined;
  }, 10);
  await clock.advance(10);
  beat.stop();
  loop._within(() => beat.start());
  gate.setResult();
  await clock.advance(20);
  assertEquals(times, [1010, 1020, 1030]);
  beat.stop();
});

Deno.test("PeriodicCallback goes on after a call that returns a strange `then`", async () => {
  const error = new Error("then");
  const strange: unknown[] = [
    { then: 5 },
    { addDoneCallback: 5 },
    {
      get then() {
        throw error;
      },
    },
    {
      then() {
        throw error;
      },
    },
  ];
  for (const one of strange) {
    let calls = 0;
    const { beat, loop, clock } = started(() => {
      calls++;
      return one;
    }, 10);
    using told = reports(loop);
    await clock.advance(20);
    assertEquals(calls, 2);
    assert(told.errors.every((report) => report.error === error));
    beat.stop();
  }
});

Deno.test("PeriodicCallback is not doubled by a thenable that calls back twice", async () => {
  let calls = 0;
  const twice = {
    then(done: () => void) {
      done();
      done();
    },
  };
  const { beat, clock } = started(() => {
    calls++;
    return twice;
  }, 10);
  await clock.advance(30);
  assertEquals(calls, 3);
  beat.stop();
});

Deno.test("PeriodicCallback spreads its periods by the jitter, half to each side", async () => {
  const chances = [0, 1, 0.5, 0.5], times: number[] = [];
  const { loop, clock } = handLoop();
  const beat = new PeriodicCallback(() => times.push(loop.time()), 10, {
    jitter: 0.2,
    random: () => chances.shift()!,
  });
  loop._within(() => beat.start());
  await clock.advance(30);
  assertEquals(times, [1009, 1020, 1030]);
  beat.stop();
});

Deno.test("PeriodicCallback takes its chance from the host where none is given", async () => {
  const times: number[] = [];
  const { loop, clock } = handLoop();
  const beat = new PeriodicCallback(() => times.push(loop.time()), 10, {
    jitter: 1,
  });
  loop._within(() => beat.start());
  await clock.advance(15);
  assert(times.length >= 1 && times[0]! >= 1005 && times[0]! <= 1015);
  beat.stop();
});

Deno.test("PeriodicCallback calls on the loop on which it was started", async () => {
  const seen: IOLoop[] = [];
  const { beat, loop, clock } = started(() => seen.push(IOLoop.current()), 10);
  await clock.advance(20);
  assertEquals(seen.map((one) => one === loop), [true, true]);
  beat.stop();
});

Deno.test("PeriodicCallback calls in the context of its start, each time", async () => {
  const user = new ContextVar<string>("user");
  for (const result of [undefined, Future.resolve(), Promise.resolve()]) {
    const seen: unknown[] = [];
    const { loop, clock } = handLoop();
    const beat = new PeriodicCallback(() => {
      seen.push([user.get(), IOLoop.current() === loop]);
      user.set("eve");
      return result;
    }, 10);
    loop._within(() => user.run("ada", () => beat.start()));
    await clock.advance(30);
    assertEquals(seen, [["ada", true], ["ada", true], ["ada", true]]);
    beat.stop();
  }
});

Deno.test("PeriodicCallback gives no argument and no `this`", async () => {
  let given: unknown;
  const { beat, clock } = started(function (this: unknown, ...args: unknown[]) {
    given = [this, args];
  }, 10);
  await clock.advance(10);
  assertEquals(given, [undefined, []]);
  beat.stop();
  assertStrictEquals(clock.alarmAt, undefined);
});

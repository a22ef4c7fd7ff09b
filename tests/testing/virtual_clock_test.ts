import { assert, assertEquals, assertThrows } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { type Handle, IOLoop } from "../../lib/loop/mod.ts";
import { runVirtual, VirtualClock } from "../../lib/testing/mod.ts";

function setUp() {
  const clock = new VirtualClock();
  return { clock, loop: new IOLoop({ clock }) };
}

/** What a program does; times are small, so that many are equal. */
const time = fc.integer({ min: -2, max: 12 });
const step = fc.oneof(
  fc.record({ kind: fc.constant("later" as const), ms: time, adds: time }),
  fc.record({ kind: fc.constant("at" as const), ms: time }),
  fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("advance" as const), ms: fc.nat(9) }),
);

/** A sorted list, asked again and again for its first. */
class Model {
  now = 0;
  log: string[] = [];
  made = 0;
  timers: { id: number; time: number; adds: number | undefined }[] = [];

  add(time: number, adds?: number): void {
    this.timers.push({ id: this.made++, time, adds });
  }

  cancel(id: number): void {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }

  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      // Past ones are due together, at the time that is now.
      const due = Math.min(...this.timers.map(({ time }) => time));
      if (due > end) break;
      this.now = Math.max(this.now, due);
      const batch = this.timers.filter(({ time }) => time <= this.now)
        .sort((a, b) => a.time - b.time || a.id - b.id);
      this.timers = this.timers.filter(({ time }) => time > this.now);
      for (const { id, adds } of batch) {
        this.log.push(`${id}@${this.now}`);
        if (adds !== undefined) this.add(this.now + Math.max(0, adds));
      }
    }
    this.now = end;
  }
}

Deno.test("VirtualClock runs what a sorted list of timers would", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { clock, loop } = setUp(), model = new Model();
      const log: string[] = [], handles: Handle[] = [];
      const add = (make: (run: () => void) => Handle, adds?: number) => {
        const id = handles.length;
        handles.push(make(() => {
          log.push(`${id}@${loop.time()}`);
          if (adds !== undefined) add((run) => loop.callLater(adds, run));
        }));
      };
      for (const step of steps) {
        if (step.kind === "later") {
          add((run) => loop.callLater(step.ms, run), step.adds);
          model.add(model.now + Math.max(0, step.ms), step.adds);
        } else if (step.kind === "at") {
          add((run) => loop.callAt(step.ms, run));
          model.add(step.ms);
        } else if (step.kind === "cancel") {
          handles[step.which]?.cancel();
          model.cancel(step.which);
        } else {
          await clock.advance(step.ms);
          model.advance(step.ms);
          assertEquals(clock.now(), model.now);
        }
      }
      await clock.advance(100);
      model.advance(100);
      assertEquals(log, model.log);
      assertEquals(clock.next, undefined);
    }),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 60) },
  );
});

Deno.test("a VirtualClock stands still by itself", async () => {
  const { clock, loop } = setUp();
  let ran = false;
  using timer = loop.callLater(1, () => ran = true);
  for (let i = 0; i < 10; i++) await new Promise((done) => setImmediate(done));
  assertEquals([clock.now(), ran, timer.done], [0, false, false]);
});

Deno.test("advance stops at each timer, at its time", async () => {
  const { clock, loop } = setUp(), log: number[] = [];
  for (const ms of [30, 10, 20]) {
    loop.callLater(ms, () => log.push(clock.now()));
  }
  await clock.advance(20);
  assertEquals([log, clock.now(), clock.next], [[10, 20], 20, 30]);
  await clock.advance(5);
  assertEquals([log.length, clock.now()], [2, 25]);
});

Deno.test("advance runs what timers add on the way, if it is due", async () => {
  const { clock, loop } = setUp(), log: string[] = [];
  loop.callLater(10, () => {
    log.push("first");
    loop.callLater(5, () => log.push("added"));
    loop.callLater(50, () => log.push("later"));
  });
  await clock.advance(20);
  assertEquals(log, ["first", "added"]);
  await clock.advance(40);
  assertEquals(log, ["first", "added", "later"]);
});

Deno.test("advance by 0 runs what is due now", async () => {
  const { clock, loop } = setUp(), log: number[] = [];
  loop.callLater(0, () => log.push(0));
  loop.callLater(1, () => log.push(1));
  await clock.advance(0);
  assertEquals(log, [0]);
});

Deno.test("advance lets native promises go on at each stop", async () => {
  const { clock, loop } = setUp(), log: number[] = [];
  const pause = (ms: number) =>
    new Promise<void>((done) => loop.callLater(ms, done));
  const walk = async () => {
    for (let i = 0; i < 5; i++) {
      await pause(10);
      for (let k = 0; k < 50; k++) await null;
      log.push(clock.now());
    }
  };
  const walked = walk();
  await clock.advance(50);
  assertEquals(log, [10, 20, 30, 40, 50]);
  await walked;
});

Deno.test("calls of advance follow one another", async () => {
  const { clock, loop } = setUp(), log: number[] = [];
  for (const ms of [3, 6, 9]) loop.callLater(ms, () => log.push(clock.now()));
  await Promise.all([clock.advance(5), clock.advance(5)]);
  assertEquals([log, clock.now()], [[3, 6, 9], 10]);
});

Deno.test("advance may be waited for in a coroutine of the loop", async () => {
  const { clock, loop } = setUp();
  const times = await loop.run(function* () {
    const sleeper = spawn(function* () {
      yield* sleep(10);
      return clock.now();
    });
    yield* clock.advance(15);
    return [yield* sleeper, clock.now()];
  });
  assertEquals(times, [10, 15]);
});

Deno.test("a cancelled timer does not run, nor does it hold time up", async () => {
  const { clock, loop } = setUp(), log: number[] = [];
  const first = loop.callLater(1, () => log.push(1));
  loop.callLater(2, () => log.push(2));
  first.cancel();
  await clock.advance(5);
  assertEquals([log, clock.now()], [[2], 5]);
});

Deno.test("time goes forward only, and to a point", () => {
  const { clock } = setUp();
  assertThrows(() => clock.advance(-1), RangeError, "does not run back");
  assertThrows(() => clock.advance(NaN), RangeError, "NaN is no point");
  assertThrows(() => clock.advance(Infinity), RangeError, "finite");
  assertThrows(() => clock.advance("1" as never), TypeError, '"1"');
  assertThrows(() => new VirtualClock({ start: NaN }), RangeError);
  assertEquals(clock.now(), 0);
});

Deno.test("pump refuses a bad step before it takes the first", async () => {
  const { clock } = setUp();
  assertThrows(() => clock.pump([1, NaN]), RangeError);
  assertEquals(clock.now(), 0);
  await clock.pump([1, 2, 3]);
  await clock.pump([]);
  assertEquals(clock.now(), 6);
});

Deno.test("date() follows the clock from its epoch", async () => {
  const clock = new VirtualClock({ epoch: new Date("2013-03-16T00:00:00Z") });
  await clock.advance(3_600_000);
  assertEquals(clock.date().toISOString(), "2013-03-16T01:00:00.000Z");
  assertEquals(new VirtualClock().date().getUTCFullYear(), 2000);
});

Deno.test("a clock starts where it is told", () => {
  const clock = new VirtualClock({ start: 500 });
  assertEquals(new IOLoop({ clock }).time(), 500);
});

Deno.test("autojump goes on from timer to timer until none is left", async () => {
  const clock = new VirtualClock({ autojump: true });
  const loop = new IOLoop({ clock });
  const took = await loop.run(function* () {
    for (let i = 0; i < 24; i++) yield* sleep(3_600_000);
    return loop.time();
  });
  assertEquals(took, 24 * 3_600_000);
});

Deno.test("autojump never jumps while something can run", async () => {
  const times = await runVirtual(function* () {
    const times = new Set<number>();
    const late = spawn(function* () {
      yield* sleep(1);
    });
    for (let i = 0; i < 20_000; i++) {
      yield null;
      times.add(IOLoop.current().time());
    }
    for (let i = 0; i < 500; i++) yield Promise.resolve();
    times.add(IOLoop.current().time());
    yield* late;
    return [...times];
  });
  assertEquals(times, [0]);
});

Deno.test("autojump waits while the clock is held", async () => {
  const clock = new VirtualClock({ autojump: true });
  const loop = new IOLoop({ clock });
  const log: string[] = [];
  const hold = clock.hold(), other = clock.hold();
  loop.callLater(5, () => log.push("timer"));
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
  hold[Symbol.dispose]();
  hold[Symbol.dispose]();
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
  assertEquals(log, []);
  other[Symbol.dispose]();
  await loop.run(() => sleep(6));
  assertEquals(log, ["timer"]);
});

Deno.test("autojump can be turned off and on", async () => {
  const clock = new VirtualClock({ autojump: true });
  const loop = new IOLoop({ clock });
  clock.autojump = false;
  let over = false;
  const done = loop.run(function* () {
    yield* sleep(5);
    over = true;
  });
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
  assertEquals(over, false);
  clock.autojump = true;
  await done;
  assertEquals(clock.now(), 5);
});

Deno.test("autojump listens a while to a promise of the host's", async () => {
  const result = await runVirtual(function* () {
    const log: string[] = [];
    const timer = spawn(function* () {
      yield* sleep(1000);
      log.push("timer");
    });
    yield new Promise((done) => setTimeout(done, 2));
    log.push("outside");
    yield* timer;
    return log;
  }, { clock: new VirtualClock({ patience: 500 }) });
  assertEquals(result, ["outside", "timer"]);
});

Deno.test("one clock serves one loop", () => {
  const { clock, loop } = setUp();
  using _ = loop.callLater(1, () => {});
  const other = new IOLoop({ clock });
  assertThrows(
    () => other.callLater(1, () => {}),
    InvalidStateError,
    "another loop",
  );
});

Deno.test("the host's clock is not patched", async () => {
  const { Date, performance, setTimeout } = globalThis;
  await runVirtual(function* () {
    const before = performance.now();
    yield* sleep(1e9);
    assert(performance.now() - before < 1e6);
    assertEquals(globalThis.Date, Date);
    assertEquals(globalThis.setTimeout, setTimeout);
  });
});

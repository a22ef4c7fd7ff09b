import { assert, assertEquals, assertLess } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { type Bucket, Timers } from "../../lib/loop/timers.ts";
import { TimersModel } from "../model/timers_model.ts";
import { HandClock } from "../_support.ts";

/** A timer that only says who it is. */
class Entry {
  done = false;
  bucket: Bucket | undefined;
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }

  cancel(): void {
    this.done = true;
    this.bucket?.forget(this);
  }

  _run(): void {}

  _label(): string {
    return `timer ${this.id}`;
  }
}

/** Timers on a clock that is moved by hand, and a way to fill them. */
function setUp(grain = 0) {
  const clock = new HandClock(1000, grain);
  const timers = new Timers(clock, () => {});
  let made = 0;
  const add = (time: number) => {
    const entry = new Entry(made++);
    entry.bucket = timers.add(entry, time);
    return entry;
  };
  const take = (now: number) =>
    timers.take(now).map((entry) => entry as Entry)
      .filter(({ done }) => !done).map(({ id }) => id);
  return { clock, timers, add, take };
}

Deno.test("timers are due in the order of their times", () => {
  const { add, take } = setUp();
  for (const time of [1005, 1001, 1009, 1003]) add(time);
  assertEquals(take(1005), [1, 3, 0]);
  assertEquals(take(1005), []);
  assertEquals(take(2000), [2]);
});

Deno.test("timers of one time are due in the order of adding", () => {
  const { add, take } = setUp();
  for (let i = 0; i < 50; i++) add(1005);
  assertEquals(take(1005), Array.from({ length: 50 }, (_, i) => i));
});

Deno.test("timers of one grain share a bucket and keep their exact order", () => {
  const { add, take, timers } = setUp(1);
  const buckets = [1000.9, 1000.1, 1000.5, 1000.1, 1001].map((time) =>
    add(time).bucket
  );
  assertEquals(new Set(buckets).size, 1);
  assertEquals(timers.next, 1001);
  assertEquals(take(1000), []);
  assertEquals(take(1001), [1, 3, 2, 0, 4]);
});

Deno.test("a bucket gives what is due exactly, and keeps the rest", () => {
  const { add, take, timers } = setUp(1);
  for (const time of [1000.9, 1000.1, 1000.5]) add(time);
  assertEquals(take(1000.5), [1, 2]);
  assertEquals(timers.next, 1001);
  assertEquals(take(1000.8), []);
  assertEquals(take(1000.9), [0]);
  assertEquals(timers.next, undefined);
});

Deno.test("a timer that was taken out of a bucket and is cancelled takes no other along", () => {
  const { add, take, timers } = setUp(1);
  const [first, second, stays] = [1000.1, 1000.2, 1000.9].map(add);
  assertEquals(timers.take(1000.5).length, 2);
  first!.cancel();
  second!.cancel();
  assertEquals(timers.next, 1001);
  assertEquals(take(1001), [stays!.id]);
});

Deno.test("timers set one alarm, for the earliest of them", () => {
  const { add, clock, timers } = setUp();
  assertEquals(clock.alarmAt, undefined);
  add(1005);
  assertEquals([clock.alarmAt, clock.calls], [1005, 1]);
  add(1009);
  add(1005);
  assertEquals([clock.alarmAt, clock.calls], [1005, 1]);
  add(1002);
  assertEquals([clock.alarmAt, clock.calls], [1002, 2]);
  timers.take(1002);
  timers.arm();
  assertEquals(clock.alarmAt, 1005);
});

Deno.test("the alarm is cleared when the last timer is cancelled", () => {
  const { add, clock, timers } = setUp();
  const entries = [1005, 1002, 1009].map(add);
  for (const entry of entries) entry.cancel();
  assertEquals([timers.next, clock.alarmAt], [undefined, undefined]);
});

Deno.test("100,000 cancelled timers leave nothing behind", () => {
  const { add, clock, timers } = setUp(1);
  const entries = Array.from(
    { length: 100_000 },
    (_, i) => add(1001 + (i * 7919) % 1000),
  );
  assertLess(clock.calls, 100);
  for (const entry of entries) entry.cancel();
  assertEquals([timers.next, clock.alarmAt], [undefined, undefined]);
});

Deno.test("cancelled timers leave a bucket in which others stay", () => {
  const { add, take } = setUp();
  const stays = add(1005);
  for (let i = 0; i < 2000; i++) add(1005).cancel();
  assertLess(stays.bucket!.entries.length, 40);
  assertEquals(take(1005), [stays.id]);
});

Deno.test("cancelled timers do not disturb the order of those that stay", () => {
  const { add, take } = setUp(1);
  const entries = Array.from(
    { length: 60 },
    (_, i) => add(1001 - ((i * 7) % 10) / 10),
  );
  for (const entry of entries) if (entry.id % 3 !== 0) entry.cancel();
  const expected = entries.filter(({ id }) => id % 3 === 0).map(({ id }) => id)
    .sort((a, b) => (b * 7) % 10 - (a * 7) % 10 || a - b);
  assertEquals(take(1001), expected);
});

Deno.test("a timer that was taken out may still be cancelled", () => {
  const { add, timers, take } = setUp();
  const first = add(1005), second = add(1005);
  assertEquals(timers.take(1005).length, 2);
  first.cancel();
  second.cancel();
  const third = add(1005);
  assert(third.bucket !== first.bucket);
  first.bucket!.forget(first);
  assertEquals(take(1005), [third.id]);
});

const programs = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("add"),
        // Tenths of a millisecond: some in the past, many of them equal.
        tenths: fc.integer({ min: -20, max: 80 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("cancel"), tenths: fc.nat() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("pass"), tenths: fc.nat(30) }),
    },
  ),
  { maxLength: 120, size: "max" },
);

for (const grain of [0, 1]) {
  Deno.test(`timers of grain ${grain} agree with a sorted array`, () => {
    fc.assert(
      fc.property(programs, (program) => {
        const { add, clock, take, timers } = setUp(grain);
        const model = new TimersModel(grain), entries: Entry[] = [];
        for (const { do: what, tenths } of program) {
          const now = clock.now();
          if (what === "add") {
            const entry = add(now + tenths / 10);
            entries.push(entry);
            model.add(entry.id, now + tenths / 10);
          } else if (what === "pass") {
            clock.pass(tenths / 10);
            const due = take(clock.now());
            assertEquals(due, model.take(clock.now()));
            // One that is due may cancel another that is.
            if (due.length > 1) entries[due.at(-1)!]!.cancel();
            for (const id of due) entries[id]!.done = true;
          } else {
            const entry = entries[tenths % entries.length];
            if (entry === undefined || entry.done) continue;
            entry.cancel();
            model.cancel(entry.id);
          }
          assertEquals(timers.next, model.next);
        }
        assertEquals(take(Infinity), model.take(Infinity));
      }),
      { numRuns: 300 },
    );
  });
}

import { assertEquals, assertThrows } from "@std/assert";
import { settlersOf } from "../../lib/future/settlers.ts";
import { currentTask, sleep } from "../../lib/coroutine/mod.ts";
import { Semaphore } from "../../lib/sync/mod.ts";
import { type Co, play } from "../scopes/_kit.ts";

Deno.test("so many come in, the others in order of asking", () => {
  const two = new Semaphore(2);
  const all = [1, 2, 3, 4].map(() => two.acquire());
  const done = () => all.map(({ done }) => done);
  assertEquals(done(), [true, true, false, false]);
  all[1]!.result().release();
  assertEquals(done(), [true, true, true, false]);
  assertEquals(two.statistics(), { value: 0, waiting: 1 });
});

// K5
Deno.test("release() without a holder makes one permit more, and three wake three", () => {
  const none = new Semaphore(0);
  const all = [1, 2, 3].map(() => none.acquire());
  for (const _ of all) none.release();
  assertEquals(all.map(({ done }) => done), [true, true, true]);
  none.release();
  assertEquals([none.value, none.locked], [1, false]);
});

// K5
Deno.test("a negative, broken or missing number is told at once", () => {
  for (const bad of [-1, NaN, 1.5, Infinity]) {
    assertThrows(() => new Semaphore(bad), RangeError, String(bad));
  }
  assertThrows(() => new Semaphore("2" as never), TypeError, '"2"');
  assertThrows(() => new Semaphore(1, 2 as never), TypeError);
});

Deno.test("acquireNowait() takes what is free", () => {
  const one = new Semaphore(1), permit = one.acquireNowait();
  assertEquals(one.acquireNowait(), undefined);
  permit!.release();
  assertEquals(one.value, 1);
});

Deno.test("release() spends the permit of the task that calls it", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const two = new Semaphore(2);
    spawn(function* (): Co {
      using _permit = yield* two.acquire();
      yield* sleep(2);
    });
    {
      using permit = yield* two.acquire();
      two.release();
      if (!permit.released) throw new Error("It is another's");
    }
    const now = two.value;
    yield* sleep(3);
    return [now, two.value];
  });
  assertEquals(value, [1, 2]);
});

Deno.test("release() of a callback spends nobody's permit", () => {
  const two = new Semaphore(2), permit = two.acquire().result();
  two.release();
  assertEquals([two.value, permit.released], [2, false]);
  permit.release();
  assertEquals(two.value, 3);
});

Deno.test("run() holds a permit while a function works", async () => {
  const one = new Semaphore(1);
  assertEquals(await one.run((n: number) => [n, one.value], 1), [1, 0]);
  assertEquals(one.value, 1);
});

Deno.test("a wait tells which tasks could end it, one being enough", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const two = new Semaphore(2);
    const other = spawn(function* (): Co {
      using _permit = yield* two.acquire();
      yield* sleep(1);
    });
    using _permit = yield* two.acquire();
    const waits = two.acquire(), { kind, who, any } = settlersOf(waits)!;
    waits.cancel();
    yield* other;
    return [
      kind,
      who.map((task) => task === other),
      any,
      currentTask() === who[1],
    ];
  });
  assertEquals(value, ["Semaphore", [true, false], true, true]);
});

Deno.test("where permits were made or given back by others, nobody is told", async () => {
  const { value } = await play(function* ({ spawn, at }): Co {
    const signals = new Semaphore(0), one = new Semaphore(1);
    signals.release();
    yield* signals.acquire();
    const made = settlersOf(signals.acquire());
    yield* one.acquire();
    spawn(function* (): Co {
      yield* one.acquire();
      yield* sleep(5);
    });
    at(1, () => one.release());
    yield* sleep(2);
    const waits = one.acquire(), unsure = settlersOf(waits);
    waits.cancel();
    yield* sleep(5);
    return [made, unsure];
  });
  assertEquals(value, [undefined, undefined]);
});

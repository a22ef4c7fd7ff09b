import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  InvalidStateError,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { settlersOf } from "../../lib/future/settlers.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { race, withTimeout } from "../../lib/combinators/mod.ts";
import { Queue } from "../../lib/sync/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { type Co, play, stage } from "../scopes/_kit.ts";
import { end, ends } from "./_kit.ts";

// Q1
Deno.test("maxsize zero means any number, 1.3 holds two", () => {
  for (const maxsize of [0, undefined, Infinity]) {
    const any = new Queue<number>({ maxsize });
    for (let n = 0; n < 5000; n++) any.putNowait(n);
    assertEquals([any.full, any.size], [false, 5000]);
  }
  const two = new Queue<number>({ maxsize: 1.3 });
  two.putNowait(1);
  two.putNowait(2);
  assertEquals([two.full, two.maxsize], [true, 1.3]);
});

// Q1
Deno.test("a maxsize that is negative or no number is told at once", () => {
  const wrong = (maxsize: unknown) => () =>
    new Queue({ maxsize: maxsize as never });
  assertThrows(wrong(-1), RangeError, "-1");
  assertThrows(wrong(NaN), RangeError);
  assertThrows(wrong(null), TypeError, "null");
  assertThrows(wrong("1"), TypeError);
  assertThrows(() => new Queue(5 as never), TypeError, "options");
});

// Q2
Deno.test("putters wait for room and getters for items, each in order", () => {
  const one = new Queue<string>({ maxsize: 1 });
  const gets = [one.get(), one.get()];
  const puts = ["a", "b", "c", "d", "e"].map((item) => one.put(item));
  assertEquals(ends(gets), ["a", "b"]);
  const p = "pending";
  assertEquals(ends(puts), [undefined, undefined, undefined, p, p]);
  assertEquals(end(one.get()), "c");
  assertEquals(ends(puts), [undefined, undefined, undefined, undefined, p]);
  assertEquals([one.getNowait(), one.getNowait(), one.empty], ["d", "e", true]);
  assertEquals(end(puts[4]!), undefined);
});

// Q2
Deno.test("getNowait and putNowait tell what they cannot do, but serve a waiting peer", () => {
  const one = new Queue<number>({ maxsize: 1, name: "jobs" });
  assertThrows(() => one.getNowait(), QueueEmptyError, "Queue jobs now");
  const get = one.get();
  one.putNowait(1);
  assertEquals([end(get), one.size], [1, 0]);
  one.putNowait(2);
  assertThrows(() => one.putNowait(3), QueueFullError, "holds 1 items");
  const put = one.put(3);
  assertEquals([one.getNowait(), put.done, one.getNowait()], [2, true, 3]);
});

// Q3
Deno.test("getters and putters whose time is over neither receive nor deliver", async () => {
  const on = stage(), one = new Queue<number>({ maxsize: 1 });
  const gets = on.within(() => [one.get({ timeout: 5 }), one.get()]);
  gets[0]!.addDoneCallback(end);
  await on.clock.advance(5);
  one.putNowait(1);
  assertEquals(ends(gets), ["TimeoutError", 1]);
  one.putNowait(2);
  const puts = on.within(() => [one.put(3, { timeout: 5 }), one.put(4)]);
  puts[0]!.addDoneCallback(end);
  await on.clock.advance(5);
  assertEquals([one.getNowait(), one.getNowait(), one.empty], [2, 4, true]);
  assertEquals(ends(puts), ["TimeoutError", undefined]);
  assertEquals(on.clock.alarmAt, undefined);
});

// Q3
Deno.test("an item that comes in time frees the timer", async () => {
  const on = stage(), queue = new Queue<number>();
  const get = on.within(() => queue.get({ timeout: 5 }));
  queue.putNowait(1);
  assertEquals(on.clock.alarmAt, undefined);
  await on.clock.advance(10);
  assertEquals(end(get), 1);
});

Deno.test("no time at all means now, or a TimeoutError", async () => {
  const queue = new Queue<number>();
  assert(await caught(queue.get({ timeout: 0 })) instanceof TimeoutError);
  assert(await caught(withTimeout(0, queue.get())) instanceof TimeoutError);
  queue.putNowait(1);
  assertEquals(await queue.get({ timeout: 0 }), 1);
  queue.putNowait(2);
  assertEquals(await withTimeout(0, queue.get()), 2);
  assertEquals(queue.statistics().getters, 0);
});

// Q4
Deno.test("an item whose getter was cancelled goes to the next, in order", async () => {
  const { value } = await play(function* ({ spawn, log }): Co {
    const queue = new Queue<number>();
    const tasks = [1, 2, 3].map(() =>
      spawn(function* (): Co {
        log.push(yield* queue.get());
        yield* sleep(1);
      })
    );
    tasks[0]!.cancel();
    tasks[1]!.cancel();
    yield* sleep(1);
    queue.putNowait(1);
    queue.putNowait(2);
    yield* tasks[2]!;
    return [log, queue.getNowait()];
  });
  assertEquals(value, [[1], 2]);
});

// Q4
Deno.test("a getter cancelled in the turn of its item gets it before the cancel", async () => {
  const { value } = await play(function* ({ spawn, log }): Co {
    const queue = new Queue<number>();
    const task = spawn(function* (): Co {
      log.push(yield* queue.get());
      yield* sleep(1);
      log.push("went on");
    });
    queue.putNowait(1);
    task.cancel();
    yield* sleep(1);
    return [log, task.state, queue.size];
  });
  assertEquals(value, [[1], "cancelled", 0]);
});

// Q4
Deno.test("a putter that is cancelled delivers nothing", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const one = new Queue<number>({ maxsize: 1 });
    yield* one.put(1);
    const tasks = [2, 3].map((n) => spawn(() => one.put(n) as never));
    tasks[0]!.cancel();
    yield* sleep(1);
    return [yield* one.get(), yield* one.get(), one.empty];
  });
  assertEquals(value, [1, 3, true]);
});

Deno.test("the loser of a race takes nothing when its item comes later", async () => {
  const { value } = await play(function* (): Co {
    const a = new Queue<string>(), b = new Queue<string>();
    const first = race([a.get(), b.get()]);
    b.putNowait("b");
    a.putNowait("a");
    return [yield* first, a.size, b.size, a.statistics().getters];
  });
  assertEquals(value, ["b", 1, 0, 0]);
});

// Q5
Deno.test("taskDone() too often is an InvalidStateError", () => {
  const queue = new Queue<number>({ name: "jobs" });
  queue.putNowait(1);
  queue.taskDone();
  assertThrows(() => queue.taskDone(), InvalidStateError, "Queue jobs");
  assertEquals(queue.statistics().unfinished, 0);
});

// Q5
Deno.test("join() waits for all, and for items put meanwhile", async () => {
  const queue = new Queue<number>();
  assertEquals(queue.join().done, true);
  queue.putNowait(1);
  const join = queue.join();
  assertEquals([queue.statistics().joiners, settlersOf(join)], [1, undefined]);
  queue.putNowait(2);
  queue.taskDone();
  assertEquals(join.done, false);
  queue.taskDone();
  assertEquals(join.done, true);
  queue.putNowait(3);
  assert(await caught(queue.join({ timeout: 0 })) instanceof TimeoutError);
});

// Q7
Deno.test("for await ends at the shutdown, and what was put is what was got", async () => {
  const queue = new Queue<number>({ maxsize: 3 });
  const produce = spawn(function* () {
    for (let n = 1; n <= 100; n++) yield* queue.put(n);
    queue.shutdown();
  });
  let sum = 0;
  const consume = async () => {
    for await (const n of queue) sum += n;
  };
  await Promise.all([consume(), consume(), produce]);
  assertEquals(sum, 5050);
});

// Q8
Deno.test("shut down, waiting getters and putters and new puts fail", async () => {
  const empty = new Queue<number>({ name: "jobs" });
  const get = empty.get();
  empty.shutdown();
  const error = await caught(get) as Error;
  assert(error instanceof QueueShutDownError);
  assertEquals(error.message, "Cannot get from Queue jobs: it was shut down");
  assert(await caught(empty.get()) instanceof QueueShutDownError);
  assert(await caught(empty.put(1)) instanceof QueueShutDownError);
  assertThrows(() => empty.putNowait(1), QueueShutDownError);
  assertThrows(() => empty.getNowait(), QueueShutDownError);
  const full = new Queue<number>({ maxsize: 1 });
  full.putNowait(1);
  const put = full.put(2);
  full.shutdown();
  assert(await caught(put) instanceof QueueShutDownError);
  assertEquals([full.isShutDown, full.size], [true, 1]);
});

// Q8
Deno.test("what is left can be taken after a shutdown, and join() needs its taskDone()", async () => {
  const queue = new Queue<number>();
  queue.putNowait(1);
  queue.shutdown();
  queue.shutdown();
  const join = queue.join();
  assertEquals([await queue.get(), join.done], [1, false]);
  assert(await caught(queue.get()) instanceof QueueShutDownError);
  queue.taskDone();
  await join;
});

// Q8
Deno.test("an immediate shutdown drops what is left, but join() waits for what was taken", () => {
  const queue = new Queue<number>();
  for (const n of [1, 2, 3]) queue.putNowait(n);
  queue.getNowait();
  const join = queue.join();
  queue.shutdown({ immediate: true });
  assertEquals([queue.size, join.done], [0, false]);
  queue.taskDone();
  assertEquals(join.done, true);
});

Deno.test("an item may be anything, also nothing or a promise", async () => {
  const queue = new Queue<unknown>(), promise = Promise.resolve(1);
  const { value } = await play(function* (): Co {
    queue.putNowait(undefined);
    queue.putNowait(promise);
    return [yield* queue.get(), (yield* queue.get()) === promise];
  });
  assertEquals(value, [undefined, true]);
});

Deno.test("a wait that its user settles has left the line", () => {
  const queue = new Queue<number>(), get = queue.get();
  get.setResult(5);
  queue.putNowait(1);
  assertEquals([end(get), queue.size], [5, 1]);
});

Deno.test("statistics() tells all sizes", () => {
  const queue = new Queue<number>({ maxsize: 1 });
  queue.putNowait(1);
  queue.put(2);
  queue.join();
  assertEquals(queue.statistics(), {
    size: 1,
    maxsize: 1,
    getters: 0,
    putters: 1,
    unfinished: 1,
    joiners: 1,
  });
});

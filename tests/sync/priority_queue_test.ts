import { assertEquals, assertThrows } from "@std/assert";
import { PriorityQueue } from "../../lib/sync/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { ends } from "./_kit.ts";

const byKey = (a: { key: number }, b: { key: number }) => a.key - b.key;

// Q6
Deno.test("the least comes first, ties in order of putting, also with putters waiting", () => {
  const queue = new PriorityQueue<{ key: number; id: string }>({
    maxsize: 2,
    compare: byKey,
  });
  const items = [
    { key: 1, id: "a" },
    { key: 0, id: "b" },
    { key: 1, id: "c" },
    { key: 0, id: "d" },
  ];
  for (const item of items) queue.put(item);
  const order = items.map(() => queue.getNowait().id);
  assertEquals(order, ["b", "a", "d", "c"]);
});

Deno.test("a compare that is missing or no function is told at once", () => {
  assertThrows(() => new PriorityQueue({} as never), TypeError, "compare");
  assertThrows(() => new PriorityQueue(undefined as never), TypeError);
  assertThrows(() => new PriorityQueue({ compare: 1 as never }), TypeError);
});

Deno.test("where compare throws, the call that asked it fails, and no item is lost", async () => {
  const bad = new Error("compare");
  let broken = false;
  const queue = new PriorityQueue<number>({
    maxsize: 3,
    compare: (a, b) => {
      if (broken) throw bad;
      return a - b;
    },
  });
  for (const n of [3, 1, 2]) queue.putNowait(n);
  const waits = [queue.put(0), queue.put(9)];
  broken = true;
  assertEquals(await caught(queue.get()), bad);
  assertThrows(() => queue.getNowait(), Error, "compare");
  assertEquals([queue.size, ends(waits)], [3, ["pending", "pending"]]);
  broken = false;
  assertEquals(queue.getNowait(), 1);
  assertEquals([ends(waits), queue.size], [[undefined, "pending"], 3]);
  assertEquals(queue.getNowait(), 0);
  assertEquals(queue.statistics().unfinished, 5);
});

Deno.test("an item that cannot be ordered when there is room fails its own put", async () => {
  const queue = new PriorityQueue<number>({
    maxsize: 2,
    compare: (a, b) => {
      if (a === 13 || b === 13) throw new Error("13");
      return a - b;
    },
  });
  for (const n of [1, 2]) queue.putNowait(n);
  const bad = queue.put(13), good = queue.put(3);
  assertEquals([queue.getNowait(), queue.getNowait()], [1, 2]);
  assertEquals((await caught(bad) as Error).message, "13");
  assertEquals([good.done, queue.getNowait()], [true, 3]);
  await queue.put(5);
  const error = await caught(queue.put(13)) as Error;
  assertEquals([error.message, queue.size], ["13", 1]);
});

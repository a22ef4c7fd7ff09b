import { assertEquals } from "@std/assert";
import { LifoQueue } from "../../lib/sync/mod.ts";

// Q6
Deno.test("the latest comes first, also with putters waiting", () => {
  const queue = new LifoQueue<number>({ maxsize: 3 });
  for (const n of [1, 0, 2]) queue.putNowait(n);
  const put = queue.put(3);
  assertEquals([queue.getNowait(), put.done], [2, true]);
  assertEquals([3, 0, 1].map(() => queue.getNowait()), [3, 0, 1]);
});

import { assertEquals } from "@std/assert";
import { Stack } from "../../lib/sync/items.ts";

Deno.test("a Stack gives the latest first", () => {
  const stack = new Stack<number>();
  for (const n of [0, 2, 3]) stack.push(n);
  assertEquals([stack.take(), stack.take(), stack.size], [3, 2, 1]);
  stack.clear();
  assertEquals(stack.size, 0);
});

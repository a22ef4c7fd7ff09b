import { assertEquals } from "@std/assert";
import {
  CANCELLING,
  PAST_GRACE,
  PLAIN,
  REQUESTED,
  TURN,
  UNSTARTED,
} from "../../lib/coroutine/modes.ts";
import { FULFILLED } from "../../lib/future/states.ts";
import { DUTY, FLAGS, INSTANT, LOOKS } from "../../lib/future/waiter.ts";

Deno.test("each flag is a bit of its own, apart from those of every waiter", () => {
  const flags = [PLAIN, UNSTARTED, REQUESTED, PAST_GRACE, INSTANT, LOOKS];
  const all = flags.reduce((sum, flag) => sum | flag, 0);
  assertEquals(all, flags.reduce((sum, flag) => sum + flag, 0));
  assertEquals(all & FLAGS, all);
  assertEquals(all & DUTY, 0);
});

Deno.test("a cancel on its way is one of two", () => {
  assertEquals(CANCELLING, REQUESTED | PAST_GRACE);
});

Deno.test("who only takes a turn waits for what is ready", () => {
  assertEquals([TURN.done, TURN._state], [true, FULFILLED]);
});

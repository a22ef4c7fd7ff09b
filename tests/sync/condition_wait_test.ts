import { assertEquals } from "@std/assert";
import { ConditionWait } from "../../lib/sync/condition_wait.ts";
import { Permits } from "../../lib/sync/permits.ts";
import { WaitList } from "../../lib/sync/wait_list.ts";
import { end } from "./_kit.ts";

function lent(): {
  wait: ConditionWait;
  permits: Permits;
  list: WaitList;
  passed: () => number;
} {
  const permits = new Permits({}, "Lock", 1, undefined);
  const list = new WaitList({ kind: "Condition", name: undefined }, "wait()");
  let passed = 0;
  const wait = new ConditionWait(list, () => passed++, permits);
  permits.takeNow();
  list.add(wait);
  wait._lend();
  return { wait, permits, list, passed: () => passed };
}

Deno.test("lent, the permit is free for others; in the end it is held again", () => {
  const { wait, permits, list } = lent(), other = permits.takeNow()!;
  wait._end(true);
  assertEquals([list.size, permits.line.size, wait.done], [0, 1, false]);
  other.release();
  assertEquals([end(wait), permits.free], [true, 0]);
});

Deno.test("a notified wait that is cancelled passes on, once", () => {
  const { wait, permits, passed } = lent(), other = permits.takeNow()!;
  wait._end(true);
  assertEquals([wait.cancel(), wait.cancel(), passed()], [true, true, 1]);
  other.release();
  assertEquals([end(wait), wait.cancel()], ["CancelledError", false]);
});

Deno.test("one that nobody waits for and that is cancelled leaves the lock free", () => {
  const { wait, permits } = lent();
  wait.cancel();
  assertEquals([end(wait), permits.free], ["CancelledError", 1]);
});

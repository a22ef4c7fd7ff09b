import { assertEquals, assertStrictEquals } from "@std/assert";
import { InTime, inTime, tooLate } from "../../lib/combinators/in_time.ts";
import type { TimeoutError } from "../../lib/errors/mod.ts";
import type { Cell } from "../../lib/future/cell.ts";
import { Future } from "../../lib/future/mod.ts";
import { handLoop } from "../_support.ts";

/** Notes what happens, and ends with the thing or its time. */
class Noting extends InTime {
  static log: string[] = [];

  protected override get kind(): string {
    return "noting";
  }

  protected override expire(late: TimeoutError): void {
    Noting.log.push("late");
    this.giveUp(late);
  }

  protected override conclude(cell: Cell): void {
    Noting.log.push(`ended ${cell.done} ${this.late !== undefined}`);
    this.target._settle(cell.value, 1);
  }
}

Deno.test("what is ready, or has all the time, comes back as it is", () => {
  const ready = Future.resolve(1), pending = new Future<void>();
  assertStrictEquals(inTime(0, ready, "noting", Noting), ready);
  assertStrictEquals(inTime(Infinity, pending, "noting", Noting), pending);
});

Deno.test("the end of the thing frees the timer, the end of the time gives it up", async () => {
  const { loop, clock } = handLoop(), early = new Future<void>();
  Noting.log = [];
  loop._within(() => {
    inTime(5, early, "noting", Noting);
    early.setResult();
  });
  await clock.advance(10);
  assertEquals([Noting.log, clock.alarmAt], [["ended true false"], undefined]);
  Noting.log = [];
  loop._within(() => void inTime(5, new Future(), "noting", Noting));
  await clock.advance(5);
  assertEquals(Noting.log, ["late", "ended false true"]);
});

Deno.test("the error names what did not end, and its deadline", () => {
  const { loop } = handLoop();
  const late = loop._within(() => tooLate(5, new Future({ name: "query" })));
  assertEquals(late.message, "query did not end within 5 ms");
  assertEquals(late.deadline, 1000);
});

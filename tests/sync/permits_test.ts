import { assertEquals } from "@std/assert";
import { Permits } from "../../lib/sync/permits.ts";

Deno.test("a permit given back twice is given back once", () => {
  const permits = new Permits({}, "Semaphore", 2, undefined);
  const permit = permits.takeNow()!;
  assertEquals([permit.released, permits.free], [false, 1]);
  assertEquals([permit.release(), permit.release()], [true, false]);
  permit[Symbol.dispose]();
  assertEquals([permit.released, permits.free], [true, 2]);
});

Deno.test("the ledger names who has been out longest", () => {
  const permits = new Permits({}, "Semaphore", 3, undefined);
  const all = [1, 2, 3].map(() => permits.takeNow()!);
  assertEquals(permits.oldest === all[0], true);
  all[0]!.release();
  assertEquals(permits.oldest === all[1], true);
  permits.giveAny();
  assertEquals(permits.oldest === all[2], true);
  all[1]!.release(); // struck out of the ledger, but still good
  assertEquals(permits.free, 3);
});

Deno.test("the first who waits has the permit when it is given back", () => {
  const permits = new Permits({}, "Lock", 1, undefined);
  const held = permits.takeNow()!, waits = permits.take(undefined);
  held.release();
  assertEquals([permits.free, waits.result().released], [0, false]);
});

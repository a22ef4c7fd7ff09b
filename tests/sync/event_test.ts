import { assert, assertEquals, assertThrows } from "@std/assert";
import { TimeoutError } from "../../lib/errors/mod.ts";
import { settlersOf } from "../../lib/future/settlers.ts";
import { Event } from "../../lib/sync/mod.ts";
import { stage } from "../scopes/_kit.ts";
import { end } from "./_kit.ts";

// K8
Deno.test("set and cleared in one turn, it still wakes all who waited before", () => {
  const event = new Event(), all = [event.wait(), event.wait()];
  event.set();
  event.clear();
  const after = event.wait();
  assertEquals(all.map(({ done }) => done), [true, true]);
  assertEquals([after.done, event.isSet], [false, false]);
});

// K8
Deno.test("a wait for what has happened is over at once, also without any time", () => {
  const event = new Event();
  event.set();
  event.set();
  assertEquals(event.wait().done, true);
  assertEquals(event.wait({ timeout: 0 }).state, "fulfilled");
});

// K8
Deno.test("a wait that lasts too long is a TimeoutError", async () => {
  const on = stage(), event = new Event({ name: "ready" });
  const waits = on.within(() => event.wait({ timeout: 5 }));
  waits.addDoneCallback(end);
  await on.clock.advance(5);
  const error = waits.error();
  assert(error instanceof TimeoutError);
  assertEquals(error.message, "wait() of Event ready did not end within 5 ms");
  assertEquals(event.statistics(), { isSet: false, waiting: 0 });
});

Deno.test("a wait given up is not counted, and nobody knows who ends one", () => {
  const event = new Event(), waits = event.wait();
  assertEquals([event.statistics().waiting, settlersOf(waits)], [1, undefined]);
  waits.cancel();
  assertEquals(event.statistics().waiting, 0);
});

Deno.test("an Event's name is a string", () => {
  assertThrows(() => new Event({ name: {} as never }), TypeError, "name");
});

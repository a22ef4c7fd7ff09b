import { assertEquals, assertThrows } from "@std/assert";
import { currentTask, sleep } from "../../lib/coroutine/mod.ts";
import { Barrier } from "../../lib/sync/mod.ts";
import { type Co, play } from "../scopes/_kit.ts";
import { ends } from "./_kit.ts";

Deno.test("all go on when the last has come, each with its place", () => {
  const three = new Barrier(3), all = [three.wait(), three.wait()];
  assertEquals(ends(all), ["pending", "pending"]);
  all.push(three.wait());
  assertEquals(ends(all), [0, 1, 2]);
});

Deno.test("it begins anew for the next", () => {
  const two = new Barrier(2);
  const all = [1, 2, 3].map(() => two.wait());
  assertEquals(ends(all), [0, 1, "pending"]);
  assertEquals(two.statistics(), { parties: 2, waiting: 1 });
});

Deno.test("one who left is not there, and places move up", () => {
  const three = new Barrier(3);
  const all = [three.wait(), three.wait(), three.wait({ timeout: -1 })];
  assertEquals(ends(all), [0, 1, 2], "the last needs no time");
  const more = [three.wait(), three.wait()];
  more[0]!.cancel();
  more.push(three.wait());
  assertEquals(ends(more), ["CancelledError", "pending", "pending"]);
  more.push(three.wait());
  assertEquals(ends(more), ["CancelledError", 0, 1, 2]);
});

Deno.test("one that is about to be cancelled does not let the others on", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const two = new Barrier(2), waits = two.wait();
    spawn(function* (): Co {
      yield* sleep(1);
      currentTask()!.cancel();
      yield* two.wait();
    });
    yield* sleep(2);
    return [waits.state, two.statistics().waiting];
  });
  assertEquals(value, ["pending", 1]);
});

Deno.test("parties are a whole number above zero", () => {
  for (const bad of [0, -1, NaN, 1.5]) {
    assertThrows(() => new Barrier(bad), RangeError, String(bad));
  }
  assertThrows(() => new Barrier("2" as never), TypeError);
});

import { assertEquals } from "@std/assert";
import { sleep } from "../../lib/coroutine/mod.ts";
import { Lock } from "../../lib/sync/mod.ts";
import { runHolding } from "../../lib/sync/run_holding.ts";
import { type Co, play } from "../scopes/_kit.ts";

Deno.test("cancelled while it waits, the function is not called; while it works, it cleans up", async () => {
  const { value } = await play(function* ({ log }): Co {
    const lock = new Lock();
    const work = function* work(name: string): Co {
      log.push(name);
      try {
        yield* sleep(5);
      } finally {
        log.push(`${name} ends, ${lock.locked}`);
      }
    };
    const first = runHolding(lock, work, ["a"]);
    const second = runHolding(lock, work, ["b"]);
    second.cancel();
    first.cancel();
    yield* sleep(1);
    return [log, first.name, first.state, second.state, lock.locked];
  });
  const log = ["a", "a ends, true"];
  assertEquals(value, [log, "work", "cancelled", "cancelled", false]);
});

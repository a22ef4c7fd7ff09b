import { assertEquals } from "@std/assert";
import { currentTask, sleep } from "../../lib/coroutine/mod.ts";
import { afterLeaving, hopeless, isLeaving } from "../../lib/sync/leaving.ts";
import { type Co, play } from "../scopes/_kit.ts";

Deno.test("a task leaves from its cancel to the throw, not while it cleans up", async () => {
  const { log } = await play(function* ({ spawn, log }): Co {
    spawn(function* (): Co {
      log.push(isLeaving());
      currentTask()!.cancel();
      log.push(isLeaving());
      afterLeaving(() => log.push("after"));
      try {
        yield* sleep(1);
      } finally {
        log.push("thrown", isLeaving());
      }
    });
    log.push(isLeaving());
    yield* sleep(1);
  });
  assertEquals(log, [false, true, false, "thrown", false, "after"]);
});

Deno.test("a hopeless wait of one who leaves is nobody's error; of others it is", async () => {
  await play(function* ({ spawn, told, log }): Co {
    spawn(function* (): Co {
      currentTask()!.cancel();
      yield* hopeless(new Error("not heard"));
    });
    hopeless(new Error("heard"));
    yield* sleep(1);
    log.push(...told.unobserved.map(({ error }) => (error as Error).message));
    assertEquals(log, ["heard"]);
  }, { reports: 1 });
});

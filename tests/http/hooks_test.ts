import { assertEquals } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { ended } from "../../lib/http/hooks.ts";
import type { Co } from "./_kit.ts";

function* three(): Co<number> {
  return yield* Future.resolve(3);
}

Deno.test("what a hook gives is waited for if it can be", async () => {
  const all = [three(), Promise.resolve(3), Future.resolve(3), spawn(three), 3];
  for (const made of all) assertEquals(await spawn(() => ended(made)), 3);
});

Deno.test("what cannot be waited for is the result", async () => {
  for (
    const made of [undefined, null, 0, "text", { a: 1 }, [Promise.resolve(1)]]
  ) {
    assertEquals(await spawn(() => ended(made)), made);
  }
});

import { assertEquals } from "@std/assert";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { CancelScope } from "../../lib/scopes/mod.ts";
import { scopesOf, scopeWords } from "../../lib/trace/scope_dump.ts";
import { handLoop } from "../_support.ts";
import type { Co } from "./_kit.ts";

Deno.test("scopes are told innermost first, with the time they have left and whether they were cancelled", async () => {
  const { loop, clock } = handLoop();
  let task: Task<unknown> | undefined;
  const outer = new CancelScope({ name: "outer" });
  const run = loop.run(() =>
    task = spawn(function* (): Co {
      const inner = new CancelScope({ name: "inner", timeout: 500 });
      yield* outer.run(() =>
        inner.run(function* () {
          yield* sleep(60_000);
        })
      );
    })
  );
  await clock.advance(100);
  assertEquals(scopesOf(task!, loop.time()), [
    { name: "inner", left: 400, cancelled: false },
    { name: "outer", left: undefined, cancelled: false },
  ]);
  outer.cancel();
  const text = scopeWords(scopesOf(task!, loop.time()));
  assertEquals(text, "inner (400 ms left) in outer (cancelled)");
  await clock.advance(10);
  await run;
});

Deno.test("a task without scopes has none", async () => {
  const task = spawn(function* (): Co {
    yield* sleep(0);
  });
  assertEquals(scopesOf(task, 0), []);
  await task;
});

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ContextVar, detached } from "../../lib/context/mod.ts";
import { currentTask, spawn } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { handLoop, turns } from "../_support.ts";
import { assertNoLeakedContext } from "./_leaks.ts";
import { logging } from "./_managers.ts";

Deno.test("detached runs with nothing of the caller's, but on its loop", () =>
  assertNoLeakedContext(async () => {
    const user = new ContextVar<string>("user"), log: unknown[] = [];
    const { loop } = handLoop();
    await loop.run(function* () {
      user.set("ada");
      logging("a", log).run(() =>
        detached((n) => {
          log.push([n, user.get(), currentTask()]);
          assertStrictEquals(IOLoop.current(), loop);
          loop.addCallback(() => log.push("callback"));
          user.set("gone");
        }, 7)
      );
      assertEquals(user.get(), "ada");
      yield;
    });
    await turns(1, loop);
    assertEquals(log, ["+a", [7, undefined, undefined], "-a", "callback"]);
  }));

Deno.test("a task that is started detached has none of the caller's variables", async () => {
  const user = new ContextVar<string>("user");
  const task = user.run("ada", () =>
    detached(() =>
      spawn(function* () {
        yield;
        return user.get();
      })
    ));
  assertEquals(await task, undefined);
});

Deno.test("detached refuses what is no function", () => {
  assertThrows(() => detached(3 as never), TypeError, "got 3");
});

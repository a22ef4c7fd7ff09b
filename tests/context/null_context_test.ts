import { assertEquals, assertThrows } from "@std/assert";
import { ContextVar, NullContext } from "../../lib/context/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { turns } from "../_support.ts";
import { logging } from "./_managers.ts";

const loop = IOLoop.current();

Deno.test("NullContext hides stack contexts, not variables", async () => {
  const log: unknown[] = [], user = new ContextVar<string>("user");
  user.run("ada", () =>
    logging("a", log).run(() => {
      new NullContext().run(() =>
        void loop.addCallback(() => log.push(user.get()))
      );
      loop.addCallback(() => log.push("own"));
    }));
  await turns(2);
  assertEquals(log, ["+a", "-a", "ada", "+a", "own", "-a"]);
});

Deno.test("NullContext.run may yield inside", async () => {
  const log: unknown[] = [];
  await logging("a", log).run(() =>
    spawn(function* () {
      yield* new NullContext().run(function* () {
        loop.addCallback(() => log.push("null"));
        yield;
        loop.addCallback(() => log.push("null"));
      });
      yield;
      loop.addCallback(() => log.push("own"));
      yield;
    })
  );
  const own = log.indexOf("own");
  assertEquals(log.slice(own - 1, own + 2), ["+a", "own", "-a"]);
  assertEquals(log[log.indexOf("null") - 1], "-a");
  assertEquals(log[log.lastIndexOf("null") - 1], "-a");
});

Deno.test("a library's inner context is not that of the user's last callback", async () => {
  const log: unknown[] = [];
  const library = (done: () => void) => {
    const back = logging("caller", []).run(() => done);
    new NullContext().run(() =>
      logging("library", log).run(() => {
        loop.addCallback(() => {
          new NullContext().run(() => void loop.addCallback(back));
        });
      })
    );
  };
  library(() => log.push("done"));
  await turns(3);
  assertEquals(log.at(-1), "done");
  assertEquals(log.at(-2), "-library");
});

Deno.test("NullContext refuses what is no function", () => {
  assertThrows(() => new NullContext().run(3 as never), TypeError, "got 3");
});

import { assertEquals } from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { assertNoLeakedContext } from "./_leaks.ts";
import { logging } from "./_managers.ts";

const user = new ContextVar<string>("user");

Deno.test("ContextVar.run of a generator function holds over its yields", async () => {
  const other = spawn(function* () {
    yield;
    return user.get();
  });
  const seen = await spawn(function* () {
    const inner = yield* user.run("ada", function* () {
      yield;
      const first = user.get();
      yield Promise.resolve();
      return [first, user.get()];
    });
    return [...inner, user.get()];
  });
  assertEquals(seen, ["ada", "ada", undefined]);
  assertEquals(await other, undefined);
});

Deno.test("a generator that is driven by hand gives the context back at each step", () =>
  assertNoLeakedContext(() => {
    const log: unknown[] = [];
    const numbers = user.run("ada", () =>
      logging("a", log).run(function* () {
        yield user.get();
        user.set("eve");
        yield user.get();
      }));
    const seen: unknown[] = [];
    for (const name of numbers) seen.push([name, user.get()]);
    assertEquals(seen, [["ada", undefined], ["eve", undefined]]);
    assertEquals(log, ["+a", "-a", "+a", "-a", "+a", "-a"]);
  }));

Deno.test("a generator in a context is left early by return, and by throw", () =>
  assertNoLeakedContext(() => {
    const seen: unknown[] = [];
    const make = () =>
      user.run("ada", function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          seen.push(user.get());
        }
      });
    for (const _ of make()) break;
    const body = make();
    body.next();
    try {
      body.throw("stop");
    } catch (error) {
      seen.push(error);
    }
    {
      using kept = make() as Generator<number> & Disposable;
      kept.next();
    }
    assertEquals(seen, ["ada", "ada", "stop", "ada"]);
    assertEquals(String(make()), "[object Generator]");
  }));

Deno.test("an error leaves the context as it was around it", async () => {
  const seen = await spawn(function* () {
    user.set("outer");
    try {
      yield* user.run("ada", function* () {
        yield;
        throw new Error("inside");
      });
    } catch { /* what is left counts */ }
    return user.get();
  });
  assertEquals(seen, "outer");
});

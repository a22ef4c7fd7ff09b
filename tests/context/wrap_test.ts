import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  ContextVar,
  ExceptionStackContext,
  wrap,
} from "../../lib/context/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { assertNoLeakedContext } from "./_leaks.ts";
import { logging } from "./_managers.ts";

const user = new ContextVar<string>("user");

Deno.test("wrap runs a function in the context of the wrap call", () => {
  const wrapped = user.run("ada", () => wrap(() => user.get()));
  assertEquals(user.run("bob", wrapped), "ada");
  const bare = wrap(() => user.get());
  assertEquals(user.run("bob", bare), undefined);
});

Deno.test("wrap keeps name, length, this, arguments and what comes back", () => {
  const wrapped = wrap(function add(this: { a: number }, b: number, c: number) {
    return this.a + b + c;
  });
  assertEquals([wrapped.name, wrapped.length], ["add", 2]);
  assertEquals(wrapped.call({ a: 1 }, 2, 3), 6);
});

Deno.test("a wrapped function is not wrapped again: its first context counts", () => {
  const first = user.run("ada", () => wrap(() => user.get()));
  const second = user.run("bob", () => wrap(first));
  assertStrictEquals(second, first);
});

Deno.test("wrap enters the stack contexts, and asks the handlers", () =>
  assertNoLeakedContext(() => {
    const log: unknown[] = [];
    const wrapped = new ExceptionStackContext((error) => {
      log.push(error);
      return true;
    }).run(() =>
      logging("a", log).run(() =>
        wrap(() => {
          user.set("left behind?");
          throw "oops";
        })
      )
    )!;
    log.length = 0;
    assertEquals((wrapped as () => unknown)(), undefined);
    assertEquals(log, ["+a", "-a", "oops"]);
  }));

Deno.test("wrap of a generator function gives generators in the context", async () => {
  const wrapped = user.run("ada", () =>
    wrap(function* () {
      yield;
      return user.get();
    }));
  assertEquals(await spawn(wrapped), "ada");
  assertEquals(
    await spawn(function* () {
      const inner = yield* wrapped();
      return [inner, user.get()];
    }),
    ["ada", undefined],
  );
});

Deno.test("wrap refuses what is no function", () => {
  assertThrows(() => wrap(3 as never), TypeError, "got 3");
});

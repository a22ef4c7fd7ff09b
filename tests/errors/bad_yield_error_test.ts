import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { BadYieldError, TwisterError } from "../../lib/errors/mod.ts";

/** The message for a yielded value. */
const message = (given: unknown) => new BadYieldError(given).message;

Deno.test("BadYieldError says what was given and what is accepted", () => {
  const error = new BadYieldError({ url: "x" });
  assert(error instanceof TwisterError);
  assertEquals(error.name, "BadYieldError");
  assertMatch(error.message, /^Cannot yield \{ url: "x" \}\. /);
  assertMatch(error.message, /can yield a Future, Task, Deferred, Promise/);
});

Deno.test("BadYieldError proposes a sleep for a number", () => {
  assertStringIncludes(message(100), "yield sleep(100)");
});

Deno.test("BadYieldError proposes the call of a function", () => {
  assertStringIncludes(message(function load() {}), "yield load(…)");
  assertStringIncludes(message(() => {}), "yield it(…)");
});

Deno.test("BadYieldError proposes an instance of a class", () => {
  assertStringIncludes(message(class Page {}), "new Page(…)");
});

Deno.test("BadYieldError proposes to spread a Map or Set", () => {
  for (const many of [new Map(), new Set()]) {
    assertStringIncludes(message(many), "[...them.values()]");
  }
});

Deno.test("BadYieldError says that a plain value needs no yield", () => {
  for (const plain of ["text", true]) {
    assertStringIncludes(message(plain), "needs no yield");
  }
});

Deno.test("BadYieldError builds its message for whatever was yielded", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  const call = Proxy.revocable(() => {}, {});
  revoke();
  call.revoke();
  const hostile = {
    toString() {
      throw new Error("touched");
    },
    get then() {
      throw new Error("touched");
    },
  };
  for (const given of [proxy, call.proxy, hostile, Object.create(null), 1n]) {
    assertMatch(message(given), /^Cannot yield .+\. A coroutine can yield /);
  }
});

Deno.test("BadYieldError has a cause only where something failed", () => {
  assertFalse("cause" in new BadYieldError(1));
  assertEquals(new BadYieldError(1, "why").cause, "why");
  assert("cause" in new BadYieldError(1, undefined));
});

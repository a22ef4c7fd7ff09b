import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  moment,
  spawn,
  YIELDABLE,
  type Yieldable,
} from "../../lib/coroutine/mod.ts";
import { caught, type Co } from "./_kit.ts";

/** Something that says itself how it is waited for. */
function yieldable(of: () => unknown): Yieldable {
  return { [YIELDABLE]: of };
}

function yielding(given: unknown): PromiseLike<unknown> {
  return spawn(function* (): Co {
    return yield given;
  });
}

Deno.test("the symbol is registered, so that other packages need not import it", () => {
  assert(YIELDABLE === Symbol.for("twister.yieldable"));
});

Deno.test("an object is waited for through what its method gives", async () => {
  function* sub(): Co<string> {
    yield moment;
    return "generator";
  }
  assertEquals(
    await yielding(yieldable(() => Future.resolve("future"))),
    "future",
  );
  assertEquals(
    await yielding(yieldable(() => Promise.resolve("promise"))),
    "promise",
  );
  assertEquals(await yielding(yieldable(() => sub())), "generator");
  assertEquals(await yielding(yieldable(() => [Future.resolve(1)])), [1]);
  assertEquals(await yielding(yieldable(() => undefined)), undefined);
});

Deno.test("the method is called once, on the object", async () => {
  const log: unknown[] = [];
  const given = {
    name: "given",
    [YIELDABLE](this: unknown, ...args: unknown[]) {
      log.push(this, args.length);
      return Future.resolve(1);
    },
  };
  await yielding(given);
  assertEquals(log.length, 2);
  assert(log[0] === given);
  assertEquals(log[1], 0);
});

Deno.test("a class may have the method on its prototype, and its members stay its own", async () => {
  class Page implements Yieldable {
    title = Future.resolve("not waited for");
    [YIELDABLE](): Future<string> {
      return Future.resolve("page");
    }
  }
  assertEquals(await yielding([new Page(), new Page()]), ["page", "page"]);
});

Deno.test("a function may have the method", async () => {
  const fn = Object.assign(() => {}, yieldable(() => Future.resolve("fn")));
  assertEquals(await yielding(fn), "fn");
});

Deno.test("one may lead to another", async () => {
  const inner = yieldable(() => Future.resolve("inner"));
  assertEquals(await yielding(yieldable(() => inner)), "inner");
});

Deno.test("one that leads to itself is refused", async () => {
  const self: Yieldable = yieldable(() => self);
  assertInstanceOf(await caught(yielding(self)), BadYieldError);
});

Deno.test("one that leads to what cannot be waited for is refused, and that is named", async () => {
  const error = await caught(yielding(yieldable(() => 42)));
  assertInstanceOf(error, BadYieldError);
  assert(error.message.startsWith("Cannot yield 42."));
});

Deno.test("what its method throws is the cause of the refusal", async () => {
  const boom = new Error("boom");
  const error = await caught(yielding(yieldable(() => {
    throw boom;
  })));
  assertInstanceOf(error, BadYieldError);
  assert(error.cause === boom);
});

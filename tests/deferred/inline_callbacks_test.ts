import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { Deferred, inlineCallbacks, succeed } from "../../lib/deferred/mod.ts";
import { rest } from "../_support.ts";
import { caught, errorOf, NONE, resultOf } from "./_kit.ts";

Deno.test("a call starts at once and gives a Deferred", () => {
  const log: string[] = [];
  const call = inlineCallbacks(function* () {
    log.push("started");
    yield* new Deferred<void>();
  });
  assertInstanceOf(call(), Deferred);
  assertEquals(log, ["started"]);
});

Deno.test("name, length, this and arguments are kept", () => {
  const thing = {
    base: 40,
    add: inlineCallbacks(
      function* add(this: { base: number }, a: number, b: number) {
        yield* succeed();
        return this.base + a + b;
      },
    ),
  };
  assertEquals([thing.add.name, thing.add.length], ["add", 2]);
  assertEquals(resultOf(thing.add(1, 1)), 42);
});

Deno.test("it decorates methods", () => {
  class Page {
    title = "home";
    @inlineCallbacks
    *get(): Generator<unknown, string, unknown> {
      yield succeed();
      return this.title;
    }
  }
  assertEquals(resultOf(new Page().get() as never), "home");
});

Deno.test("each call has a generator of its own", () => {
  const call = inlineCallbacks(function* (n: number) {
    yield* succeed();
    return n;
  });
  assertEquals([call(1), call(2)].map(resultOf), [1, 2]);
});

Deno.test("a function that makes no generator gives what it gives", async () => {
  const of = (fn: () => unknown) => inlineCallbacks(fn as never)();
  const late = new Deferred<string>();
  const ends = [of(() => 1), of(() => late), of(() => Promise.resolve(3))]
    .map(caught);
  assertEquals(ends.map((end) => end()), [1, NONE, NONE]);
  late.callback("late");
  await rest();
  assertEquals(ends.map((end) => end()), [1, "late", 3]);
});

Deno.test("what the call itself throws is the Deferred's error", () => {
  const call = inlineCallbacks((): Generator => {
    throw "at the call";
  });
  assertEquals(errorOf(call()), "at the call");
});

Deno.test("what is no function is refused", () => {
  assertThrows(
    () => inlineCallbacks(succeed(1) as never),
    TypeError,
    "inlineCallbacks(fn)",
  );
});

Deno.test("a function without a name is told as that", () => {
  const [call] = [inlineCallbacks(function* () {
    yield* new Deferred<void>();
  })];
  assertEquals([call!.name, call!()._label()], ["", "<anonymous>"]);
});

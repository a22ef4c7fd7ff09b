// deno-lint-ignore-file require-yield -- a body that never waits is one too
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { Future, isFuture } from "../../lib/future/mod.ts";
import {
  coroutine,
  isCoroutineFunction,
  moment,
  Task,
} from "../../lib/coroutine/mod.ts";
import { caught, type Co } from "./_kit.ts";

// G11 (a `callback:` argument) and G12 (the engine's callback keys) are not in
// the API: a task is a Future, and a Future has `addDoneCallback`.

Deno.test("a call runs the body to its first unfinished yield before it returns", async () => { // G1
  const log: string[] = [], gate = new Future<string>();
  const read = coroutine(function* (): Co {
    log.push("start");
    yield Future.resolve("ready");
    log.push("past what was ready");
    log.push(yield gate);
  });
  const task = read();
  log.push("returned");
  assertEquals(log, ["start", "past what was ready", "returned"]);
  gate.setResult("opened");
  await task;
  assertEquals(log.at(-1), "opened");
});

Deno.test("a throw before the first yield gives a failed task, not a throw", () => { // G1
  const early = new Error("early");
  const task = coroutine(function* (): Co {
    throw early;
  })();
  assertEquals(task.state, "rejected");
  assert(task.error() === early);
});

Deno.test("the result is what the body returns, before a yield, after one, or from a branch", async () => { // G2
  const fetch = coroutine(function* (kind: string): Co<string | undefined> {
    if (kind === "before any yield") return "at once";
    yield moment;
    if (kind === "from a branch") return "early";
    if (kind === "nothing") return;
    yield moment;
    return "late";
  });
  assertEquals(fetch("before any yield").result(), "at once");
  assertEquals(await fetch("from a branch"), "early");
  assertEquals(await fetch("nothing"), undefined);
  assertEquals(await fetch("after all"), "late");
});

Deno.test("a call gives a Task, which is a Future", () => {
  const task = coroutine(function* (): Co {})();
  assertInstanceOf(task, Task);
  assertInstanceOf(task, Future);
  assert(isFuture(task));
});

Deno.test("the function keeps the name and the length of the one it was made from", () => { // G10
  const named = coroutine(
    function* fetchPage(_url: string, _tries: number): Co {},
  );
  assertEquals([named.name, named.length], ["fetchPage", 2]);
  assertEquals(named("", 0).name, "fetchPage");
});

Deno.test("this and all arguments pass through", async () => { // G10
  const add = coroutine(
    function* (this: { base: number }, ...more: number[]): Co {
      yield moment;
      return more.reduce((sum, n) => sum + n, this.base);
    },
  );
  assertEquals(await add.call({ base: 1 }, 2, 3, 4), 10);
});

Deno.test("isCoroutineFunction tells what came from coroutine", () => { // G10
  function* plain(): Co {}
  assert(isCoroutineFunction(coroutine(plain)));
  for (const other of [plain, () => {}, class {}, null, undefined, 1, {}]) {
    assertEquals(isCoroutineFunction(other), false);
  }
});

Deno.test("a plain function may be given: the task has its result or its error", () => { // G10
  const boom = new Error("boom");
  const half = coroutine((n: number): never => (n / 2) as never);
  const fail = coroutine((): never => {
    throw boom;
  });
  assertEquals((half as (n: number) => Task<unknown>)(84).result(), 42);
  assert(fail().error() === boom);
});

Deno.test("an async function or one that gives a Future may be given: the task ends as that does", async () => { // G10
  const boom = new Error("boom");
  const later = coroutine((() => Future.resolve("future")) as never);
  const native = coroutine(
    (async () => await Promise.resolve("promise")) as never,
  );
  const failing = coroutine((() => Promise.reject(boom)) as never);
  assertEquals(await later(), "future");
  assertEquals(await native(), "promise");
  assert(await caught(failing()) === boom);
});

Deno.test("a method can be decorated: each call is a task with the object as this", async () => {
  class Page {
    title = "home";
    @coroutine
    *get(mark: string): Co<string> {
      yield moment;
      return this.title + mark;
    }
    @coroutine
    static *make(): Co<Page> {
      yield moment;
      return new Page();
    }
  }
  const page = new Page();
  const task: unknown = page.get("!");
  assertInstanceOf(task, Task);
  assertEquals([task.name, await task], ["get", "home!"]);
  assertInstanceOf(await Page.make(), Page);
  assert(isCoroutineFunction(page.get));
  assertEquals(Page.prototype.get.length, 1);
});

Deno.test("the method of a subclass may call that of its base by super", async () => {
  class Base {
    @coroutine
    *get(): Co<string> {
      yield moment;
      return "base";
    }
  }
  class Derived extends Base {
    @coroutine
    override *get(): Co<string> {
      return `derived from ${yield super.get()}`;
    }
  }
  assertEquals(
    await (new Derived().get() as unknown as Task<string>),
    "derived from base",
  );
});

Deno.test("a default that fails to be made fails the task, not the call", () => {
  const boom = new Error("no default");
  const missing = (): string => {
    throw boom;
  };
  const greet = coroutine(function* (name: string = missing()): Co<string> {
    return name;
  });
  assert(greet().error() === boom);
  assertEquals(greet("ada").result(), "ada");
});

Deno.test("what is no function is refused where it is given", () => {
  for (
    const [given, told] of [
      [undefined, "undefined"],
      [null, "null"],
      [42, "42"],
      ["fn", '"fn"'],
      [{}, "{}"],
      [Object.create(null), "[no prototype]"],
    ] as const
  ) {
    const error = assertThrows(() => coroutine(given as never), TypeError);
    assertEquals(
      error.message.replace("a value of class ", ""),
      `Cannot make a coroutine(fn): expected a function, got ${told}`,
    );
  }
});

Deno.test("a class given by mistake fails its task with the engine's own words", () => {
  class Page {}
  assertInstanceOf(coroutine(Page as never)().error(), TypeError);
});

Deno.test("a generator function made a coroutine twice is still one task a call", async () => {
  const once = coroutine(function* twice(): Co<number> {
    yield moment;
    return 2;
  });
  const again = coroutine(once);
  assertEquals([again.name, await again()], ["twice", 2]);
});

Deno.test("a nameless function makes tasks that say so", () => {
  assertEquals(coroutine((() => function* (): Co {})())().name, "<anonymous>");
});

Deno.test("a function whose name cannot be read makes a nameless coroutine", () => {
  const hostile = Object.defineProperty(function* (): Co {}, "name", {
    get() {
      throw new Error("no name");
    },
  });
  assertEquals(coroutine(hostile).name, "");
});

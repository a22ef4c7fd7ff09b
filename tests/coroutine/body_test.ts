// deno-lint-ignore-file require-yield -- a body that never waits is one too
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { runInNewContext } from "node:vm";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  type Coroutine,
  coroutine,
  moment,
  spawn,
} from "../../lib/coroutine/mod.ts";
import { caught, type Co } from "./_kit.ts";

function* counter(): Co<string> {
  yield moment;
  return "end";
}

Deno.test("a generator that is a coroutine already cannot be driven by a second task", async () => {
  const generator = counter();
  const task = spawn(generator);
  const error = assertThrows(() => spawn(generator), InvalidStateError);
  assertStringIncludes(error.message, "Cannot drive a generator twice");
  assertEquals(await task, "end");
});

Deno.test("a generator driven by a task fails at the yield that would drive it again", async () => {
  const generator = counter();
  const first = spawn(generator);
  const task = spawn(function* (): Co {
    try {
      yield generator;
    } catch (error) {
      return [error, yield first];
    }
  });
  const [error, value] = await task as [unknown, string];
  assertInstanceOf(error, InvalidStateError);
  assertEquals(value, "end");
});

Deno.test("a generator that a task is done with cannot be driven again", async () => {
  const generator = counter();
  await spawn(generator);
  assertThrows(() => spawn(generator), InvalidStateError, "twice");
});

Deno.test("a generator that is running fails its task and itself goes on", () => {
  let inside: unknown;
  function* body(): Co<string> {
    inside = spawn(generator).error();
    return "went on";
  }
  const generator = body();
  assertEquals(generator.next(), { done: true, value: "went on" });
  assertInstanceOf(inside, TypeError);
  assertStringIncludes(inside.message, "already running");
});

Deno.test("a running coroutine that spawns its own generator gets an error at the call", async () => {
  function* body(): Co<unknown> {
    try {
      spawn(generator);
    } catch (error) {
      yield moment;
      return error;
    }
  }
  const generator: Co = body();
  assertInstanceOf(await spawn(generator), InvalidStateError);
});

Deno.test("a generator that was closed gives a task that is done, with nothing", () => {
  const generator = counter();
  generator.return("early");
  const task = spawn(generator);
  assertEquals([task.state, task.result()], ["fulfilled", undefined]);
});

Deno.test("a generator that was advanced by hand goes on from where it stands", async () => {
  const log: string[] = [];
  function* body(): Co<number> {
    log.push("first");
    yield "taken by hand";
    log.push("second");
    return 2;
  }
  const generator = body();
  generator.next();
  assertEquals(await spawn(generator), 2);
  assertEquals(log, ["first", "second"]);
});

Deno.test("a hand-written iterator with a throw method can be driven", async () => {
  const gate = new Future<number>(), sent: unknown[] = [];
  const iterator = {
    next(value?: unknown): IteratorResult<unknown, string> {
      sent.push(value);
      return sent.length < 3
        ? { done: false, value: gate }
        : { done: true, value: "end" };
    },
    throw(error: unknown): never {
      throw error;
    },
    [Symbol.iterator]() {
      return iterator;
    },
  };
  const task = spawn(iterator);
  gate.setResult(7);
  assertEquals(await task, "end");
  assertEquals(sent, [undefined, 7, 7]);
});

Deno.test("a hand-written iterator is told of a failure through its throw method", async () => {
  const boom = new Error("boom");
  const iterator: Coroutine<unknown> & Iterable<unknown> = {
    next: () => ({ done: false, value: Future.reject(boom) }),
    throw: (error: unknown) => ({ done: true, value: { thrown: error } }),
    [Symbol.iterator]() {
      return iterator;
    },
  };
  assertEquals(await spawn(iterator), { thrown: boom });
});

Deno.test("a function whose calls make hand-written iterators is a coroutine too", async () => {
  function make(): Coroutine<string> & { [Symbol.iterator](): unknown } {
    let steps = 0;
    return {
      next: () =>
        ++steps === 1
          ? { done: false, value: moment }
          : { done: true, value: "end" },
      throw(error: unknown): never {
        throw error;
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }
  assertEquals(await coroutine(make)(), "end");
  assertEquals(await spawn(make), "end");
});

Deno.test("an iterator without a throw method is refused", () => {
  const iterator = {
    next: () => ({ done: true, value: 1 }),
    [Symbol.iterator]() {
      return iterator;
    },
  };
  assertThrows(
    () => spawn(iterator as never),
    TypeError,
    "expected a generator function or a generator",
  );
});

Deno.test("a generator of another realm can be spawned and yielded", async () => {
  const make = runInNewContext(
    "(function* foreign(x) { const got = yield x; return got + 1; })",
  ) as (x: unknown) => Co<number>;
  assertEquals(await spawn(make(Future.resolve(1))), 2);
  const within = spawn(function* (): Co {
    return yield make(Future.resolve(2));
  });
  assertEquals(await within, 3);
});

Deno.test("a generator function of another realm can be made a coroutine", async () => {
  const foreign = runInNewContext(
    "(function* foreign(x) { const got = yield x; return got + 1; })",
  ) as (x: unknown) => Co<number>;
  assertEquals(await coroutine(foreign)(Future.resolve(1)), 2);
});

Deno.test("an async generator is told from a coroutine, whose yields would mean another thing", async () => {
  async function* pages(): AsyncGenerator<number> {
    yield await Promise.resolve(1);
  }
  let error: unknown;
  try {
    error = await caught(spawn(pages as never));
  } catch (thrown) {
    error = thrown;
  }
  assertInstanceOf(error, TypeError);
  assertStringIncludes(error.message, "async");
  assert(!error.message.includes("incompatible receiver"), error.message);
});

Deno.test("a task of a generator object has the name of the coroutine function that made it", () => {
  const named = coroutine(counter);
  void named();
  assertEquals(spawn(counter()).name, "counter");
});

// deno-lint-ignore-file require-yield -- what a body gives is what is asked
/**
 * What co promises, asked of our coroutines, one test for each of its 43.
 *
 * Names begin with co's own chapter. Where we differ on purpose the sentence
 * says so with "unlike co". Its thunks are functions that take a callback; a
 * function is no yieldable here, so `thunk` below makes a Future of one.
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  coroutine,
  isCoroutineFunction,
  spawn,
} from "../../lib/coroutine/mod.ts";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";

// deno-lint-ignore no-explicit-any
type Co<R = void> = Generator<unknown, R, any>;
type Callback = (error?: unknown, ...values: unknown[]) => void;

/** The Future of what a callback is given; several values come as an array. */
function thunk(fn: (done: Callback) => void): Future<unknown> {
  const future = new Future<unknown>();
  try {
    fn((error, ...values) => {
      if (error) future.trySetError(error);
      else future.trySetResult(values.length > 1 ? values : values[0]);
    });
  } catch (error) {
    future.trySetError(error);
  }
  return future;
}

/** A value or an error that comes in a later turn. */
function get(value: unknown, error?: Error): Future<unknown> {
  return thunk((done) => IOLoop.current().addCallback(done, error, value));
}

function* work(): Co<string> {
  yield null;
  return "yay";
}

const boom = new Error("boom");

Deno.test("co arguments: they reach the generator function", async () => {
  const given = coroutine(function* (...all: unknown[]): Co<unknown[]> {
    return all;
  });
  const fn = () => {};
  assertEquals(await given(42, "text", [42], { value: 42 }, fn), [
    42,
    "text",
    [42],
    { value: 42 },
    fn,
  ]);
});

Deno.test("co arrays: several promises give an array of their values", async () => {
  const task = spawn(function* (): Co<unknown> {
    return yield ["a", "b", "c"].map((text) => Promise.resolve(text));
  });
  assertEquals(await task, ["a", "b", "c"]);
});

Deno.test("co arrays: an empty one gives an empty one", async () => {
  assertEquals(
    await spawn(function* (): Co<unknown> {
      return yield [];
    }),
    [],
  );
});

Deno.test("co arrays: a generator in one is run", async () => {
  assertEquals(
    await spawn(function* (): Co<unknown> {
      return yield [work()];
    }),
    ["yay"],
  );
});

Deno.test("co context: the receiver of the call is `this`", async () => {
  const receiver = { some: "thing" };
  const self = coroutine(function* (this: unknown): Co<unknown> {
    return this;
  });
  assert(await self.call(receiver) === receiver);
});

for (const chapter of ["generator functions", "generators"]) {
  Deno.test(`co ${chapter}: unlike co a function is called by who yields it, alone and in an array`, async () => {
    const task = spawn(function* (): Co<unknown[]> {
      return [yield work(), yield work(), yield [work(), work(), work()]];
    });
    assertEquals(await task, ["yay", "yay", ["yay", "yay", "yay"]]);
    const error = await assertRejects(
      () =>
        spawn(function* (): Co {
          yield work;
        }).promise(),
      BadYieldError,
    );
    assertStringIncludes(error.message, "call");
  });

  Deno.test(`co ${chapter}: what one throws comes out`, async () => {
    const task = spawn(function* (): Co {
      yield (function* () {
        throw boom;
      })();
    });
    assert(await task.catch((error) => error) === boom);
  });
}

Deno.test("co invalid: unlike co null is one turn of the loop, any other value is an error at the yield", async () => {
  const task = spawn(function* (): Co<unknown> {
    yield null;
    try {
      yield 42;
    } catch (error) {
      return error;
    }
  });
  assertInstanceOf(await task, BadYieldError);
});

Deno.test("co objects: several promises give a record of their values", async () => {
  const task = spawn(function* (): Co<unknown> {
    return yield { a: Promise.resolve(1), b: get(2), c: work() };
  });
  assertEquals(await task, { a: 1, b: 2, c: "yay" });
});

Deno.test("co objects: an empty one gives an empty one", async () => {
  assertEquals(
    await spawn(function* (): Co<unknown> {
      return yield {};
    }),
    {},
  );
});

Deno.test("co objects: unlike co a member that cannot be waited for is an error, as a forgotten one is", async () => {
  const task = spawn(function* (): Co<unknown> {
    return yield { age: 2, address: get("here") };
  });
  await assertRejects(() => task.promise(), BadYieldError);
});

Deno.test("co objects: the keys keep their order, whoever ends first", async () => {
  const sun = new Future(), rain = new Future(), moon = new Future();
  const task = spawn(function* (): Co<object> {
    return yield { sun, rain, moon };
  });
  for (const one of [moon, rain, sun]) one.setResult(undefined);
  assertEquals(Object.keys(await task), ["sun", "rain", "moon"]);
});

Deno.test("co promises: one gives its value", async () => {
  assertEquals(
    await spawn(function* (): Co<unknown> {
      return yield Promise.resolve(1);
    }),
    1,
  );
});

Deno.test("co promises: one after the other gives each value", async () => {
  const task = spawn(function* (): Co<unknown[]> {
    return [
      yield Promise.resolve(1),
      yield Promise.resolve(2),
      yield Promise.resolve(3),
    ];
  });
  assertEquals(await task, [1, 2, 3]);
});

Deno.test("co promises: a rejection is thrown at the yield, and the body goes on", async () => {
  const task = spawn(function* (): Co<unknown[]> {
    let error;
    try {
      yield Promise.reject(boom);
    } catch (thrown) {
      error = thrown;
    }
    return [error, yield Promise.resolve(1)];
  });
  assertEquals(await task, [boom, 1]);
});

Deno.test("co promises: a thenable that never ends leaves a pending Task", () => {
  const task = spawn(function* (): Co {
    yield { then() {} };
  });
  assertInstanceOf(task, Future);
  assertEquals(task.state, "pending");
});

Deno.test("co functions: a plain one gives what it returns", async () => {
  assertEquals(await coroutine(() => 1 as never)(), 1 as never);
});

Deno.test("co functions: unlike co a promise that a plain one returns is its result, and an await follows it", async () => {
  const task = coroutine(() => Promise.resolve(1) as never)();
  assertEquals(await task, 1 as never);
});

Deno.test("co functions: a rejected promise that a plain one returns comes out", async () => {
  const task = coroutine(() => Promise.reject(boom) as never)();
  assert(await Promise.resolve(task).catch((error) => error) === boom);
});

Deno.test("co functions: what a plain one throws fails the Task, not the caller", async () => {
  const task = coroutine(() => {
    throw boom;
  })();
  assert(await task.catch((error) => error) === boom);
});

Deno.test("co recursion: arrays in arrays keep their shape", async () => {
  const task = spawn(function* (): Co<unknown> {
    return yield [get("a"), [get("b"), get("c")]];
  });
  assertEquals(await task, ["a", ["b", "c"]]);
});

Deno.test("co recursion: records in records keep their shape", async () => {
  const task = spawn(function* (): Co<unknown> {
    return yield { 0: get("a"), 1: { 0: get("b"), 1: get("c") } };
  });
  assertEquals(await task, { 0: "a", 1: { 0: "b", 1: "c" } });
});

Deno.test("co thunks: a body without a yield ends", async () => {
  assertEquals(await spawn(function* () {}), undefined);
});

Deno.test("co thunks: one yield gives the callback's value", async () => {
  assertEquals(
    await spawn(function* (): Co<unknown> {
      return yield get(1);
    }),
    1,
  );
});

Deno.test("co thunks: several yields give each value", async () => {
  const task = spawn(function* (): Co<unknown[]> {
    return [yield get(1), yield get(2), yield get(3)];
  });
  assertEquals(await task, [1, 2, 3]);
});

Deno.test("co thunks: several values of a callback come as an array", async () => {
  const task = spawn(function* (): Co<unknown> {
    return yield thunk((done) => done(null, "stdout", "stderr"));
  });
  assertEquals(await task, ["stdout", "stderr"]);
});

Deno.test("co thunks: what the function throws is caught at the yield", async () => {
  const task = spawn(function* (): Co<unknown> {
    try {
      yield thunk(() => {
        throw boom;
      });
    } catch (error) {
      return error;
    }
  });
  assert(await task === boom);
});

Deno.test("co thunks: an error that is passed and then another thrown: the first counts", async () => {
  const task = spawn(function* (): Co {
    yield thunk((done) => {
      done(boom);
      throw new Error("second");
    });
  });
  assert(await task.catch((error) => error) === boom);
});

Deno.test("co thunks: an error that is passed is thrown at the yield, and the body goes on", async () => {
  const task = spawn(function* (): Co<unknown[]> {
    let error;
    try {
      yield get(1, boom);
    } catch (thrown) {
      error = thrown;
    }
    return [error, yield get(1)];
  });
  assertEquals(await task, [boom, 1]);
});

Deno.test("co thunks: coroutines in coroutines run in their order", async () => {
  const log: string[] = [];
  const three = function* (name: string, inner?: () => Co): Co {
    assertEquals([yield get(1), yield get(2), yield get(3)], [1, 2, 3]);
    log.push(name);
    if (inner) yield spawn(inner);
  };
  await spawn(function* (): Co {
    yield spawn(() => three("two", () => three("three")));
    yield spawn(() => three("four"));
    log.push("one");
  });
  assertEquals(log, ["two", "three", "four", "one"]);
});

Deno.test("co thunks: the returned value is the result", async () => {
  const task = spawn(function* (): Co<unknown> {
    return [yield get(1), yield get(2), yield get(3)];
  });
  assertEquals(await task.then((all) => all), [1, 2, 3]);
});

Deno.test("co thunks: so it is of a nested one", async () => {
  const inner = coroutine(function* (from: number): Co<unknown[]> {
    return [yield get(from), yield get(from + 1), yield get(from + 2)];
  });
  const task = spawn(function* (): Co<unknown[]> {
    const other = yield inner(4);
    return [...yield inner(1), ...other];
  });
  assertEquals(await task, [1, 2, 3, 4, 5, 6]);
});

Deno.test("co thunks: a wrong yield is an error each time, which says what may be yielded", async () => {
  const task = spawn(function* (): Co<string[]> {
    const told: string[] = [];
    for (let i = 0; i < 2; i++) {
      try {
        yield "something";
      } catch (error) {
        told.push((error as Error).message);
      }
    }
    return told;
  });
  const told = await task;
  assertEquals(told.length, 2);
  for (const text of told) {
    for (const word of ["something", "Promise", "generator", "array"]) {
      assertStringIncludes(text, word);
    }
  }
});

for (
  const [how, fail] of [
    ["passed", (error: Error) => get(1, error)],
    ["thrown", (error: Error) =>
      thunk(() => {
        throw error;
      })],
  ] as const
) {
  Deno.test(`co thunks: errors that are ${how} are caught one by one`, async () => {
    const task = spawn(function* (): Co<string[]> {
      const told: string[] = [];
      for (const text of ["foo", "bar"]) {
        try {
          yield fail(new Error(text));
        } catch (error) {
          told.push((error as Error).message);
        }
      }
      return told;
    });
    assertEquals(await task, ["foo", "bar"]);
  });

  Deno.test(`co thunks: an error ${how} at a later yield fails the Task, and nothing runs on`, async () => {
    const log: string[] = [];
    const task = spawn(function* (): Co {
      yield get(1);
      yield fail(boom);
      log.push("ran on");
    });
    assert(await task.catch((error) => error) === boom);
    assertEquals(log, []);
  });
}

Deno.test("co thunks: an error of the first step fails the Task, not the caller", async () => {
  const task = spawn(function* () {
    throw boom;
  });
  assert(await task.catch((error) => error) === boom);
});

Deno.test("co wrap: the wrapped function keeps `this`", async () => {
  const owner = {
    name: "owner",
    ask: coroutine(function* (this: { name: string }): Co<string> {
      return this.name;
    }),
  };
  assertEquals(await owner.ask(), "owner");
});

Deno.test("co wrap: the wrapped function passes its arguments", async () => {
  const sum = coroutine(
    function* (a: number, b: number, c: number): Co<number> {
      return a + b + c;
    },
  );
  assertEquals(await sum(1, 2, 3), 6);
});

Deno.test("co wrap: unlike co the generator function is not shown, but the coroutine is known for one", () => {
  const wrapped = coroutine(function* named(_a: number, _b: number) {});
  assert(isCoroutineFunction(wrapped));
  assertEquals([wrapped.name, wrapped.length], ["named", 2]);
});

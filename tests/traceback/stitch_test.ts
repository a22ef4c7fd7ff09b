// deno-lint-ignore-file require-yield -- a body that never waits is one too
import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { CancelledError } from "../../lib/errors/mod.ts";
import { chainFuture, Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { formatTraceback } from "../../lib/traceback/mod.ts";
import {
  hopsOf,
  hopsThrownBy,
  markOurs,
  present,
  stitch,
} from "../../lib/traceback/stitch.ts";
import {
  coroutine,
  moment,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { reports, rest } from "../_support.ts";
import { caught, type Co } from "../coroutine/_kit.ts";

/** An error after its way through two coroutines. */
async function travelled<E>(error: E): Promise<E> {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw error;
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  const got = await caught(top());
  assert(Object.is(got, error));
  return error;
}

/** How often the host is asked for a stack while something runs. */
async function captures(work: () => PromiseLike<unknown>): Promise<number> {
  const { captureStackTrace } = Error;
  let count = 0;
  Error.captureStackTrace = (...args) => {
    count++;
    captureStackTrace(...args);
  };
  try {
    await work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
  return count;
}

Deno.test("an error stays the same object, of its class, with its own properties", async () => {
  class HTTPError extends Error {
    override name = "HTTPError";
    status = 404;
    url = new URL("https://example.com/");
  }
  const cause = new Error("cause");
  const error = new HTTPError("not found", { cause });
  const before = Reflect.ownKeys(error).toSorted();
  await travelled(error);
  assert(error instanceof HTTPError);
  assertEquals([error.status, error.url.host, error.message], [
    404,
    "example.com",
    "not found",
  ]);
  assert(error.cause === cause);
  assertEquals(Reflect.ownKeys(error).toSorted(), before);
  assertEquals(Object.keys(error).includes("stack"), false);
});

Deno.test("the stack is a text that starts with the error and can be taken apart", async () => {
  const { stack } = await travelled(new TypeError("boom"));
  const [head, ...frames] = stack!.split("\n");
  assertEquals(head, "TypeError: boom");
  for (const frame of frames) {
    assertMatch(
      frame,
      /^ {4}at (?:async )?(?:[\w.<>]+ \(.+:\d+:\d+\)|\S+:\d+:\d+)$/,
    );
  }
});

Deno.test("two reads give the same text", async () => {
  const error = await travelled(new Error("boom"));
  assertEquals(error.stack, error.stack);
  assertEquals(formatTraceback(error), error.stack);
});

Deno.test("the stack can still be overwritten, and then is what was written", async () => {
  const error = await travelled(new Error("boom"));
  error.stack = "mine";
  assertEquals(error.stack, "mine");
  await travelled(error);
  assertEquals(error.stack, "mine");
});

Deno.test("a stack that was deleted stays so", async () => {
  const error = new Error("boom");
  delete error.stack;
  await travelled(error);
  assertEquals(Object.hasOwn(error, "stack"), false);
  assertStringIncludes(formatTraceback(error), "at async top ");
});

Deno.test("a frozen or sealed error passes untouched", async () => {
  for (const close of [Object.freeze, Object.seal, Object.preventExtensions]) {
    const error = close(new Error("closed"));
    const before = Object.getOwnPropertyDescriptor(error, "message");
    await travelled(error);
    assertEquals(Object.getOwnPropertyDescriptor(error, "message"), before);
    assertStringIncludes(formatTraceback(error), "at async top ");
  }
});

Deno.test("a proxy that refuses everything passes untouched", () => {
  const nasty = (): never => {
    throw new Error("trap");
  };
  const { proxy, revoke } = Proxy.revocable(new Error("revoked"), {});
  revoke();
  for (
    const thrown of [
      proxy,
      new Proxy(new Error("nasty"), {
        get: nasty,
        has: nasty,
        getPrototypeOf: nasty,
        defineProperty: nasty,
        getOwnPropertyDescriptor: nasty,
      }),
    ]
  ) {
    const got: unknown[] = [];
    spawn(function* top(): Co {
      try {
        yield Future.reject(thrown);
      } catch (error) {
        got.push(error);
      }
    });
    assertEquals(got.length, 1);
    assert(got[0] === thrown);
    assertStringIncludes(formatTraceback(thrown), "at async top ");
  }
});

Deno.test("thrown primitives pass untouched, and a report tells the path", async () => {
  for (
    const [thrown, told] of [["text", '"text"'], [42, "42"], [null, "null"], [
      undefined,
      "undefined",
    ]] as const
  ) {
    await travelled(thrown);
    assertMatch(
      formatTraceback(thrown),
      new RegExp(`^Uncaught ${told}\n.*at async top `),
    );
  }
});

Deno.test("formatTraceback takes anything and never throws", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile = Object.defineProperty(new Error("hostile"), "stack", {
    get() {
      throw new Error("no stack");
    },
  });
  for (
    const given of [
      undefined,
      null,
      0,
      "text",
      {},
      [],
      () => {},
      Object.create(null),
      proxy,
      hostile,
      { stack: 42 },
    ]
  ) {
    assertEquals(typeof formatTraceback(given), "string");
  }
  assertStringIncludes(formatTraceback(new Error("plain")), "Error: plain");
});

Deno.test("formatTraceback of an error that waited for nothing leaves our frames out", () => {
  const error = spawn(function* leaf(): Co {
    throw new Error("at once");
  }).error();
  const text = formatTraceback(error);
  assertMatch(text, /^Error: at once\n +at leaf /);
  assert(!text.includes("/lib/"), text);
});

Deno.test("the text does not grow when one frame catches and throws again", async () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("boom");
  });
  const again = (times: number) =>
    coroutine(function* again(): Co {
      const task = leaf();
      for (let i = 1;; i++) {
        try {
          yield* task;
        } catch (error) {
          if (i === times) throw error;
        }
      }
    });
  const lines = async (times: number) =>
    (await caught(again(times)()) as Error).stack!.split("\n").length;
  assertEquals(await lines(1000), await lines(1));
});

Deno.test("one error object thrown a thousand times by one loop does not grow", async () => {
  const shared = new Error("shared");
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw shared;
  });
  const lengths = new Set<number>();
  await spawn(function* top(): Co {
    for (let i = 0; i < 1000; i++) {
      try {
        yield* leaf();
      } catch {
        lengths.add(shared.stack!.length);
      }
    }
  });
  assertEquals(lengths.size, 1);
});

Deno.test("an error object thrown afresh does not bring the path of an earlier throw along", async () => {
  const shared = new Error("shared");
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw shared;
  });
  const first = coroutine(function* first(): Co {
    yield* leaf();
  });
  const second = coroutine(function* second(): Co {
    yield* leaf();
  });
  await caught(first());
  const { stack } = await caught(second()) as Error;
  assertStringIncludes(stack!, "at async second ");
  assert(!stack!.includes("at async first "), stack);
});

Deno.test("an error that goes round between two tasks does not grow without end", async () => {
  const shared = new Error("ping-pong");
  let error: unknown = shared;
  for (let i = 0; i < 200; i++) {
    const given = error;
    error = await caught(spawn(function* (): Co {
      yield Future.reject(given);
    }));
  }
  assertLess(shared.stack!.split("\n").length, 40);
});

Deno.test("of several waiters each sees its own path when it catches, also a reader by result()", async () => {
  const gate = new Future<never>(), seen: Record<string, string> = {};
  const look = (name: string, error: unknown) =>
    seen[name] = (error as Error).stack!;
  const tasks = ["a", "b", "c"].map((name) => {
    const wait = {
      *[name](): Co {
        try {
          yield* gate;
        } catch (error) {
          look(name, error);
        }
      },
    }[name]!;
    return spawn(wait);
  });
  gate.setError(new Error("shared"));
  await Promise.all(tasks);
  for (const name of ["a", "b", "c"]) {
    const others = ["a", "b", "c"].filter((other) => other !== name);
    assertMatch(seen[name]!, new RegExp(`at async (?:Object\\.)?${name} `));
    for (const other of others) {
      assert(!new RegExp(`at async (?:Object\\.)?${other} `).test(seen[name]!));
    }
  }
});

Deno.test("a future that follows another has that one's path, not that of who looked last", async () => {
  for (
    const follow of [
      (gate: Future<never>) => gate.then(),
      (gate: Future<never>) => Future.resolve(gate as PromiseLike<never>),
      (gate: Future<never>) => {
        const target = new Future<never>();
        chainFuture(gate, target);
        return target;
      },
    ]
  ) {
    const gate = new Future<never>();
    const first = coroutine(function* first(): Co {
      yield* gate;
    });
    const second = coroutine(function* second(of: Future<never>): Co {
      yield* of;
    });
    const failed = caught(first());
    const end = second(follow(gate));
    gate.setError(new Error("shared"));
    await failed;
    const { stack } = await caught(end) as Error;
    assertStringIncludes(stack!, "at async second ");
    assert(!stack!.includes("at async first "), stack);
  }
});

Deno.test("an error that somebody caught and sets on another future keeps the path it has", async () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("handed on");
  });
  const target = new Future<never>();
  const carrier = coroutine(function* carrier(): Co {
    try {
      yield* leaf();
    } catch (error) {
      target.setError(error);
    }
  });
  await carrier();
  const { stack } = await caught(spawn(function* last(): Co {
    yield* target;
  })) as Error;
  assertMatch(stack!, /at leaf [^]*at async carrier [^]*at async last /);
});

Deno.test("a path of sixteen hops is followed by a count", async () => {
  const deep = coroutine(function* deep(n: number): Co {
    yield* n === 0 ? Future.reject(new Error("deep")) : next(n - 1);
  });
  const next = deep as (n: number) => Task<unknown>;
  const { stack } = await caught(deep(999)) as Error;
  assertMatch(stack!, /\n {4}\.\.\. and 98\d more hops/);
  assertLess(stack!.split("\n").length, 40);
});

Deno.test("our own errors show where the user waits, not where we made them", async () => {
  const task = spawn(function* waiter(): Co {
    yield* new Future();
  });
  task.cancel();
  const error = await caught(task) as CancelledError;
  assertMatch(
    error.stack!,
    /^CancelledError: waiter was cancelled\n +at async waiter /,
  );
  const ours = markOurs(new Error("ours"));
  stitch(ours, undefined, { name: "user" }, false);
  assertEquals(ours.stack, "Error: ours\n    at async user (<anonymous>)");
});

Deno.test("with debug all frames are shown", () => {
  const loop = IOLoop.current();
  loop.debug = true;
  try {
    const error = spawn(function* leaf(): Co {
      throw new Error("all of them");
    }).error() as Error;
    assertStringIncludes(error.stack!, "/lib/coroutine/");
  } finally {
    loop.debug = false;
  }
});

Deno.test("an error is shown by the path that was looked at last", () => {
  const error = new Error("boom");
  const a = stitch(error, undefined, { name: "a" }, false);
  stitch(error, undefined, { name: "b" }, false);
  assertStringIncludes(error.stack!, "at async b ");
  present(error, a, false);
  assertStringIncludes(error.stack!, "at async a ");
  assert(!error.stack!.includes("at async b "));
  assert(hopsOf(error) === a);
});

Deno.test("a value thrown afresh by another holder brings no path along", () => {
  const holder = {}, other = {}, error = new Error("boom");
  const hop = stitch(error, undefined, { name: "a", holder }, false);
  assert(hopsThrownBy(error, holder) === hop);
  assertEquals(hopsThrownBy(error, other), undefined);
});

Deno.test("nothing is captured while things go well", async () => {
  const gate = new Future<number>();
  const leaf = coroutine(function* leaf(n: number): Co<number> {
    yield moment;
    yield* Future.resolve(n);
    return n + (yield gate);
  });
  const count = await captures(async () => {
    const all = spawn(function* (): Co {
      let sum = 0;
      for (let i = 0; i < 10; i++) sum += yield* leaf(i);
      sum += yield Promise.resolve(1);
      yield [leaf(1), { a: leaf(2) }];
      return sum;
    });
    IOLoop.current().addCallback(() => gate.setResult(1));
    all.then((sum) => sum).addDoneCallback(() => {});
    await all;
  });
  assertEquals(count, 0);
});

Deno.test("nothing is captured for a cancel either, but where the user waits", async () => {
  const count = await captures(async () => {
    const tasks = Array.from({ length: 10 }, () =>
      spawn(function* (): Co {
        yield new Future();
      }));
    for (const task of tasks) task.cancel();
    await rest();
  });
  assertEquals(count, 0);
});

Deno.test("each failed hop by yield* or await is captured once, a plain yield never", async () => {
  using _told = reports();
  const leaf = coroutine(function* leaf(): Co {
    yield moment;
    throw new Error("boom");
  });
  const plain = coroutine(function* plain(): Co {
    yield leaf();
  });
  const exact = coroutine(function* exact(): Co {
    yield* leaf();
  });
  const settled = (task: Task<unknown>) => () =>
    new Promise<void>((done) => task.addDoneCallback(() => done()));
  assertEquals(await captures(settled(plain())), 0);
  assertEquals(await captures(settled(exact())), 1);
  await rest();
});

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
} from "@std/assert";
import { runInNewContext } from "node:vm";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, sleep, spawn, YIELDABLE } from "../../lib/coroutine/mod.ts";
import { handLoop, rest } from "../_support.ts";
import { caught, type Co, hasNoWaiter, within } from "./_kit.ts";

/** What a `yield` of a value gives, or how it fails. */
function yielding(given: unknown): PromiseLike<unknown> {
  return spawn(function* (): Co {
    return yield given;
  });
}

/** The error at the `yield` of what cannot be waited for. */
async function refusal(given: unknown): Promise<BadYieldError> {
  const [error, next] = await spawn(function* (): Co {
    try {
      yield given;
    } catch (error) {
      return [error, yield Future.resolve("went on")];
    }
    return [undefined, "nothing was thrown"];
  }) as [unknown, string];
  assertEquals(next, "went on");
  assertInstanceOf(error, BadYieldError);
  return error;
}

Deno.test("a Future or Task gives its value", async () => {
  assertEquals(await yielding(Future.resolve("future")), "future");
  const task = spawn(function* (): Co {
    yield moment;
    return "task";
  });
  assertEquals(await yielding(task), "task");
});

Deno.test("a Future that holds a thenable gives the thenable", async () => {
  const held = { then: () => {} };
  const future = new Future<unknown>();
  future.setResult(held);
  const [got] = await spawn(function* (): Co {
    return [yield future];
  }) as unknown[];
  assert(got === held);
});

Deno.test("a generator object is run as a sub-coroutine", async () => {
  function* add(a: number, b: number): Co<number> {
    yield moment;
    return a + b;
  }
  assertEquals(await yielding(add(2, 3)), 5);
});

Deno.test("a promise or any other thenable is followed", async () => {
  assertEquals(await yielding(Promise.resolve("promise")), "promise");
  assertEquals(
    await yielding({ then: (ok: (x: string) => void) => ok("thenable") }),
    "thenable",
  );
  const callable = Object.assign(() => {}, {
    then: (ok: (x: string) => void) => ok("callable"),
  });
  assertEquals(await yielding(callable), "callable");
});

Deno.test("a thenable is followed to the end of its chain", async () => {
  const inner = { then: (ok: (x: string) => void) => ok("inner") };
  const outer = { then: (ok: (x: unknown) => void) => ok(inner) };
  assertEquals(await yielding(outer), "inner");
});

Deno.test("only the first answer of a thenable counts, and a throw after it is ignored", async () => {
  const hasty = {
    then(ok: (x: string) => void, no: (x: unknown) => void) {
      ok("first");
      ok("second");
      no(new Error("third"));
      throw new Error("last");
    },
  };
  assertEquals(await yielding(hasty), "first");
});

Deno.test("a thenable whose then throws or cannot be read fails at the yield", async () => {
  const boom = new Error("boom");
  const throwing = {
    then() {
      throw boom;
    },
  };
  const unreadable = {
    get then() {
      throw boom;
    },
  };
  assert(await caught(yielding(throwing)) === boom);
  const error = await refusal(unreadable);
  assert(error.cause === boom);
});

Deno.test("a promise of another realm is followed", async () => {
  assertEquals(
    await yielding(runInNewContext("Promise.resolve('theirs')")),
    "theirs",
  );
});

Deno.test("an abort signal is waited for, and gives its reason", async () => {
  const controller = new AbortController();
  const task = yielding(controller.signal) as Future<unknown>;
  await rest();
  assertEquals(task.done, false);
  controller.abort("enough");
  assertEquals(await task, "enough");
});

Deno.test("a signal that is aborted already gives its reason at once", () => {
  const task = yielding(AbortSignal.abort("before")) as Future<unknown>;
  assertEquals(task.result(), "before");
});

Deno.test("a signal aborted with a thenable gives the thenable, which it does not follow", () => {
  const reason = { then: () => {} };
  const task = spawn(function* (): Co {
    return [yield AbortSignal.abort(reason)];
  });
  assert(task.result()[0] === reason);
});

Deno.test("a task that leaves a signal takes its listener away", async () => {
  const removed: string[] = [];
  const { signal } = new AbortController();
  const remove = signal.removeEventListener;
  signal.removeEventListener = function (...args: unknown[]) {
    removed.push(args[0] as string);
    return remove.apply(this, args as never);
  };
  const task = yielding(signal) as Future<unknown>;
  task.cancel();
  await caught(task);
  assertEquals(removed, ["abort"]);
});

Deno.test("an array gives an array of what its members give, in order", async () => {
  function* sub(): Co<string> {
    yield moment;
    return "sub";
  }
  const late = new Future<string>();
  const task = yielding([
    late,
    Promise.resolve("promise"),
    sub(),
    [Future.resolve("nested")],
    null,
  ]);
  late.setResult("late");
  assertEquals(await task, ["late", "promise", "sub", ["nested"], undefined]);
});

Deno.test("a plain record gives a record of what its members give, under the same keys", async () => {
  const bare = Object.assign(Object.create(null), { x: Future.resolve(1) });
  assertEquals(
    await yielding({ a: Future.resolve("a"), b: [Promise.resolve("b")] }),
    { a: "a", b: ["b"] },
  );
  assertEquals({ ...await yielding(bare) as object }, { x: 1 });
});

Deno.test("a record of another realm is a record", async () => {
  assertEquals(
    await yielding(runInNewContext("({ a: Promise.resolve(1) })")),
    { a: 1 },
  );
});

Deno.test("a member named __proto__ stays a member", async () => {
  const given = JSON.parse('{"__proto__": null}');
  const got = await yielding(given) as object;
  assertEquals(Object.keys(got), ["__proto__"]);
  assert(Object.getPrototypeOf(got) === Object.prototype);
});

Deno.test("an empty array or record is ready at once", () => {
  const task = spawn(function* (): Co {
    return [yield [], yield {}];
  });
  assertEquals(task.result(), [[], {}]);
});

Deno.test("the same array may stand in several places", async () => {
  const pair = [Future.resolve(1), Future.resolve(2)];
  assertEquals(await yielding([pair, { pair }]), [[1, 2], { pair: [1, 2] }]);
});

Deno.test("nothing, undefined, null and moment take exactly one turn", async () => {
  for (const given of [undefined, null, moment]) {
    const { loop } = handLoop(), log: string[] = [];
    await within(loop, () =>
      spawn(function* (): Co {
        loop.addCallback(() => {
          log.push("turn 1");
          loop.addCallback(() => log.push("turn 2"));
        });
        log.push(`gave ${yield given}`);
      }));
    await rest();
    assertEquals(log, ["turn 1", "gave undefined", "turn 2"]);
  }
});

Deno.test("what cannot be waited for throws BadYieldError at that yield, and the coroutine goes on", async () => { // G8
  class Page {}
  for (
    const given of [
      42,
      0,
      "text",
      "",
      true,
      false,
      10n,
      Symbol("s"),
      new Map(),
      new Set([1]),
      new Date(0),
      /x/,
      () => 1,
      function* () {},
      Page,
      new Page(),
      [1].values(),
      new Map().keys(),
    ]
  ) await refusal(given);
});

Deno.test("the message tells what was given, what is accepted and what was probably meant", async () => {
  const accepted = "A coroutine can yield a Future, Task, Deferred, Promise " +
    "or other thenable, a generator object, an array or plain record of " +
    'these, an AbortSignal, an object with [Symbol.for("twister.yieldable")]' +
    "(), or nothing (one turn of the loop)";
  function fetchPage(): void {}
  function* crawl(): Co {}
  class Page {}
  for (
    const [given, told, meant] of [
      [42, "42", "To wait that many milliseconds, yield sleep(42)"],
      [
        fetchPage,
        "function fetchPage",
        "Was a call meant? Call the function: yield fetchPage(…)",
      ],
      [
        crawl,
        "generator function crawl",
        "Was a call meant? Call the function: yield crawl(…)",
      ],
      [Page, "class Page", "To wait for an instance, make one: new Page(…)"],
      [
        "text",
        '"text"',
        "A plain value needs no yield: use it directly",
      ],
      [
        new Map(),
        "a value of class Map",
        "To wait for its members, spread them into an array: " +
        "yield [...them.values()]",
      ],
    ] as const
  ) {
    const { message } = await refusal(given);
    assertEquals(message, `Cannot yield ${told}. ${accepted}. ${meant}`);
  }
});

Deno.test("a bad member of an array or record is refused, and named", async () => {
  assertStringIncludes(
    (await refusal([Future.resolve(1), 42])).message,
    "Cannot yield 42.",
  );
  assertStringIncludes(
    (await refusal({ page: { title: "home" } })).message,
    'Cannot yield "home".',
  );
});

Deno.test("where one member is bad, no other is started", async () => {
  let started = false;
  function* sub(): Co {
    started = true;
    yield moment;
  }
  await refusal([sub(), sub(), "bad"]);
  await refusal({ a: [sub()], b: Symbol("bad") });
  assertEquals(started, false);
});

Deno.test("an array or record that contains itself is refused", async () => {
  const array: unknown[] = [Future.resolve(1)];
  array.push(array);
  const record: Record<string, unknown> = {};
  record.deeper = { record };
  assertStringIncludes((await refusal(array)).message, "an array of 2");
  await refusal(record);
});

Deno.test("a self-containing array refused inside another leaves no waiter behind", async () => {
  const pending = new Future<unknown>();
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  await refusal([pending, cyclic]);
  assert(hasNoWaiter(pending));
});

Deno.test("hostile objects are refused like others, whatever they throw when looked at", async () => {
  const nasty = (): never => {
    throw new Error("nasty");
  };
  const revoked = Proxy.revocable({}, {});
  const revokedFunction = Proxy.revocable(() => {}, {});
  const revokedArray = Proxy.revocable([], {});
  for (const { revoke } of [revoked, revokedFunction, revokedArray]) revoke();
  class Rude {
    toString = nasty;
    toJSON = nasty;
    [Symbol.toPrimitive] = nasty;
    get [Symbol.toStringTag](): string {
      return nasty();
    }
  }
  for (
    const given of [
      revoked.proxy,
      revokedFunction.proxy,
      revokedArray.proxy,
      new Proxy({}, { get: nasty }),
      new Proxy({}, {
        get: nasty,
        has: nasty,
        ownKeys: nasty,
        getPrototypeOf: nasty,
        getOwnPropertyDescriptor: nasty,
      }),
      Object.assign(Object.create(null), { a: 42 }),
      new Rude(),
      { [YIELDABLE]: nasty },
      Object.defineProperty(() => {}, "name", { get: nasty }),
    ]
  ) {
    const { message } = await refusal(given);
    assertStringIncludes(message, "Cannot yield ");
  }
});

Deno.test("an array with a hostile getter as member is refused with what it threw as cause", async () => {
  const boom = new Error("boom");
  const record = {
    get page() {
      throw boom;
    },
  };
  assert((await refusal([record])).cause === boom);
});

Deno.test("a sub-coroutine that was driven before is refused at the yield with all the others", async () => {
  function* sub(): Co {
    yield moment;
  }
  const once = sub();
  const first = spawn(once);
  const error = await caught(yielding([sleep(0), once]));
  assertStringIncludes((error as Error).message, "drive a generator twice");
  await first;
});

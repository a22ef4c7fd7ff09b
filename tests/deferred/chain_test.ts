import {
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
} from "@std/assert";
import { DeadlockError } from "../../lib/errors/mod.ts";
import { Deferred, fail, Failure, succeed } from "../../lib/deferred/mod.ts";
import { isDeferred } from "../../lib/deferred/chain.ts";
import { caught, depth, errorOf, NONE, resultOf, watched } from "./_kit.ts";

const MANY = 100_000;

// ── order

// D3
Deno.test("a callback that is added within another runs after those already there", () => {
  const log: number[] = [], deferred = new Deferred<void>();
  deferred.addCallback(() => {
    log.push(1);
    deferred.addCallback(() => log.push(3));
  }).addCallback(() => log.push(2));
  deferred.callback();
  assertEquals(log, [1, 2, 3]);
});

// D3
Deno.test("a callback never runs inside the one that adds it", () => {
  const log: string[] = [], deferred = new Deferred<void>();
  deferred.addCallback(() => {
    log.push("in");
    deferred.addCallback(() => log.push("added"));
    log.push("out");
  });
  deferred.callback();
  assertEquals(log, ["in", "out", "added"]);
});

Deno.test("who waited goes on before the rest of the one it waited for", () => {
  const log: string[] = [], inner = new Deferred<void>();
  const outer = succeed().addCallback(() => inner);
  outer.addCallback(() => log.push("outer"));
  inner.addCallback(() => log.push("inner"));
  inner.callback();
  assertEquals(log, ["outer", "inner"]);
});

// ── waiting for an inner Deferred

// D4
Deno.test("a Deferred that a callback returns is waited for, and gives its result", () => {
  const inner = new Deferred<string>(), log: unknown[] = [];
  const outer = watched(succeed().addCallback(() => inner), log);
  assertEquals(log, []);
  inner.callback("inner");
  assertEquals([log, resultOf(outer)], [["inner"], "inner"]);
});

// D4
Deno.test("one that is fired already gives its result at once", () => {
  assertEquals(resultOf(succeed().addCallback(() => succeed(1))), 1);
});

// D4
Deno.test("the inner one then holds undefined, fired before or after", () => {
  const before = succeed(1), after = new Deferred<number>();
  succeed().addCallback(() => before);
  succeed().addCallback(() => after);
  after.callback(2);
  assertEquals([before, after].map(resultOf), [undefined, undefined]);
});

// D4
Deno.test("the inner one's failure goes to the outer, and is handled there", () => {
  const before = fail<number>("a"), after = new Deferred<number>();
  const outers = [before, after].map((inner) =>
    succeed().addCallback(() => inner)
  );
  after.errback("b");
  assertEquals(outers.map(errorOf), ["a", "b"]);
  assertEquals([before, after].map(resultOf), [undefined, undefined]);
});

// D4
Deno.test("an errback may return a Deferred as well", () => {
  const inner = new Deferred<number>();
  const outer = fail<number>("e").addErrback(() => inner);
  inner.callback(1);
  assertEquals(resultOf(outer), 1);
});

Deno.test("the inner one's own callbacks run first, also those that it still has", () => {
  const log: unknown[] = [], inner = new Deferred<number>();
  inner.addCallback((n) => n + 1);
  const outer = new Deferred<void>();
  // Fired inside a callback of the inner one, while that has one more to run.
  inner.addCallback((n) => {
    outer.callback();
    return n + 1;
  }).addCallback((n) => n + 1);
  watched(outer.addCallback(() => inner), log);
  inner.callback(1);
  assertEquals([log, resultOf(inner)], [[4], undefined]);
});

// D5
Deno.test("an inner one that is paused with its result lets the outer wait", () => {
  const inner = succeed(1), log: unknown[] = [];
  inner.pause();
  watched(succeed().addCallback(() => inner), log);
  assertEquals(log, []);
  inner.unpause();
  assertEquals(log, [1]);
});

// D5
Deno.test("while the outer is paused, the inner one's own callbacks still run", () => {
  const inner = new Deferred<number>(), log: unknown[] = [];
  const outer = succeed().addCallback(() => inner);
  outer.pause();
  inner.addCallback(() => log.push("inner"));
  watched(outer, log);
  inner.callback(1);
  assertEquals(log, ["inner"]);
  outer.unpause();
  assertEquals(log, ["inner", 1]);
});

Deno.test("the outer waits for an inner one that waits itself", () => {
  const innermost = new Deferred<number>();
  const inner = succeed().addCallback(() => innermost);
  const outer = succeed().addCallback(() => inner);
  const end = caught(outer);
  assertEquals(end(), NONE);
  innermost.callback(1);
  assertEquals(end(), 1);
});

// ── waiting for itself

// D7
Deno.test("a callback that returns its own Deferred fails that at once", () => {
  const deferred = new Deferred<unknown>();
  deferred.addCallback(() => deferred);
  deferred.callback(1);
  const error = errorOf(deferred);
  assertInstanceOf(error, DeadlockError);
  assertStringIncludes(error.message, "returned that Deferred itself");
});

// D7
Deno.test("a callback that returns one that waits for its own fails at once", () => {
  const first = new Deferred<unknown>(), second = new Deferred<unknown>();
  second.addCallback(() => first);
  first.addCallback(() => second);
  second.callback(1);
  first.callback(1);
  const error = errorOf(second);
  assertInstanceOf(error, DeadlockError);
  assertStringIncludes(error.message, "one that waits for it");
  assertEquals(resultOf(first), undefined);
});

// ── depth

// D6
Deno.test("a callback runs at the same depth after 1, 2 or 10,000 inner ones", () => {
  const depths = [1, 2, 10_000].map((n) => {
    const first = new Deferred<void>();
    let last: Deferred<void> = first, deep = 0;
    for (let i = 0; i < n; i++) {
      const inner = last;
      last = succeed().addCallback(() => inner);
    }
    last.addCallback(() => void (deep = depth()));
    first.callback();
    return deep;
  });
  assertEquals(new Set(depths).size, 1);
});

Deno.test("a chain of 100,000 links runs", () => {
  const deferred = new Deferred<number>();
  for (let i = 0; i < MANY; i++) deferred.addCallback((n) => n + 1);
  deferred.callback(0);
  assertEquals(resultOf(deferred), MANY);
});

Deno.test("100,000 Deferreds that each wait for the one before run, with work left in each", () => {
  let left = 0;
  const first = new Deferred<number>();
  let last: Deferred<number> = first;
  for (let i = 0; i < MANY; i++) {
    const inner = last;
    last = succeed().addCallback(() => inner);
    inner.addCallback(() => left++);
  }
  first.callback(1);
  assertEquals([resultOf(last), left], [1, MANY]);
});

Deno.test("a failure passes 100,000 Deferreds, and its text stays short", () => {
  const first = new Deferred<number>();
  let last: Deferred<number> = first;
  for (let i = 0; i < MANY; i++) {
    const inner = last;
    last = succeed().addCallback(() => inner);
  }
  first.errback(new Error("e"));
  const failure = resultOf(last) as Failure;
  assertInstanceOf(failure, Failure);
  assertEquals(failure.traceback().split("\n").length < 40, true);
});

Deno.test("a chainDeferred of 100,000 runs", () => {
  const first = new Deferred<number>();
  let last = first;
  for (let i = 0; i < MANY; i++) {
    const next = new Deferred<number>();
    last.chainDeferred(next);
    last = next;
  }
  first.callback(1);
  assertEquals(resultOf(last), 1);
});

Deno.test("a callback that adds itself again and again takes no room", () => {
  const deferred = new Deferred<number>();
  const again = (n: number): number => {
    if (n < MANY) deferred.addCallback(again);
    return n + 1;
  };
  deferred.addCallback(again);
  deferred.callback(0);
  assertEquals(resultOf(deferred), MANY + 1);
});

// ── another loaded copy

/** The layer, loaded a second time. */
async function secondCopy() {
  const place = new URL("../../lib/deferred/", import.meta.url);
  const base = await Deno.makeTempDir();
  const lib = new URL("../", place).href;
  for await (const { name } of Deno.readDir(place)) {
    const source = await Deno.readTextFile(new URL(name, place));
    const moved = source.replaceAll('"../', `"${lib}`);
    await Deno.writeTextFile(`${base}/${name}`, moved);
  }
  const loaded = await import(`file://${base}/mod.ts`);
  await Deno.remove(base, { recursive: true });
  return loaded as typeof import("../../lib/deferred/mod.ts");
}

Deno.test("the Deferreds and Failures of another loaded copy are taken for what they are", async () => {
  const other = await secondCopy();
  const log: unknown[] = [];
  assertEquals(other.Deferred === Deferred, false);
  assertEquals(isDeferred(new other.Deferred()), true);
  const theirs = new other.Deferred<number>(() => log.push("cancelled"));
  const outer = succeed().addCallback(() => theirs);
  theirs.callback(1);
  assertEquals(resultOf(outer), 1);
  const failed = succeed().addCallback(() => new other.Failure("theirs"));
  assertEquals(errorOf(failed), "theirs");
  const chained = new other.Deferred<number>();
  chained.addCallback((n) => log.push(n));
  succeed(2).chainDeferred(chained as never);
  const waits = succeed().addCallback(() =>
    new other.Deferred<number>(() => log.push("cancelled"))
  );
  waits.cancel();
  resultOf(waits);
  assertEquals(log, [2, "cancelled"]);
});

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { BadYieldError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { moment, sleep, type Task } from "../../lib/coroutine/mod.ts";
import { startAll } from "../../lib/combinators/members.ts";
import { succeed } from "../../lib/deferred/mod.ts";
import { rest } from "../_support.ts";
import type { Co } from "../scopes/_kit.ts";
import { startsNothing } from "./_kit.ts";

function start(given: unknown): ReturnType<typeof startAll> {
  return startAll(given, "wait for all of");
}

Deno.test("the members of an array are known by their positions", () => {
  const a = new Future(), b = new Future();
  const { cells, keys, shape } = start([a, b]);
  assert(cells[0] === a && cells[1] === b);
  assertEquals(keys, [0, 1]);
  assertEquals(shape([1, 2]), [1, 2]);
});

Deno.test("the members of a record are known by their keys, in its order", () => {
  const a = new Future(), b = new Future();
  const { cells, keys, shape } = start({ b, a });
  assert(cells[0] === b && cells[1] === a);
  assertEquals(keys, ["b", "a"]);
  assertEquals(Object.entries(shape([1, 2]) as object), [["b", 1], ["a", 2]]);
});

Deno.test("a record may lack a prototype", () => {
  const a = new Future();
  const { keys } = start(Object.assign(Object.create(null), { a }));
  assertEquals(keys, ["a"]);
});

Deno.test("a key named __proto__ stays a key", () => {
  const { shape } = start(JSON.parse('{ "__proto__": null }'));
  const made = shape([1]) as object;
  assertEquals(Object.keys(made), ["__proto__"]);
});

Deno.test("a Set and any other iterable give an array", () => {
  const a = new Future(), b = new Future();
  const made = function* () {
    yield a;
    yield b;
  };
  for (const given of [new Set([a, b]), made()]) {
    const { cells, keys, shape } = start(given);
    assert(cells[0] === a && cells[1] === b);
    assertEquals(keys, [0, 1]);
    assertEquals(shape([1, 2]), [1, 2]);
  }
});

Deno.test("nothing has no members, whatever its shape", () => {
  for (const given of [[], new Set(), {}]) {
    assertEquals(start(given).cells, []);
  }
  assertEquals(start({}).shape([]), {});
  assertEquals(start([]).shape([]), []);
});

Deno.test("the same future stands in each of its places", () => {
  const a = new Future();
  const { cells } = start([a, a]);
  assert(cells.length === 2 && cells[0] === a && cells[1] === a);
});

Deno.test("the same promise is followed once", () => {
  let calls = 0;
  const thenable = { then: () => calls++ };
  const { cells } = start([thenable, thenable]);
  assert(cells.length === 2 && cells[0] === cells[1]);
  assertEquals(calls, 1);
});

Deno.test("the same generator object runs once", () => {
  let runs = 0;
  const body = (function* (): Co {
    runs++;
    yield moment;
  })();
  const { cells } = start({ a: body, b: body });
  assert(cells[0] === cells[1]);
  assertEquals(runs, 1);
});

Deno.test("members may be nested arrays and records", async () => {
  const { cells } = start([[Future.resolve(1), { a: Future.resolve(2) }]]);
  assertEquals(await (cells[0] as Future<unknown>), [1, { a: 2 }]);
});

Deno.test("a member that is no value takes one turn", async () => {
  const { cells } = start([undefined, null, moment]);
  assert(cells.every((cell) => !cell.done));
  await rest();
  assert(cells.every((cell) => cell.done));
});

Deno.test("generators start in input order, at once", () => {
  const log: string[] = [];
  const body = function* (name: string): Co {
    log.push(name);
    yield moment;
  };
  start([body("a"), body("b")]);
  assertEquals(log, ["a", "b"]);
});

Deno.test("one member that cannot be waited for lets none start", async () => {
  await startsNothing(start);
  await startsNothing((members) => start({ ...members }));
  await startsNothing((members) => start(new Set(members)));
  await startsNothing((members) => start([members[0], [members[1]]]));
});

Deno.test("an iterable that throws is told as it is, and none is started", () => {
  const broken = new Error("broken iterable"), log: string[] = [];
  const given = function* (): Generator {
    yield (function* (): Co {
      log.push("started");
      yield moment;
    })();
    throw broken;
  };
  const error = assertThrows(() => start(given()));
  assert(error === broken);
  assertEquals(log, []);
});

Deno.test("a bad member is named", () => {
  const error = assertThrows(() => start([sleep]), BadYieldError);
  assertStringIncludes(error.message, "sleep");
});

Deno.test("what holds no members is a TypeError that says what does", () => {
  for (const given of [undefined, null, 1, "text", true, () => [], Symbol()]) {
    const error = assertThrows(() => start(given), TypeError);
    assertStringIncludes(error.message, "Cannot wait for all of");
    assertStringIncludes(error.message, "expected an array, another iterable");
  }
  assertThrows(() => start({ [Symbol.iterator]: 1 }), TypeError);
});

Deno.test("one thing to wait for is no collection of several", () => {
  const given = [
    new Future(),
    Future.resolve(1),
    Promise.resolve(1),
    succeed(1),
    AbortSignal.abort(),
    new Date(),
  ];
  for (const one of given) assertThrows(() => start(one), TypeError);
});

Deno.test("each generator is a task of its own", () => {
  const { cells } = start([function* (): Co {}()]);
  assertInstanceOf(cells[0], Future);
  assertEquals((cells[0] as Task<unknown>).cancelRequested, false);
});

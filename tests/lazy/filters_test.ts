import { assert, assertEquals, assertThrows } from "@std/assert";
import { moment } from "../../lib/coroutine/mod.ts";
import {
  collectInto,
  filter,
  flatten,
  map,
  pipe,
  take,
} from "../../lib/lazy/mod.ts";

Deno.test("map, filter and flatten do as their namesakes of arrays", async () => {
  const items = [3, 1, 2], out: number[] = [];
  await pipe(
    items,
    map((n) => [n, 10 * n]),
    flatten<number>(),
    filter((n) => n % 3 > 0),
    collectInto(out),
  );
  assertEquals(
    out,
    items.flatMap((n) => [n, 10 * n]).filter((n) => n % 3 > 0),
  );
});

Deno.test("take counts what it pushes on", async () => {
  for (const count of [0, 1, 2, 3, Infinity]) {
    const out: number[] = [];
    await pipe([1, 2], take(count), collectInto(out));
    assertEquals(out, [1, 2].slice(0, count));
  }
});

Deno.test("take waits until its last item is taken", async () => {
  const log: unknown[] = [];
  await pipe([1, 2], take(1), {
    *send(item: number) {
      yield* moment;
      log.push(item);
    },
    close: () => void log.push("closed"),
  });
  assertEquals(log, [1, "closed"]);
});

Deno.test("take with no count is a RangeError", () => {
  for (const count of [-1, 1.5, NaN, "1", undefined]) {
    assertThrows(() => take(count as number), RangeError, "Cannot take(count)");
  }
});

Deno.test("flatten takes sources of any kind, and closes the one it is in", async () => {
  const out: number[] = [];
  let cleaned = 0;
  async function* endless() {
    try {
      for (let n = 0;; n++) yield n;
    } finally {
      cleaned++;
    }
  }
  await pipe([[1], endless], flatten<number>(), take(3), collectInto(out));
  assertEquals([out, cleaned], [[1, 0, 1], 1]);
});

Deno.test("flatten says what it cannot flatten", async () => {
  const error = await pipe([42 as never], flatten<number>(), collectInto([]))
    .then(() => undefined, (error) => error);
  assert(error instanceof TypeError);
  assert(error.message.startsWith("Cannot flatten()"), error.message);
});

Deno.test("what is no function is refused", () => {
  assertThrows(() => map(1 as never), TypeError, "Cannot map(fn)");
  assertThrows(() => filter("x" as never), TypeError, "Cannot filter(test)");
});

Deno.test("a filter may be given a sink by hand", () => {
  const out: number[] = [];
  map((n: number) => 2 * n)(collectInto(out)).send(1);
  assertEquals(out, [2]);
});

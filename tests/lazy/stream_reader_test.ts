import { assert, assertEquals, assertRejects } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { LazyStream, StreamReader } from "../../lib/lazy/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import { counted } from "./_kit.ts";

const done = { done: true as const, value: undefined };
const item = <T>(value: T) => ({ done: false as const, value });

Deno.test("it gives items and then done, again and again", async () => {
  const reader = LazyStream.from([1]).open();
  assert(reader instanceof StreamReader);
  assertEquals(await reader.next(), item(1));
  assertEquals(await reader.next(), done);
  assertEquals(await reader.next(), done);
});

Deno.test("several may ask at the same time, and get items in that order", async () => {
  await runVirtual(function* (): Generator {
    const reader = counted("emit", 2).stream.open();
    const steps = yield [1, 2, 3, 4].map(() => reader.next());
    assertEquals(steps, [item(1), item(2), done, done]);
  });
});

Deno.test("an error comes once, closes the run, and then it has ended", async () => {
  const { stream, count } = counted("iterable", 9);
  const error = new Error("bad");
  const reader = stream.map((n) => {
    if (n === 2) throw error;
    return n;
  }).chunk(1).open();
  assertEquals(await reader.next(), item([1]));
  await assertRejects(() => reader.next().promise(), Error, "bad");
  assertEquals(await reader.next(), done);
  assertEquals(count.closed, 1);
});

Deno.test("close() tells those who ask that it has ended, and is one for all", async () => {
  await runVirtual(function* (): Generator {
    const { stream, count } = counted("emit", 9);
    const reader = stream.open();
    const asked = reader.next();
    const closed = reader.close();
    assert(reader.close() === closed);
    yield closed;
    assertEquals(yield asked, done);
    assertEquals(yield reader.next(), done);
    assertEquals(count.closed, 1);
  });
});

Deno.test("a cancel of who waits for an item closes the run", async () => {
  await runVirtual(function* (): Generator {
    const { stream, count } = counted("emit", 9);
    const reader = stream.map(function* (n) {
      yield* sleep(100);
      return n;
    }).open();
    const asked = reader.next();
    yield* sleep(5);
    asked.cancel("enough");
    const error = yield asked.then(() => {}, (e: unknown) => e);
    assert(error instanceof CancelledError);
    assertEquals(count.closed, 1);
    assertEquals(yield reader.next(), done);
  });
});

Deno.test("close() before the first item begins nothing", async () => {
  const { stream, count } = counted("async", 9);
  await using reader = stream.open();
  await reader.close();
  assertEquals([count.asked, count.closed], [0, 0]);
});

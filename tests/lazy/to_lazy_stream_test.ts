import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { collectInto, map, pipe, toLazyStream } from "../../lib/lazy/mod.ts";

/** Counts what is asked of it. */
function counting() {
  const log = { asked: 0, cleaned: 0 };
  function* source() {
    try {
      while (log.asked < 5) yield ++log.asked;
    } finally {
      log.cleaned++;
    }
  }
  return { log, source };
}

Deno.test("what a pipe pushes is pulled, in order and to its end", async () => {
  const { log, source } = counting();
  const stream = toLazyStream<number>((sink) =>
    pipe(source, map((n) => 2 * n), sink)
  );
  assertEquals(log.asked, 0);
  assertEquals(await stream.collect(), [2, 4, 6, 8, 10]);
  assertEquals(log, { asked: 5, cleaned: 1 });
});

Deno.test("the pipe does not run ahead of who pulls, and is closed with the stream", async () => {
  const { log, source } = counting();
  const stream = toLazyStream<number>((sink) => pipe(source, sink));
  assertEquals(await stream.take(2).collect(), [1, 2]);
  assertEquals(log, { asked: 2, cleaned: 1 });
});

Deno.test("an error of the pipe is the stream's", async () => {
  const error = new Error("pipe");
  const stream = toLazyStream<number>((sink) =>
    pipe(function* () {
      yield 1;
      throw error;
    }, sink)
  );
  assertStrictEquals(await stream.collect().catch((error) => error), error);
});

Deno.test("a stream goes into a pipe, and a pipe into a stream", async () => {
  const { log, source } = counting();
  const out: number[] = [];
  await toLazyStream<number>((sink) => pipe(source, sink)).take(3)
    .into(collectInto(out));
  assertEquals([out, log.cleaned], [[1, 2, 3], 1]);
});

Deno.test("what is no function is refused", () => {
  assertThrows(() => toLazyStream({} as never), TypeError, "a function");
});

import "../_seed.ts";
import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import type { CancelledError } from "../../lib/errors/mod.ts";
import { moment, sleep } from "../../lib/coroutine/mod.ts";
import { fromReadableStream } from "../../lib/interop/from_readable_stream.ts";
import { type Producer, stream } from "../../lib/interop/stream.ts";
import { toReadableStream } from "../../lib/interop/to_readable_stream.ts";
import { reports, rest } from "../_support.ts";
import { arrayFrom, caught, type Co, never } from "./_streams_kit.ts";

/** `TWISTER_RUNS=20000` looks longer. */
const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) };

Deno.test("a coroutine, a source and an iterable become streams", async () => {
  const read = (from: ReadableStream<unknown>) => arrayFrom(from);
  const producer: Producer<number> = function* (emit) {
    yield* emit(1);
    yield* emit(2);
  };
  assertEquals(await read(toReadableStream<number>(producer)), [1, 2]);
  assertEquals(await read(toReadableStream(stream<number>(producer))), [1, 2]);
  assertEquals(await read(toReadableStream([1, 2])), [1, 2]);
});

Deno.test("a stream comes back as it is", () => {
  const given = new ReadableStream<number>();
  assertEquals(toReadableStream(given), given);
});

Deno.test("nothing is made ahead by default, and so much as the mark says", async () => {
  const made = async (options?: { highWaterMark: number }) => {
    let count = 0;
    const body = toReadableStream<number>(function* (emit) {
      for (;;) yield* emit(++count);
    }, options);
    await rest();
    const before = count;
    const reader = body.getReader();
    await reader.read();
    await rest();
    const after = count;
    await reader.cancel();
    return [before, after];
  };
  assertEquals(await made(), [0, 1]);
  assertEquals(await made({ highWaterMark: 2 }), [2, 3]);
});

Deno.test("an error of the producer fails the stream with the same object", async () => {
  const error = new Error("of the producer");
  using told = reports();
  const reader = toReadableStream(stream<number>(function* (emit): Co {
    yield* emit(1);
    throw error;
  })).getReader();
  assertEquals((await reader.read()).value, 1);
  assertEquals(await caught(reader.read()), error);
  assertEquals(await caught(reader.closed), error);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("cancelling the stream cancels the producer with the reason, and waits for its cleanup", async () => {
  const log: unknown[] = [];
  const body = toReadableStream(stream<number>(function* () {
    try {
      yield* never();
    } catch (error) {
      log.push((error as CancelledError).reason);
      yield* sleep(1);
      log.push("cleaned up");
    }
  }));
  const reader = body.getReader();
  const reading = reader.read();
  await rest();
  await reader.cancel("enough");
  assertEquals(log, ["enough", "cleaned up"]);
  assertEquals((await reading).done, true);
});

Deno.test("an error of the producer's cleanup rejects the cancel of the stream", async () => {
  const error = new Error("of the cleanup");
  const reader = toReadableStream(stream<number>(function* (emit) {
    try {
      yield* emit(1);
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw error;
    }
  })).getReader();
  await reader.read();
  assertEquals(await caught(reader.cancel()), error);
});

Deno.test("a mark that is no number is refused", () => {
  const highWaterMark = NaN;
  assertThrows(() => toReadableStream([], { highWaterMark }), RangeError);
});

Deno.test("there and back again: the same items, errors and cleanups, whenever it is broken off", async () => {
  const program = fc.record({
    length: fc.nat(6),
    taken: fc.nat(7),
    mark: fc.nat(3),
    fails: fc.boolean(),
    pause: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(program, async (given) => {
      const failure = new Error("failure"), log: string[] = [];
      using told = reports();
      const made = stream<number>(function* (emit) {
        try {
          for (let i = 0; i < given.length; i++) {
            if (given.pause) yield* moment;
            yield* emit(i);
          }
          if (given.fails) throw failure;
        } finally {
          log.push("ended");
        }
      });
      const body = toReadableStream(made, { highWaterMark: given.mark });
      const source = fromReadableStream(body), items: number[] = [];
      let end: unknown = "broken off";
      try {
        while (items.length < given.taken) {
          const { done, value } = await source.next();
          if (done) {
            end = "done";
            break;
          }
          items.push(value);
        }
      } catch (error) {
        end = error;
      }
      // Made ahead, its error is that of the stream: close() tells it.
      const late = await source.close().then(() => undefined, (error) => error);
      await rest();
      const all = Array.from({ length: given.length }, (_, i) => i);
      assertEquals(items, all.slice(0, given.taken));
      if (given.taken > given.length) {
        assertEquals(end, given.fails ? failure : "done");
      } else assertEquals(end, "broken off");
      assertEquals(
        late === undefined || (late === failure && given.fails),
        true,
      );
      assertEquals(log.length <= 1, true);
      assertEquals(body.locked, false);
      assertEquals([told.unobserved, told.errors], [[], []]);
    }),
    RUNS,
  );
});

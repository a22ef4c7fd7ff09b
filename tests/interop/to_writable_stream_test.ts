import "../_seed.ts";
import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { ContextVar } from "../../lib/context/mod.ts";
import { moment, sleep } from "../../lib/coroutine/mod.ts";
import { stream } from "../../lib/interop/stream.ts";
import { toReadableStream } from "../../lib/interop/to_readable_stream.ts";
import { toWritableStream } from "../../lib/interop/to_writable_stream.ts";
import { rest } from "../_support.ts";
import { caught, type Co, never } from "./_streams_kit.ts";

/** `TWISTER_RUNS=20000` looks longer. */
const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) };

Deno.test("chunks are taken one at a time, and then it is closed", async () => {
  const log: unknown[] = [];
  const writer = toWritableStream<number>({
    *write(n): Co {
      log.push(`begin ${n}`);
      yield* moment;
      log.push(`end ${n}`);
    },
    close: () => void log.push("close"),
  }).getWriter();
  void writer.write(1);
  void writer.write(2);
  await writer.close();
  assertEquals(log, ["begin 1", "end 1", "begin 2", "end 2", "close"]);
});

Deno.test("an error of a step fails the stream with the same object", async () => {
  const error = new Error("of a step");
  const writer = toWritableStream<number>(function* (): Co {
    yield* moment;
    throw error;
  }).getWriter();
  const closed = caught(writer.closed);
  assertEquals(await caught(writer.write(1)), error);
  assertEquals(await caught(writer.write(2)), error);
  assertEquals(await closed, error);
});

Deno.test("an abort cancels the step under way with the reason; `abort` comes after its cleanup", async () => {
  const log: unknown[] = [];
  const writer = toWritableStream<number>({
    *write(): Co {
      try {
        yield* never();
      } catch (error) {
        log.push((error as CancelledError).reason);
        yield* sleep(1);
        log.push("cleaned up");
        throw error;
      }
    },
    abort: (reason) => void log.push(["abort", reason]),
  }).getWriter();
  const writing = caught(writer.write(1)), closed = caught(writer.closed);
  await rest();
  await writer.abort("enough");
  assertEquals(log, ["enough", "cleaned up", ["abort", "enough"]]);
  assertEquals(await writing instanceof CancelledError, true);
  assertEquals(await closed, "enough");
});

Deno.test("the steps run in the context in which the stream was made", async () => {
  const user = new ContextVar("user", { default: "nobody" });
  const log: unknown[] = [];
  const writable = user.run("ada", () =>
    toWritableStream<number>({
      write: () => void log.push(user.get()),
      close: () => void log.push(user.get()),
    }));
  const writer = writable.getWriter();
  await user.run("bob", () => writer.write(1));
  await writer.close();
  assertEquals(log, ["ada", "ada"]);
});

Deno.test("back-pressure reaches from end to end of a pipe", async () => {
  let made = 0;
  const doors: (() => void)[] = [];
  const source = stream<number>(function* (emit) {
    for (;;) yield* emit(++made);
  });
  const sink = toWritableStream<number>(() =>
    new Promise<void>((open) => doors.push(open))
  );
  const piped = toReadableStream(source).pipeTo(sink);
  await rest();
  const before = made;
  await rest();
  assertEquals([made, made <= 3], [before, true]);
  doors.shift()!();
  await rest();
  assertEquals(made, before + 1);
  await source.close();
  while (doors.length > 0) {
    doors.shift()!();
    await rest();
  }
  await piped;
});

Deno.test("what is no function, and a bad mark, are refused", () => {
  assertThrows(() => toWritableStream({} as never), TypeError, "a function");
  assertThrows(
    () => toWritableStream({ write() {}, close: 7 as never }),
    TypeError,
    "got 7",
  );
  assertThrows(
    () => toWritableStream(() => {}, { highWaterMark: NaN }),
    RangeError,
  );
});

Deno.test("a pipe of ours does as a pipe of the platform, wherever it fails", async () => {
  const program = fc.record({
    length: fc.nat(6),
    sourceFails: fc.boolean(),
    sinkFailsAt: fc.nat(8),
    pause: fc.boolean(),
    marks: fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 })),
  });
  await fc.assert(
    fc.asyncProperty(program, async (given) => {
      const ofSource = new Error("source"), ofSink = new Error("sink");
      const items = Array.from({ length: given.length }, (_, i) => i);
      const run = async (
        readable: ReadableStream<number>,
        make: (take: (n: number) => void) => WritableStream<number>,
      ) => {
        const log: unknown[] = [];
        const writable = make((n) => {
          if (n === given.sinkFailsAt) throw ofSink;
          log.push(n);
        });
        await readable.pipeTo(writable).catch((error) => log.push(error));
        assertEquals([readable.locked, writable.locked], [false, false]);
        return log;
      };
      const ours = await run(
        toReadableStream(
          stream<number>(function* (emit) {
            for (const item of items) {
              if (given.pause) yield* moment;
              yield* emit(item);
            }
            if (given.sourceFails) throw ofSource;
          }),
          { highWaterMark: given.marks[0] },
        ),
        (take) =>
          toWritableStream<number>(function* (n): Co {
            if (given.pause) yield* moment;
            take(n);
          }, { highWaterMark: given.marks[1] }),
      );
      const at = Math.min(given.sinkFailsAt, given.length);
      const taken = items.slice(0, at);
      if (given.sinkFailsAt < given.length) {
        // Both ends fail: which error wins is a race, as on the platform.
        const error = ours.pop();
        const may = given.sourceFails ? [ofSink, ofSource] : [ofSink];
        assertEquals([ours, may.includes(error as Error)], [taken, true]);
      } else {
        assertEquals(ours, given.sourceFails ? [...taken, ofSource] : taken);
      }
    }),
    RUNS,
  );
});

import "../_seed.ts";
import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import {
  fromReadableStream,
  isReadableStream,
} from "../../lib/interop/from_readable_stream.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";
import { caught, type Co, drain, streamOf } from "./_streams_kit.ts";

type Controller = ReadableStreamDefaultController<number>;

/** A stream whose other end the test holds. */
function held(cancel?: (reason: unknown) => void | Promise<void>) {
  let controller!: Controller;
  const asked: number[] = [];
  const stream = new ReadableStream<number>({
    start: (given) => void (controller = given),
    pull: () => void asked.push(1),
    ...cancel && { cancel },
  }, { highWaterMark: 0 });
  return { stream, controller, asked };
}

/** `TWISTER_RUNS=20000` looks longer. */
const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) };

Deno.test("the chunks of a stream come in order; its end releases the lock", async () => {
  const stream = streamOf(1, 2, 3);
  const source = fromReadableStream(stream);
  assertEquals(stream.locked, true);
  assertEquals(await spawn(drain(source)), [1, 2, 3]);
  assertEquals(stream.locked, false);
  assertEquals((await source.next()).done, true);
});

Deno.test("nothing is read ahead: the stream is pulled when somebody asks", async () => {
  const { stream, controller, asked } = held();
  const source = fromReadableStream(stream);
  await rest();
  assertEquals(asked.length, 0);
  const next = source.next(), after = source.next();
  await rest();
  assertEquals(asked.length, 1);
  controller.enqueue(1);
  assertEquals((await next).value, 1);
  controller.enqueue(2);
  assertEquals((await after).value, 2);
  await rest();
  assertEquals(asked.length, 2);
});

Deno.test("an error of the stream is the same object, with the stack of who asks, and frees the lock", async () => {
  const { stream, controller } = held(), error = new Error("of the stream");
  using told = reports();
  const task = spawn(function* consumer(): Co {
    yield* drain(fromReadableStream(stream));
  });
  await rest();
  controller.error(error);
  assertEquals(await caught(task), error);
  assertEquals(error.stack?.includes("at async consumer"), true);
  assertEquals(stream.locked, false);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("a cancel cancels the stream with the reason, and waits for that", async () => {
  const over = Promise.withResolvers<void>(), log: unknown[] = [];
  const { stream } = held((reason) => {
    log.push(reason);
    return over.promise;
  });
  const task = spawn(drain(fromReadableStream(stream)));
  await rest();
  task.cancel("enough");
  await rest();
  assertEquals([task.done, log, stream.locked], [false, ["enough"], false]);
  over.resolve();
  await rest();
  assertEquals(task.cancelled, true);
});

Deno.test("a chunk that has come when the cancel comes is delivered", async () => {
  const { stream, controller } = held(), log: unknown[] = [];
  const source = fromReadableStream(stream);
  const task = spawn(function* (): Co {
    log.push((yield* source.next()).value);
    yield* source.next();
    log.push("went on");
  });
  await rest();
  controller.enqueue(7);
  task.cancel();
  await rest();
  assertEquals([log, task.cancelled], [[7], true]);
});

Deno.test("what the stream's cancel() throws goes to who was cancelled or closes", async () => {
  const error = new Error("of cancel()");
  const throwing = () => {
    throw error;
  };
  const task = spawn(drain(fromReadableStream(held(throwing).stream)));
  await rest();
  task.cancel();
  assertEquals(await caught(task), error);
  const { stream } = held(throwing);
  assertEquals(await caught(fromReadableStream(stream).close()), error);
  assertEquals(stream.locked, false);
});

Deno.test("a stream that had failed before is told at the first question, and by close()", async () => {
  const { stream, controller } = held(), error = new Error("before");
  controller.error(error);
  const source = fromReadableStream(stream);
  assertEquals(await caught(source.next()), error);
  assertEquals(stream.locked, false);
  await source.close();
  const other = held();
  other.controller.error(error);
  assertEquals(await caught(fromReadableStream(other.stream).close()), error);
});

Deno.test("a locked stream, and what is none, are refused", () => {
  const { stream } = held();
  fromReadableStream(stream);
  assertThrows(() => fromReadableStream(stream), TypeError, "that is locked");
  assertThrows(
    () => fromReadableStream([1] as never),
    TypeError,
    "Cannot read from an array of 1: expected a ReadableStream",
  );
  assertEquals([isReadableStream(stream), isReadableStream(null)], [
    true,
    false,
  ]);
});

Deno.test("chunks, ends, errors, asks and cancels in any order: chunks in order, once, no lock left", async () => {
  const act = fc.constantFrom(
    "ask",
    "ask",
    "chunk",
    "chunk",
    "cancel",
    "end",
    "error",
    "turn",
    "close",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 18 }), async (acts) => {
      const { loop, clock } = handLoop();
      using told = reports(loop);
      const error = new Error("error");
      let cancels = 0, sent = 0, over = false, dropped = false;
      const { stream, controller } = held(() => void cancels++);
      const source = loop._within(() => fromReadableStream(stream));
      const results: unknown[] = [], open: { cancel(): boolean }[] = [];
      for (const one of acts) {
        if (one === "turn") {
          await turns(1, loop);
          await rest();
        } else if (one === "chunk" || one === "end" || one === "error") {
          if (over || cancels > 0 || dropped) continue;
          if (one === "chunk") controller.enqueue(sent++);
          else {
            over = true;
            if (one === "end") controller.close();
            else controller.error(error);
          }
        } else {
          loop._within(() => {
            if (one === "cancel") {
              // The one that asked last may be the only one: then it closes.
              dropped ||= open.length > 0;
              open.pop()?.cancel();
            } else if (one === "close") {
              dropped = true;
              source.close().catch(() => {});
            } else {
              const next = source.next(), at = results.push("pending") - 1;
              open.push(next);
              next.then(
                (step) => results[at] = step.done ? "done" : step.value,
                (why) =>
                  results[at] = why instanceof CancelledError ? "left" : why,
              );
            }
          });
        }
      }
      const closing = loop._within(() => source.close().catch(() => {}));
      await clock.advance(2000);
      await closing;
      await rest();
      const came = results.filter((result) => typeof result === "number");
      assertEquals(came, came.map((_, i) => i));
      assertEquals(results.includes("pending"), false);
      assertEquals(results.filter((one) => one === error).length <= 1, true);
      assertEquals([cancels <= 1, stream.locked], [true, false]);
      assertEquals([told.errors, clock.alarmAt], [[], undefined]);
      const strange = told.unobserved.filter((report) =>
        report.error !== error
      );
      assertEquals([strange, told.unobserved.length <= 1], [[], true]);
    }),
    RUNS,
  );
});

Deno.test("20,000 crossings with cancels leave no lock and no stream open", async () => {
  let cancels = 0;
  const streams: ReadableStream<number>[] = [];
  for (let i = 0; i < 20; i++) {
    const ends: unknown[] = [];
    for (let k = 0; k < 1000; k++) {
      const { stream, controller } = held(() => void cancels++);
      const source = fromReadableStream(stream), task = spawn(drain(source));
      streams.push(stream);
      if (k % 2) controller.enqueue(k);
      if (k % 3) task.cancel();
      else ends.push(source.close().promise());
      ends.push(task.promise().catch(() => {}));
    }
    await Promise.all(ends);
  }
  assertEquals(cancels, 20_000);
  assertEquals(streams.filter((stream) => stream.locked).length, 0);
});

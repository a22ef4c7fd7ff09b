import { assertEquals, assertThrows } from "@std/assert";
import { CancelledError, ClosedError } from "../../lib/errors/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { fromWritableStream } from "../../lib/interop/from_writable_stream.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, type Co } from "./_streams_kit.ts";

/** A stream whose sink waits until the test lets it go on. */
function held(abort?: (reason: unknown) => unknown) {
  const log: unknown[] = [], doors: PromiseWithResolvers<void>[] = [];
  const wait = (what: unknown) => {
    log.push(what);
    const door = Promise.withResolvers<void>();
    doors.push(door);
    return door.promise;
  };
  const stream = new WritableStream<number>({
    write: wait,
    close: () => wait("close"),
    abort: (reason) => {
      log.push(["abort", reason]);
      return abort?.(reason) as Promise<void>;
    },
  });
  return { stream, sink: fromWritableStream(stream), log, doors };
}

Deno.test("a write goes on when the stream has taken the chunk", async () => {
  const { stream, sink, log, doors } = held();
  const task = spawn(function* () {
    yield* sink.write(1);
    yield* sink.write(2);
    yield* sink.close();
  });
  await rest();
  assertEquals([log, stream.locked], [[1], true]);
  doors[0]!.resolve();
  await rest();
  assertEquals(log, [1, 2]);
  doors[1]!.resolve();
  await rest();
  assertEquals([log, task.done], [[1, 2, "close"], false]);
  doors[2]!.resolve();
  await task;
  await rest();
  assertEquals(stream.locked, false);
});

Deno.test("an error of the stream is thrown by the write, the same object, and by close()", async () => {
  const { stream, sink, doors } = held(), error = new Error("of the sink");
  using told = reports();
  const task = spawn(function* writer() {
    yield* sink.write(1);
  });
  await rest();
  doors[0]!.reject(error);
  assertEquals(await caught(task), error);
  assertEquals(error.stack?.includes("at async writer"), true);
  assertEquals(await caught(sink.close()), error);
  await rest();
  assertEquals([stream.locked, told.unobserved], [false, []]);
});

Deno.test("an error of a write that nobody waits for is reported once", async () => {
  const { sink, doors } = held(), error = new Error("of the sink");
  using told = reports();
  void sink.write(1);
  await rest();
  doors[0]!.reject(error);
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("the cancel of who writes aborts the stream with the reason, and waits for that", async () => {
  const over = Promise.withResolvers<void>();
  const { stream, sink, log, doors } = held(() => over.promise);
  const task = spawn(function* () {
    yield* sink.write(1);
  });
  await rest();
  task.cancel("enough");
  await rest();
  assertEquals([task.done, stream.locked], [false, false]);
  doors[0]!.reject(new Error("echo"));
  await rest();
  assertEquals([log, task.done], [[1, ["abort", "enough"]], false]);
  over.resolve();
  await rest();
  assertEquals(task.cancelled, true);
});

Deno.test("a chunk that was taken while the abort went on counts as written", async () => {
  const { sink, doors } = held(), log: unknown[] = [];
  const task = spawn(function* (): Co {
    yield* sink.write(1);
    log.push("written");
    yield null;
    log.push("went on");
  });
  await rest();
  task.cancel();
  await rest();
  doors[0]!.resolve();
  await rest();
  assertEquals([log, task.cancelled], [["written"], true]);
});

Deno.test("one of several writes that is cancelled is written all the same", async () => {
  const { sink, log, doors } = held();
  const first = sink.write(1), second = sink.write(2);
  first.cancel();
  assertEquals(first.cancelled, true);
  await rest();
  doors[0]!.resolve();
  await rest();
  doors[1]!.resolve();
  await second;
  assertEquals(log, [1, 2]);
  await sink.abort();
});

Deno.test("past the grace who was cancelled goes, and a late error of the abort is reported", async () => {
  const { loop, clock } = handLoop({ grace: 10 });
  using told = reports(loop);
  const over = Promise.withResolvers<void>(), error = new Error("late");
  const { sink, doors } = loop._within(() => held(() => over.promise));
  const task = loop._within(() =>
    spawn(function* () {
      yield* sink.write(1);
    })
  );
  await rest();
  loop._within(() => task.cancel());
  await clock.advance(5);
  doors[0]!.reject(new Error("echo"));
  await rest();
  assertEquals(task.done, false);
  await clock.advance(10);
  assertEquals(task.cancelled, true);
  over.reject(error);
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("a close that is cancelled aborts the stream", async () => {
  const { stream, sink, log, doors } = held();
  const closing = sink.close();
  await rest();
  closing.cancel("enough");
  doors[0]!.resolve();
  await rest();
  assertEquals([closing.done, stream.locked, log], [true, false, ["close"]]);
});

Deno.test("abort() gives the error of the sink's abort; then the sink is closed", async () => {
  const error = new Error("of abort()");
  const { sink } = held(() => {
    throw error;
  });
  assertEquals(await caught(sink.abort("why")), error);
  assertEquals(sink.abort(), sink.abort());
  const late = await caught(sink.write(1));
  assertEquals(late instanceof ClosedError, true);
  assertEquals(late instanceof CancelledError, false);
});

Deno.test("a locked stream, and what is none, are refused", () => {
  const { stream } = held();
  assertThrows(() => fromWritableStream(stream), TypeError, "that is locked");
  assertThrows(() => fromWritableStream({} as never), TypeError, "write to {}");
});

Deno.test("20,000 crossings with cancels leave no lock", async () => {
  const streams: WritableStream<number>[] = [], ends: unknown[] = [];
  for (let i = 0; i < 20; i++) {
    for (let k = 0; k < 1000; k++) {
      const stream = new WritableStream<number>();
      const sink = fromWritableStream(stream);
      streams.push(stream);
      const task = spawn(function* () {
        yield* sink.write(k);
        yield* sink.close();
      });
      if (k % 3) task.cancel();
      ends.push(task.promise().catch(() => sink.abort()));
    }
    await Promise.all(ends.splice(0));
  }
  assertEquals(streams.filter((stream) => stream.locked).length, 0);
});

import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  collectInto,
  type Emit,
  pipe,
  printer,
  writeTo,
} from "../../lib/lazy/mod.ts";
import { turns } from "../_support.ts";

/** A stream that notes what becomes of it. */
function noting(log: unknown[], sink: UnderlyingSink<string> = {}) {
  return new WritableStream<string>({
    write: (chunk, controller) => {
      log.push(chunk);
      return sink.write?.(chunk, controller);
    },
    close: () => void log.push("closed"),
    abort: (reason) => void log.push(reason),
  });
}

Deno.test("collectInto appends", async () => {
  const out = [0];
  await pipe([1, 2], collectInto(out));
  assertEquals(out, [0, 1, 2]);
});

Deno.test("printer writes texts, one when the last is written", async () => {
  const log: string[] = [], gate = new Future<void>();
  const task = pipe(
    [1, null],
    printer((text) => {
      log.push(text);
      return gate;
    }),
  );
  await turns(2);
  assertEquals(log, ["1"]);
  gate.setResult();
  await task;
  assertEquals(log, ["1", "null"]);
});

Deno.test("writeTo writes, closes and lets go of the stream", async () => {
  const log: unknown[] = [], stream = noting(log);
  const task = pipe(["a", "b"], writeTo(stream));
  assert(stream.locked);
  await task;
  assertEquals([log, stream.locked], [["a", "b", "closed"], false]);
});

Deno.test("writeTo asks for the next item when the stream has taken one", async () => {
  const log: unknown[] = [], gate = Promise.withResolvers<void>();
  let asked = 0;
  const task = pipe(
    function* () {
      while (asked < 3) yield `${++asked}`;
    },
    writeTo(noting(log, { write: () => gate.promise })),
  );
  await turns(5);
  assertEquals([asked, log], [1, ["1"]]);
  gate.resolve();
  await task;
  assertEquals(log, ["1", "2", "3", "closed"]);
});

Deno.test("an error of the pipe aborts the stream with it", async () => {
  const error = new Error("source"), log: unknown[] = [];
  const stream = noting(log);
  const task = pipe(function* () {
    yield "a";
    throw error;
  }, writeTo(stream));
  assertStrictEquals(await task.catch((error) => error), error);
  assertEquals([log, stream.locked], [["a", error], false]);
});

Deno.test("a cancel aborts the stream, also in the middle of a write", async () => {
  const log: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const task = pipe(
    ["a", "b"],
    writeTo(noting(log, { write: () => gate.promise })),
  );
  await turns(3);
  task.cancel("enough");
  const end = task.catch((error) => error);
  await turns(5);
  gate.resolve();
  assert(await end instanceof CancelledError);
  assertEquals(log.length, 2);
  assert(log[1] instanceof CancelledError);
});

Deno.test("an error of the stream is the pipe's, as it is", async () => {
  const error = new Error("disk full"), log: unknown[] = [];
  const stream = noting(log, { write: () => Promise.reject(error) });
  let cleaned = 0;
  const task = pipe(function* (emit: Emit<string>) {
    try {
      yield* emit("a");
      yield* emit("b");
    } finally {
      cleaned++;
    }
  }, writeTo(stream));
  assertStrictEquals(await task.catch((error) => error), error);
  assertEquals([log, cleaned, stream.locked], [["a"], 1, false]);
});

Deno.test("an error of the stream's close is the pipe's, as it is", async () => {
  const error = new Error("flush");
  const stream = new WritableStream<string>({
    close: () => Promise.reject(error),
  });
  const task = pipe(["a"], writeTo(stream));
  assertStrictEquals(await task.catch((error) => error), error);
});

Deno.test("what cannot be written to is refused", () => {
  const locked = new WritableStream();
  locked.getWriter();
  assertThrows(() => writeTo(locked), TypeError, "it is locked");
  assertThrows(() => writeTo({} as never), TypeError, "a WritableStream");
  assertThrows(() => collectInto({} as never), TypeError, "an array");
  assertThrows(() => printer(undefined as never), TypeError, "a function");
});

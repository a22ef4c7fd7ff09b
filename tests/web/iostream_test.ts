import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  InvalidStateError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { withTimeout } from "../../lib/combinators/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import type { Future } from "../../lib/future/mod.ts";
import { memoryStreamPair, runVirtual } from "../../lib/testing/mod.ts";
import { IOStream } from "../../lib/web/iostream.ts";
import {
  StreamBufferFullError,
  StreamClosedError,
  UnsatisfiableReadError,
} from "../../lib/web/iostream_errors.ts";
import { reports, rest } from "../_support.ts";
import { HandTransport, text } from "./_transport.ts";

function made(options = {}, takes = true) {
  const transport = new HandTransport(takes);
  return { transport, stream: new IOStream(transport, options) };
}

/** The StreamClosedError that a Future fails with. */
function closedBy(future: Future<unknown>): Promise<StreamClosedError> {
  return assertRejects(() => future.promise(), StreamClosedError);
}

Deno.test("readUntil finds a delimiter that comes in two packets", async () => {
  const { transport, stream } = made();
  const line = stream.readUntil("\r\n");
  for (const data of ["GET / HT", "TP/1.1\r", "\nHost: a"]) {
    transport.come(data);
    await rest();
  }
  assertEquals(text(await line), "GET / HTTP/1.1\r\n");
  assertEquals(text(await stream.readBytes(7)), "Host: a");
});

Deno.test("several lines of one packet are read without asking again", async () => {
  const { transport, stream } = made();
  transport.come("a\nb\nc\n");
  const lines = [];
  for (let i = 0; i < 3; i++) lines.push(text(await stream.readUntil("\n")));
  assertEquals([lines, transport.reads], [["a\n", "b\n", "c\n"], 1]);
});

Deno.test("nothing is read ahead of what is asked for", async () => {
  const { transport, stream } = made();
  transport.come("aaaa");
  transport.come("bbbb");
  await rest();
  assertEquals(transport.reads, 0);
  await stream.readBytes(2);
  await rest();
  assertEquals(transport.reads, 1);
});

Deno.test("maxBytes exceeded closes the stream with UnsatisfiableReadError", async () => {
  const { transport, stream } = made();
  const line = stream.readUntil("\n", { maxBytes: 4 });
  transport.come("abcd\n");
  const error = await closedBy(line);
  assertInstanceOf(error.realError, UnsatisfiableReadError);
  assertStrictEquals(stream.error, error.realError);
  assertEquals([stream.closed, transport.closed], [true, 1]);
});

Deno.test("maxBytes is enough when the delimiter ends just within it", async () => {
  const { transport, stream } = made();
  transport.come("abc\nrest");
  assertEquals(text(await stream.readUntil("\n", { maxBytes: 4 })), "abc\n");
});

Deno.test("a second read at once throws and names the first", () => {
  const { stream } = made();
  using _ = stream;
  stream.readBytes(3).catch(() => {});
  assertThrows(
    () => stream.readUntil("\n"),
    InvalidStateError,
    'Cannot readUntil("\\n"): readBytes(3) is under way',
  );
});

Deno.test("what arrived before the end is read after it", async () => {
  const { transport, stream } = made();
  const first = stream.readBytes(1);
  transport.come("abc");
  transport.come(undefined);
  assertEquals(text(await first), "a");
  const error = await closedBy(stream.readUntil("\n"));
  assertEquals(error.realError, undefined);
  assertEquals(
    error.message,
    'Cannot readUntil("\\n"): the other end closed it',
  );
  assertEquals(text(await stream.readUntilClose()), "bc");
});

Deno.test("readUntilClose gives all that came, also when this end closes", async () => {
  const { transport, stream } = made();
  const all = stream.readUntilClose();
  transport.come("abc");
  await rest();
  stream.close();
  assertEquals(text(await all), "abc");
});

Deno.test("readUntilClose fails when the connection breaks, and keeps what came", async () => {
  const { transport, stream } = made(), reset = new Error("reset");
  const all = stream.readUntilClose();
  transport.come("abc");
  await rest();
  transport.break(reset);
  assertStrictEquals((await closedBy(all)).realError, reset);
  assertEquals(text(await stream.readBytes(3)), "abc");
});

Deno.test("more than maxBufferSize closes the stream", async () => {
  const { transport, stream } = made({ maxBufferSize: 4 });
  const all = stream.readUntilClose();
  transport.come("abc");
  transport.come("de");
  assertInstanceOf((await closedBy(all)).realError, StreamBufferFullError);
});

Deno.test("readBytes refuses more than the buffer may hold, not so partially", async () => {
  const { transport, stream } = made({ maxBufferSize: 4 });
  for (const count of [5, -1, 1.5, NaN, "1" as never]) {
    assertThrows(() => stream.readBytes(count), RangeError, "whole number");
  }
  transport.come("ab");
  assertEquals(text(await stream.readBytes(9, { partial: true })), "ab");
});

Deno.test("readBytes(0) gives nothing at once, also when closed", async () => {
  const { stream } = made();
  assertEquals((await stream.readBytes(0)).length, 0);
  stream.close();
  assertEquals((await stream.readBytes(0)).length, 0);
});

Deno.test("readUntilRegex ends with the match, and bytes above 127 count as one", async () => {
  const { transport, stream } = made();
  transport.come(new Uint8Array([0xff, 0x80, 0x3a, 0x20, 0x41]));
  const bytes = await stream.readUntilRegex(/:\s/g);
  assertEquals([...bytes], [0xff, 0x80, 0x3a, 0x20]);
  assertEquals(text(await stream.readBytes(1)), "A");
});

Deno.test("readUntilRegex is bounded without being asked", async () => {
  const { transport, stream } = made();
  const never = stream.readUntilRegex(/\n/);
  transport.come(new Uint8Array(2 ** 16 + 1));
  assertInstanceOf((await closedBy(never)).realError, UnsatisfiableReadError);
});

Deno.test("reads say what they want", () => {
  const { stream } = made();
  assertThrows(() => stream.readUntil(""), RangeError, "is everywhere");
  assertThrows(() => stream.readUntil(1 as never), TypeError, "a Uint8Array");
  assertThrows(
    () => stream.readUntilRegex("x" as never),
    TypeError,
    "expected a RegExp",
  );
  assertThrows(
    () => stream.readUntil("x", { maxBytes: 0 }),
    RangeError,
    "Cannot use maxBytes 0",
  );
  assertThrows(() => made({ maxBufferSize: "1" }), RangeError, "maxBufferSize");
});

Deno.test("a cancelled read loses no bytes, and leaves the stream usable", async () => {
  const { transport, stream } = made();
  const line = stream.readUntil("\n");
  await rest();
  line.cancel("no more");
  transport.come("abc\n"); // was on its way when the read was cancelled
  await assertRejects(() => line.promise(), CancelledError);
  await rest();
  assertEquals(text(await stream.readUntil("\n")), "abc\n");
  assertEquals(transport.reads, 1);
});

Deno.test("a read that times out leaves its bytes to the next", async () => {
  const { told, got } = await runVirtual(function* () {
    using told = reports();
    const [here, there] = memoryStreamPair({ delay: 50, chunk: 2 });
    const stream = new IOStream(here);
    there.write(new TextEncoder().encode("abc"));
    try {
      yield* withTimeout(60, stream.readUntil("\n"));
    } catch (error) {
      assertInstanceOf(error, TimeoutError);
    }
    there.write(new TextEncoder().encode("d\n"));
    return { told, got: text(yield* stream.readUntil("\n")) };
  });
  assertEquals([got, told.unobserved], ["abcd\n", []]);
});

Deno.test("writes go out in order, and each tells when it is taken", async () => {
  const { transport, stream } = made({}, false), log: string[] = [];
  for (const word of ["a", "b", "c"]) {
    stream.write(word).then(() => log.push(word));
  }
  await rest();
  assertEquals([log, stream.writing], [[], 3]);
  transport.take();
  await rest();
  assertEquals([log, stream.writing], [["a"], 2]);
  transport.takeAll();
  await stream.flush();
  assertEquals([log, transport.text], [["a", "b", "c"], "abc"]);
});

Deno.test("flush of nothing, and of many nothings, is done at once", async () => {
  const { transport, stream } = made({}, false);
  const first = stream.write("x");
  const all = Array.from({ length: 20_000 }, () => stream.flush());
  transport.take();
  await first;
  await all.at(-1);
  await stream.flush();
  assertEquals(transport.text, "x");
});

Deno.test("a write that would exceed maxWriteBufferSize throws and writes nothing", async () => {
  const { transport, stream } = made({ maxWriteBufferSize: 4 }, false);
  stream.write("abc");
  assertThrows(
    () => stream.write("de"),
    StreamBufferFullError,
    "Cannot write 2 bytes: 3 are waiting and 4 may",
  );
  transport.takeAll();
  await stream.flush();
  await stream.write("de");
  assertEquals(transport.text, "abcde");
});

Deno.test("cancelling the wait for a write does not call its bytes back", async () => {
  const { transport, stream } = made({}, false);
  stream.write("a");
  stream.write("b").cancel();
  transport.takeAll();
  await stream.flush();
  assertEquals(transport.text, "ab");
});

Deno.test("a broken write closes the stream; who did not wait hears it by onClose", async () => {
  using told = reports();
  const { transport, stream } = made({}, false);
  const log: unknown[] = [], broken = new Error("broken pipe");
  stream.onClose(() => log.push(stream.error));
  stream.write("a");
  const second = stream.write("b");
  transport.break(broken);
  await rest();
  assertEquals(log, [broken]);
  assertStrictEquals((await closedBy(second)).realError, broken);
  assertStrictEquals((await closedBy(stream.write("c"))).cause, broken);
  stream.write("d"); // later writes are harmless
  await rest();
  assertEquals([told.errors, told.unobserved], [[], []]);
});

Deno.test("onClose hears of the other end while nothing is read", async () => {
  const { transport, stream } = made(), log: string[] = [];
  stream.onClose(() => log.push("closed"));
  transport.come("left behind");
  await rest();
  assertEquals([log, transport.reads], [[], 1]);
  assertEquals(text(await stream.readBytes(11)), "left behind");
  transport.come(undefined);
  await rest();
  assertEquals([log, stream.closed], [["closed"], true]);
});

Deno.test("onClose of a stream that is closed is called in a later turn, once", async () => {
  const { stream } = made(), log: string[] = [];
  stream.close();
  stream.close();
  stream.onClose(() => log.push("closed"));
  assertEquals(log, []);
  await rest();
  assertEquals(log, ["closed"]);
});

Deno.test("the end of the other end closes the stream when all is written", async () => {
  const { transport, stream } = made({}, false);
  stream.onClose(() => {});
  const answer = stream.write("answer");
  transport.come(undefined);
  await rest();
  assertEquals(stream.closed, false);
  transport.takeAll();
  await answer;
  await rest();
  assertEquals([stream.closed, transport.text], [true, "answer"]);
});

Deno.test("allowHalfOpen lets one answer after the end of the other end", async () => {
  const { transport, stream } = made({ allowHalfOpen: true });
  const all = stream.readUntilClose();
  transport.come("question");
  transport.come(undefined);
  assertEquals(text(await all), "question");
  await stream.write("answer");
  assertEquals([transport.text, stream.closed], ["answer", false]);
  await stream.closeWrite();
  assertEquals(stream.closed, true);
});

Deno.test("closeWrite comes after what was written; later writes fail, reads do not", async () => {
  const { transport, stream } = made({}, false);
  stream.write("last");
  const said = stream.closeWrite();
  await closedBy(stream.write("more"));
  assertEquals(transport.writeClosed, 0);
  transport.takeAll();
  await said;
  assertEquals(transport.writeClosed, 1);
  transport.come("still");
  assertEquals(text(await stream.readBytes(5)), "still");
  stream.close();
});

Deno.test("close() fails a pending read with StreamClosedError, no real error", async () => {
  const { stream } = made(), read = stream.readBytes(1);
  stream.close();
  const error = await closedBy(read);
  assertEquals(error.realError, undefined);
  assertEquals(error.message, "Cannot readBytes(1): this end closed it");
});

Deno.test("a transport that throws, or rejects with nothing, breaks the stream", async () => {
  for (const error of [new Error("thrown"), undefined]) {
    const stream = new IOStream({
      read: () => {
        throw error;
      },
      write: () => Promise.reject(error),
      close: () => {
        throw new Error("closed twice");
      },
    });
    const { realError } = await closedBy(stream.readUntilClose());
    assert(realError instanceof Error);
  }
});

Deno.test("`using` closes the stream", () => {
  const { transport, stream } = made();
  {
    using _ = stream;
  }
  assertEquals([transport.closed, stream.closed], [1, true]);
});

Deno.test("reading single bytes of a long line takes time that grows with its length only", async () => {
  const { stream, transport } = made();
  let looked = 0;
  const line = stream.readUntil(new Uint8Array([10, 10]));
  const { indexOf } = Uint8Array.prototype;
  Uint8Array.prototype.indexOf = function (value, from = 0) {
    looked += this.length - from;
    return indexOf.call(this, value, from);
  };
  try {
    for (let i = 0; i < 1000; i++) {
      transport.come("x");
      await Promise.resolve();
    }
    await rest();
  } finally {
    Uint8Array.prototype.indexOf = indexOf;
  }
  transport.come("\n\n");
  assertEquals((await line).length, 1002);
  assert(looked < 3000, `${looked} bytes were looked at`);
});

Deno.test("two coroutines read in turn, each its own line", async () => {
  const { transport, stream } = made(), log: string[] = [];
  const task = spawn(function* () {
    for (let i = 0; i < 2; i++) log.push(text(yield* stream.readUntil("\n")));
  });
  transport.come("a\nb\n");
  await task;
  assertEquals(log, ["a\n", "b\n"]);
});

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { ClosedError } from "../../lib/errors/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  coTest,
  type MemoryStream,
  memoryStreamPair,
  runVirtual,
} from "../../lib/testing/mod.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

/** All that comes, until the end. */
function* readAll(end: MemoryStream): Generator<unknown, number[]> {
  const all: number[] = [];
  for (;;) {
    const part = yield* end.read();
    if (part === undefined) return all;
    all.push(...part);
  }
}

Deno.test("what is written is read, in order, however it travels", async () => {
  const writes = fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 10 });
  const way = fc.record({
    chunk: fc.integer({ min: 1, max: 4 }),
    capacity: fc.constantFrom(0, 3, Infinity),
    delays: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(writes, way, async (parts, { delays, ...rest }) => {
      let i = 0;
      const delay = () => delays[i++ % delays.length]!;
      const got = await runVirtual(function* () {
        const [a, b] = memoryStreamPair({ ...rest, delay });
        const writer = spawn(function* () {
          for (const part of parts) yield* a.write(part);
          a.closeWrite();
        });
        const got = yield* readAll(b);
        yield* writer;
        return got;
      });
      assertEquals(got, parts.flatMap((part) => [...part]));
    }),
    { numRuns: 40 },
  );
});

coTest("bytes travel both ways, each in its own time", function* () {
  const [a, b] = memoryStreamPair({ delay: 10 }, { delay: 30 });
  const loop = IOLoop.current();
  yield* a.write(bytes(1));
  assertEquals([yield* b.read(), loop.time()], [bytes(1), 10]);
  yield* b.write(bytes(2));
  assertEquals([yield* a.read(), loop.time()], [bytes(2), 40]);
});

coTest("a write is a copy: the buffer may be used again", function* () {
  const [a, b] = memoryStreamPair({ delay: 5 });
  const buffer = bytes(1);
  yield* a.write(buffer);
  buffer[0] = 9;
  assertEquals(yield* b.read(), bytes(1));
});

coTest("nothing overtakes what was written before it", function* () {
  const delays = [50, 0, 10];
  const [a, b] = memoryStreamPair({ delay: () => delays.shift() ?? 0 });
  for (const n of [1, 2, 3]) yield* a.write(bytes(n));
  a.closeWrite();
  assertEquals(yield* readAll(b), [1, 2, 3]);
  assertEquals(IOLoop.current().time(), 50);
});

coTest("a half-closed stream can still be read from", function* () {
  const [a, b] = memoryStreamPair();
  a.closeWrite();
  a.closeWrite();
  assertEquals(yield* b.read(), undefined);
  assertEquals(yield* b.read(), undefined);
  yield* b.write(bytes(7));
  assertEquals(yield* a.read(), bytes(7));
  assertThrows(
    () => a.write(bytes(1)),
    ClosedError,
    "its writing side was closed",
  );
});

coTest("a closed end reads and writes no more", function* () {
  const [a, b] = memoryStreamPair();
  const reading = a.read().catch((error) => error);
  yield* a.write(bytes(1));
  a.close();
  assertEquals((yield* reading) instanceof ClosedError, true);
  assertThrows(() => a.read(), ClosedError, "this end was closed");
  assertThrows(() => a.write(bytes(1)), ClosedError, "it was closed");
  yield* b.write(bytes(2));
  assertEquals(yield* readAll(b), [1]);
});

coTest("an end is closed by the end of a using", function* () {
  const [a, b] = memoryStreamPair();
  {
    using _ = a;
  }
  assertEquals(yield* b.read(), undefined);
});

coTest("a reset loses what is unread and fails both directions", function* () {
  const [a, b] = memoryStreamPair({ delay: 10 });
  const broken = new Error("cable cut");
  yield* a.write(bytes(1));
  yield* sleep(10);
  a.reset(broken);
  yield* sleep(10);
  assertStrictEquals(yield* b.read().catch((error) => error), broken);
  assertStrictEquals(yield* b.write(bytes(1)).catch((e) => e), broken);
  assertThrows(() => a.read(), ClosedError);
});

coTest("a reset wakes who reads and who waits to write", function* () {
  const [a, b] = memoryStreamPair({ capacity: 0 });
  const reading = b.read().catch((error) => error);
  const writing = b.write(bytes(1)).catch((error) => error);
  a.reset();
  assertEquals((yield* reading).message, "The other end reset the stream");
  // Nobody will read it: the writer need not wait for that.
  const wrote = yield* writing;
  assertEquals(wrote === undefined || wrote instanceof Error, true);
});

coTest("with capacity 0 a write waits until it was read", function* () {
  const [a, b] = memoryStreamPair({ capacity: 0, chunk: 1 });
  const log: string[] = [];
  const writer = spawn(function* () {
    yield* a.write(bytes(1, 2));
    log.push("written");
  });
  yield* b.read();
  yield* moment;
  log.push("one was read");
  yield* b.read();
  yield* writer;
  assertEquals(log, ["one was read", "written"]);
});

coTest("a lost write never arrives, and does not hold up others", function* () {
  const [a, b] = memoryStreamPair({
    capacity: 4,
    drop: (part, index) => index === 1 && part.length === 1,
  });
  for (const n of [1, 2, 3]) yield* a.write(bytes(n));
  a.closeWrite();
  assertEquals(yield* readAll(b), [1, 3]);
});

coTest("a read that is cancelled loses no bytes", function* () {
  const [a, b] = memoryStreamPair({ delay: 5 });
  const reader = spawn(function* () {
    yield* b.read();
  });
  reader.cancel();
  yield* reader.catch(() => {});
  yield* a.write(bytes(1));
  assertEquals(yield* b.read(), bytes(1));
});

coTest("a write that is cancelled is still on its way", function* () {
  const [a, b] = memoryStreamPair({ capacity: 0 });
  const writer = spawn(function* () {
    yield* a.write(bytes(1));
  });
  writer.cancel();
  yield* writer.catch(() => {});
  assertEquals(yield* b.read(), bytes(1));
  yield* spawn(function* () {
    const write = a.write(bytes(2));
    yield* b.read();
    yield* write;
  });
});

coTest("several readers are served in their order", function* () {
  const [a, b] = memoryStreamPair();
  const reads = [b.read(), b.read()];
  yield* a.write(bytes(1));
  yield* a.write(bytes(2));
  assertEquals([yield* reads[0]!, yield* reads[1]!], [bytes(1), bytes(2)]);
});

coTest("an empty write sends nothing", function* () {
  const [a, b] = memoryStreamPair({ capacity: 0 });
  yield* a.write(bytes());
  a.closeWrite();
  assertEquals(yield* b.read(), undefined);
});

Deno.test("a stream refuses what it cannot send, and bad numbers", () => {
  const [a] = memoryStreamPair();
  assertThrows(() => a.write("hi" as never), TypeError, "TextEncoder");
  assertThrows(() => memoryStreamPair({ chunk: 0 }), RangeError, "chunk 0");
  assertThrows(() => memoryStreamPair({ capacity: -1 }), RangeError);
  assertThrows(() => memoryStreamPair({ delay: NaN }), RangeError);
  assertThrows(() => memoryStreamPair({}, { chunk: "1" as never }), TypeError);
});

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { moment } from "../../lib/coroutine/mod.ts";
import {
  broadcast,
  collectInto,
  filter,
  pipe,
  type Sink,
  take,
  through,
} from "../../lib/lazy/mod.ts";

Deno.test("each gets each item, and the slowest holds the source back", async () => {
  const log: unknown[] = [];
  const sink = (name: string, turns: number): Sink<number> => ({
    *send(item) {
      for (let i = 0; i < turns; i++) yield* moment;
      log.push(`${name}${item}`);
    },
  });
  await pipe([1, 2], broadcast(sink("slow", 5), sink("fast", 1)));
  assertEquals(log, ["fast1", "slow1", "fast2", "slow2"]);
});

Deno.test("one that wants no more is closed at once and left out", async () => {
  const log: unknown[] = [];
  const ends = { send() {}, close: () => void log.push("closed") };
  await pipe(
    [1, 2, 3],
    broadcast<number>(through(take<number>(1), ends), {
      send: (item) => void log.push(item),
    }),
  );
  assertEquals(log, ["closed", 1, 2, 3]);
});

Deno.test("when none wants more the pipe ends", async () => {
  let asked = 0;
  const two: number[] = [], three: number[] = [];
  await pipe(
    function* () {
      for (;;) yield ++asked;
    },
    broadcast(
      through(take<number>(2), collectInto(two)),
      through(take<number>(3), collectInto(three)),
    ),
  );
  assertEquals([two, three, asked], [[1, 2], [1, 2, 3], 3]);
});

Deno.test("if one fails the others hear of it, and all are closed once", async () => {
  const error = new Error("one"), log: unknown[] = [];
  const other: Sink<number> = {
    send: (item) => void log.push(item),
    throw(error) {
      log.push(error);
      throw error;
    },
    close: () => void log.push("other closed"),
  };
  const one = {
    send() {
      throw error;
    },
    close: () => void log.push("one closed"),
  };
  const task = pipe([1, 2], broadcast<number>(other, one));
  assertStrictEquals(await task.catch((error) => error), error);
  assertEquals(log, [1, error, "other closed", "one closed"]);
});

Deno.test("a sink behind several is told and closed once", async () => {
  const log: unknown[] = [], error = new Error("source");
  const shared: Sink<string> = {
    send: (line) => void log.push(line),
    throw(error) {
      log.push(error);
      throw error;
    },
    close: () => void log.push("closed"),
  };
  const grep = (word: string) =>
    through(filter((line: string) => line.includes(word)), shared);
  const task = pipe(
    function* () {
      yield* ["python", "ply", "swig ply"];
      throw error;
    },
    broadcast(grep("python"), grep("ply"), grep("swig")),
  );
  await task.catch(() => {});
  assertEquals(log, ["python", "ply", "swig ply", "swig ply", error, "closed"]);
});

Deno.test("none is too few, and each must be a sink", () => {
  assertThrows(() => broadcast(), TypeError, "at least one sink");
  assertThrows(() => broadcast(42 as never), TypeError, "got 42");
});

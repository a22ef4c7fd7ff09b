import { assertEquals } from "@std/assert";
import { suppressed } from "../../lib/errors/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { each } from "../../lib/interop/each.ts";
import { stream } from "../../lib/interop/stream.ts";
import { handLoop, rest } from "../_support.ts";
import { caught, type Co, never } from "./_streams_kit.ts";

/** Counts up; notes its end, which may take a time or fail. */
function counter(log: unknown[], broken?: Error) {
  return stream<number>(function* (emit) {
    try {
      for (let i = 0;; i++) yield* emit(i);
    } finally {
      log.push("closed");
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      if (broken) throw broken;
    }
  });
}

Deno.test("it waits for what is done with one item before it asks for the next", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  const task = loop._within(() =>
    spawn(function* () {
      return yield* each([1, 2], function* (n) {
        log.push(`begin ${n}`);
        yield* sleep(10);
        log.push(`end ${n}`);
      });
    })
  );
  await clock.advance(5);
  assertEquals(log, ["begin 1"]);
  await clock.advance(30);
  assertEquals(log, ["begin 1", "end 1", "begin 2", "end 2"]);
  assertEquals(task.result(), true);
});

Deno.test("a plain function will do, and a promise of it is waited for", async () => {
  const log: unknown[] = [];
  await spawn(function* () {
    yield* each("ab", (letter) => void log.push(letter));
    yield* each([1, 2], async (n) => {
      await Promise.resolve();
      log.push(n);
    });
  });
  assertEquals(log, ["a", "b", 1, 2]);
});

Deno.test("`false` breaks off: the sequence is closed before it goes on", async () => {
  const log: unknown[] = [];
  await spawn(function* () {
    const whole = yield* each(counter(log), (n) => {
      log.push(n);
      return n < 2;
    });
    log.push(whole);
  });
  assertEquals(log, [0, 1, 2, "closed", false]);
});

Deno.test("an error of the function closes the sequence; one of the cleanup stays beside it", async () => {
  const log: unknown[] = [], error = new Error("of the function");
  const broken = new Error("of the cleanup");
  const task = spawn(function* () {
    yield* each(counter(log, broken), () => {
      throw error;
    });
  });
  assertEquals(await caught(task), error);
  assertEquals([log, suppressed(error)], [["closed"], [broken]]);
});

Deno.test("an error of the cleanup alone is thrown after a break", async () => {
  const broken = new Error("of the cleanup");
  const task = spawn(function* () {
    yield* each(counter([], broken), () => false);
  });
  assertEquals(await caught(task), broken);
});

Deno.test("an error of the sequence comes out as it is", async () => {
  const error = new Error("of the sequence");
  const task = spawn(function* () {
    yield* each(
      stream<number>(function* (): Co {
        throw error;
      }),
      () => {},
    );
  });
  assertEquals(await caught(task), error);
});

Deno.test("a cancel in the function closes the sequence and waits for its cleanup", async () => {
  const log: unknown[] = [];
  const task = spawn(function* () {
    yield* each(counter(log), function* () {
      yield* never();
    });
  });
  await rest();
  task.cancel();
  await rest();
  assertEquals([log, task.cancelled], [["closed"], true]);
});

Deno.test("each() refuses what is no function or no sequence, in the coroutine", async () => {
  const bad = (sequence: unknown, fn: unknown) =>
    caught(spawn(function* () {
      yield* each(sequence as never, fn as never);
    }));
  assertEquals(String(await bad([], 7)).includes("expected a function"), true);
  assertEquals(
    String(await bad(7, () => {})).includes("Cannot go through 7"),
    true,
  );
});

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CancelledError, InvalidStateError } from "../../lib/errors/mod.ts";
import { Deferred, DeferredSemaphore } from "../../lib/deferred/mod.ts";
import { caught, errorOf, resultOf } from "./_kit.ts";

Deno.test("so many come in at once, the others in order of asking", () => {
  const semaphore = new DeferredSemaphore(2), log: number[] = [];
  for (let i = 0; i < 5; i++) {
    semaphore.acquire().addCallback(() => log.push(i));
  }
  assertEquals([log, semaphore.tokens, semaphore.waiting], [[0, 1], 0, 3]);
  semaphore.release();
  semaphore.release();
  assertEquals([log, semaphore.tokens, semaphore.waiting], [
    [0, 1, 2, 3],
    0,
    1,
  ]);
});

Deno.test("acquire() gives the semaphore", () => {
  const semaphore = new DeferredSemaphore(1);
  assertStrictEquals(resultOf(semaphore.acquire()), semaphore);
});

Deno.test("a token that is given back goes to who waits, not to who comes just then", () => {
  const semaphore = new DeferredSemaphore(1), log: string[] = [];
  semaphore.acquire();
  semaphore.acquire().addCallback(() => {
    log.push("waited");
    semaphore.acquire().addCallback(() => log.push("barger"));
    semaphore.release();
  });
  semaphore.acquire().addCallback(() => {
    log.push("waited too");
    semaphore.release();
  });
  semaphore.release();
  assertEquals(log, ["waited", "waited too", "barger"]);
});

// K9
Deno.test("run() gives the token back on success, on failure and on a throw", () => {
  const semaphore = new DeferredSemaphore(1), late = new Deferred<number>();
  const end = caught(semaphore.run(() => late));
  assertEquals(semaphore.tokens, 0);
  late.callback(1);
  assertEquals([end(), semaphore.tokens], [1, 1]);
  assertEquals(
    errorOf(semaphore.run(() => {
      throw "thrown";
    })),
    "thrown",
  );
  assertEquals(semaphore.tokens, 1);
});

Deno.test("run() hands its arguments on and gives what the function gives", () => {
  const semaphore = new DeferredSemaphore(1);
  const sum: Deferred<number> = semaphore.run(
    (a: number, b: number) => a + b,
    1,
    2,
  );
  assertEquals(resultOf(sum), 3);
});

// K9
Deno.test("cancelled before it acquired, it gives its place up", () => {
  const semaphore = new DeferredSemaphore(1), log: string[] = [];
  semaphore.acquire();
  const leaves = semaphore.acquire();
  semaphore.acquire().addCallback(() => log.push("next"));
  const end = caught(leaves);
  leaves.cancel();
  semaphore.release();
  assertEquals(end() instanceof CancelledError, true);
  assertEquals([log, semaphore.waiting], [["next"], 0]);
});

// K9
Deno.test("cancelled after it acquired, nothing happens", () => {
  const semaphore = new DeferredSemaphore(1), holds = semaphore.acquire();
  holds.cancel();
  assertStrictEquals(resultOf(holds), semaphore);
  assertEquals(semaphore.tokens, 0);
});

Deno.test("cancelling run() stops the function's work, and gives the token back", () => {
  const semaphore = new DeferredSemaphore(1), log: string[] = [];
  const runs = semaphore.run(() =>
    new Deferred<void>(() => log.push("stopped"))
  );
  const waits = semaphore.run(() => log.push("never"));
  const ends = [runs, waits].map(caught);
  waits.cancel();
  runs.cancel();
  assertEquals(log, ["stopped"]);
  assertEquals(ends.map((end) => end() instanceof CancelledError), [
    true,
    true,
  ]);
  assertEquals(semaphore.tokens, 1);
});

Deno.test("100,000 that run at once and wait in line do so without recursion", () => {
  const semaphore = new DeferredSemaphore(1);
  let count = 0;
  semaphore.acquire();
  for (let i = 0; i < 100_000; i++) semaphore.run(() => void count++);
  semaphore.release();
  assertEquals([count, semaphore.tokens], [100_000, 1]);
});

Deno.test("release() without acquire() is an InvalidStateError", () => {
  assertThrows(
    () => new DeferredSemaphore(2).release(),
    InvalidStateError,
    "all its 2 tokens are there",
  );
});

// K9
Deno.test("fewer than one token are refused", () => {
  for (const tokens of [0, -1, 1.5, NaN]) {
    assertThrows(() => new DeferredSemaphore(tokens), RangeError, "tokens");
  }
  assertThrows(() => new DeferredSemaphore("1" as never), TypeError, "tokens");
});

Deno.test("run() of no function is refused before anything is acquired", () => {
  const semaphore = new DeferredSemaphore(1);
  assertThrows(() => semaphore.run(1 as never), TypeError, "run(fn)");
  assertEquals(semaphore.tokens, 1);
});

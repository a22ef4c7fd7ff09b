import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CancelledError, InvalidStateError } from "../../lib/errors/mod.ts";
import { Deferred, DeferredLock } from "../../lib/deferred/mod.ts";
import { caught, errorOf, resultOf } from "./_kit.ts";

Deno.test("one comes in, the others in order of asking", () => {
  const lock = new DeferredLock(), log: number[] = [];
  for (let i = 0; i < 3; i++) lock.acquire().addCallback(() => log.push(i));
  assertEquals([log, lock.locked, lock.waiting], [[0], true, 2]);
  lock.release();
  lock.release();
  assertEquals(log, [0, 1, 2]);
  lock.release();
  assertEquals(lock.locked, false);
});

Deno.test("acquire() gives the lock", () => {
  const lock = new DeferredLock();
  assertStrictEquals(resultOf(lock.acquire()), lock);
});

// K9
Deno.test("run() gives the lock back on success and on failure", () => {
  const lock = new DeferredLock(), late = new Deferred<void>();
  const end = caught(lock.run(() => late));
  assertEquals(lock.locked, true);
  late.errback("e");
  assertEquals([end(), lock.locked], ["e", false]);
  assertEquals(resultOf(lock.run((n: number) => n + 1, 1)), 2);
  assertEquals(
    errorOf(lock.run(() => {
      throw "thrown";
    })),
    "thrown",
  );
  assertEquals(lock.locked, false);
});

// K9
Deno.test("cancelled before it acquired, it gives its place up", () => {
  const lock = new DeferredLock();
  lock.acquire();
  const leaves = lock.acquire(), end = caught(leaves);
  leaves.cancel();
  assertEquals([end() instanceof CancelledError, lock.waiting], [true, 0]);
});

// K9
Deno.test("cancelled after it acquired, nothing happens", () => {
  const lock = new DeferredLock(), holds = lock.acquire();
  holds.cancel();
  assertEquals([resultOf(holds) === lock, lock.locked], [true, true]);
});

Deno.test("release() of a lock that nobody holds is an InvalidStateError", () => {
  assertThrows(
    () => new DeferredLock().release(),
    InvalidStateError,
    "nobody holds it",
  );
});

import { assertEquals, assertStrictEquals } from "@std/assert";
import { gather, withTimeout } from "../../lib/combinators/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { Lock } from "../../lib/sync/mod.ts";
import { between } from "../../lib/trace/waits.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import type { Co } from "./_kit.ts";

Deno.test("of a combined Future those members are told that are pending", async () => {
  const gate = new Future<void>();
  const both = gather([gate, Future.resolve(1)]);
  const via = between(both)!;
  assertEquals([via.kind, via.pending, via.open], ["gather", [gate], false]);
  gate.setResult();
  await both;
});

Deno.test("one with a time limit is open, and its member is told all the same", async () => {
  const gate = new Future<void>(), limited = withTimeout(60_000, gate);
  const via = between(limited)!;
  assertEquals([via.kind, via.pending, via.open], [
    "withTimeout",
    [gate],
    true,
  ]);
  gate.setResult();
  await limited;
});

Deno.test("who waits for a lock with a timeout still sees its holder", async () => {
  const lock = new Lock(), gate = new Future<void>();
  const holder = spawn(function* (): Co {
    using _permit = yield* lock.acquire();
    yield* gate;
  });
  const wait = lock.acquire({ timeout: 60_000 }), via = between(wait)!;
  assertStrictEquals(via.source, lock);
  assertEquals([via.pending, via.open], [[holder], true]);
  gate.setResult();
  (await wait).release();
});

Deno.test("of a plain Future and a sleep nothing is known", async () => {
  const nap = sleep(0);
  assertEquals(between(nap), undefined);
  assertEquals(between(new Future()), undefined);
  await nap;
  assertEquals(between(nap), undefined);
});

/**
 * Each operator over each kind of source, ended in each way: what was begun is
 * closed exactly once, and what has ended by itself is not closed at all.
 */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import { type Count, counted, type Kind, KINDS, OPERATORS } from "./_kit.ts";
import type { LazyStream } from "../../lib/lazy/mod.ts";

type Play = (
  stream: LazyStream<unknown>,
  count: Count,
) => Generator<unknown, void, unknown>;

/** Plays a scene with all operators and kinds; tells which went wrong. */
async function table(
  scene: (kind: Kind) => { stream: LazyStream<number>; count: Count },
  play: Play,
  check: (count: Count, name: string) => void,
): Promise<void> {
  for (const [name, operator] of Object.entries(OPERATORS)) {
    for (const kind of KINDS) {
      const { stream, count } = scene(kind);
      const label = `${name} of ${kind}`;
      try {
        await runVirtual(() => play(operator(stream), count));
      } catch (error) {
        throw new Error(`${label} failed`, { cause: error });
      }
      check(count, label);
    }
  }
}

/** Not begun, it needs no end: those that take from others first may be so. */
function closedOnce(count: Count, name: string): void {
  const mayBeUnbegun = /^(?:merge|concat behind)/.test(name);
  assert(count.asked > 0 || mayBeUnbegun, `${name} was not begun`);
  if (count.asked === 0) return;
  assertEquals(count.closed, count.over ? 0 : 1, name);
}

Deno.test("at its own end a source is not closed, whatever stands behind it", async () => {
  await table(
    (kind) => counted(kind, 4),
    function* (stream) {
      yield stream.run();
    },
    (count, name) => assertEquals([count.over, count.closed], [true, 0], name),
  );
});

Deno.test("an early end closes the source exactly once, whatever stands behind it", async () => {
  await table(
    (kind) => counted(kind, Infinity),
    function* (stream) {
      const items = yield* stream.take(3).collect();
      assertEquals(items.length, 3);
    },
    (count, name) => {
      assertEquals([count.over, count.closed], [false, 1], name);
      assertLessOrEqual(count.asked, 10, name);
    },
  );
});

Deno.test("an error behind it closes the source exactly once", async () => {
  await table(
    (kind) => counted(kind, Infinity),
    function* (stream) {
      const error = new Error("bad"), seen: unknown[] = [];
      const task = stream.forEach((item) => {
        seen.push(item);
        if (seen.length === 2) throw error;
      });
      assertEquals(yield task.catch((e) => e), error);
    },
    closedOnce,
  );
});

Deno.test("a source that fails is not closed, and its very error comes out", async () => {
  await table(
    (kind) => counted(kind, Infinity, 4),
    function* (stream) {
      const error = yield stream.run().catch((e) => e);
      assertEquals((error as Error).message, "no 4");
    },
    (count, name) => assertEquals([count.over, count.closed], [true, 0], name),
  );
});

Deno.test("a cancel closes the source exactly once, and waits for that", async () => {
  for (const ms of [0, 1, 2, 3, 7]) {
    await table(
      (kind) => counted(kind, Infinity),
      function* (stream) {
        const throttled = stream.throttle(2);
        const task = throttled.run();
        yield ms === 0 ? undefined : sleep(ms);
        task.cancel("enough");
        const error = yield task.catch((e) => e);
        assert(error instanceof CancelledError, `${error}`);
      },
      (count, name) => {
        if (count.asked > 0) closedOnce(count, `${name}, at ${ms}`);
      },
    );
  }
});

Deno.test("a run pulled by hand is closed exactly once, also twice", async () => {
  await table(
    (kind) => counted(kind, Infinity),
    function* (stream) {
      const reader = stream.open();
      yield reader.next();
      yield [reader.close(), reader.close()];
      assertEquals((yield* reader.next()).done, true);
    },
    closedOnce,
  );
});

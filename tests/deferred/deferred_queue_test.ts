import { assertEquals, assertThrows } from "@std/assert";
import {
  CancelledError,
  QueueEmptyError,
  QueueFullError,
} from "../../lib/errors/mod.ts";
import { DeferredQueue, Failure, succeed } from "../../lib/deferred/mod.ts";
import { caught, errorOf, NONE, resultOf } from "./_kit.ts";

Deno.test("items come out in the order they went in", () => {
  const queue = new DeferredQueue<number>();
  for (let i = 0; i < 3; i++) queue.put(i);
  assertEquals(queue.pending, 3);
  assertEquals([1, 2, 3].map(() => resultOf(queue.get())), [0, 1, 2]);
});

Deno.test("who waits gets items in the order of asking, inside put()", () => {
  const queue = new DeferredQueue<string>();
  const ends = [1, 2].map(() => caught(queue.get()));
  assertEquals([ends.map((end) => end()), queue.waiting], [[NONE, NONE], 2]);
  queue.put("a");
  assertEquals(ends.map((end) => end()), ["a", NONE]);
  queue.put("b");
  assertEquals(ends.map((end) => end()), ["a", "b"]);
});

// Q9
Deno.test("beyond its size put() throws QueueFullError", () => {
  const queue = new DeferredQueue<number>({ size: 2 });
  queue.put(1);
  queue.put(2);
  assertThrows(() => queue.put(3), QueueFullError, "whose size is 2");
  assertEquals(resultOf(queue.get()), 1);
  queue.put(4);
});

// Q9
Deno.test("beyond its backlog get() throws QueueEmptyError", () => {
  const queue = new DeferredQueue<number>({ backlog: 1 });
  const end = caught(queue.get());
  assertThrows(() => queue.get(), QueueEmptyError, "its backlog is 1");
  queue.put(1);
  assertEquals(end(), 1);
});

// Q9
Deno.test("with a size of zero items only pass by hand, with a backlog of zero nobody waits", () => {
  const hand = new DeferredQueue<number>({ size: 0 });
  assertThrows(() => hand.put(1), QueueFullError);
  const end = caught(hand.get());
  hand.put(2);
  assertEquals(end(), 2);
  assertThrows(
    () => new DeferredQueue({ backlog: 0 }).get(),
    QueueEmptyError,
  );
});

// Q9
Deno.test("a get() that was cancelled is passed over, and makes room in the backlog", () => {
  const queue = new DeferredQueue<number>({ backlog: 1 });
  const leaves = queue.get(), left = caught(leaves);
  leaves.cancel();
  assertEquals(left() instanceof CancelledError, true);
  const end = caught(queue.get());
  queue.put(1);
  assertEquals(end(), 1);
});

Deno.test("a get() that is cancelled after its item came keeps it", () => {
  const queue = new DeferredQueue<number>();
  queue.put(1);
  const got = queue.get();
  got.cancel();
  assertEquals(resultOf(got), 1);
});

Deno.test("a Failure that is put fails who gets it", () => {
  const queue = new DeferredQueue<unknown>();
  queue.put(new Failure("e"));
  assertEquals(errorOf(queue.get()), "e");
});

Deno.test("wrong use is told at the call", () => {
  const queue = new DeferredQueue<unknown>();
  assertThrows(() => queue.put(succeed(1)), TypeError, "put(item)");
  for (const wrong of [-1, NaN]) {
    assertThrows(() => new DeferredQueue({ size: wrong }), RangeError, "size");
    assertThrows(
      () => new DeferredQueue({ backlog: wrong }),
      RangeError,
      "backlog",
    );
  }
  assertThrows(
    () => new DeferredQueue({ size: "1" as never }),
    TypeError,
    "size",
  );
});

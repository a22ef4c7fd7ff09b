import { assertEquals, assertThrows } from "@std/assert";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { BoundedSemaphore } from "../../lib/sync/mod.ts";

// K5
Deno.test("one release() too many is an InvalidStateError and changes nothing", () => {
  const two = new BoundedSemaphore(2, { name: "pool" });
  const permit = two.acquire().result();
  two.release();
  assertThrows(
    () => two.release(),
    InvalidStateError,
    "Cannot release a BoundedSemaphore pool: all 2 permits are free",
  );
  assertEquals([two.value, two.bound, permit.released], [2, 2, false]);
});

Deno.test("it lets in as many as it is bound to", () => {
  const one = new BoundedSemaphore(), first = one.acquire();
  const second = one.acquire();
  assertEquals([first.done, second.done], [true, false]);
  one.release();
  assertEquals([second.done, one.value], [true, 0]);
});

import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { Ring } from "../../lib/loop/ring.ts";
import type { Runnable } from "../../lib/loop/runnable.ts";

const entry = (label: unknown): Runnable => ({
  _run() {},
  _label: () => `${label}`,
});

const labels = (ring: Ring) => [...ring].map((one) => one._label());

Deno.test("Ring gives back first what was pushed first", () => {
  const ring = new Ring();
  for (const label of "abc") ring.push(entry(label));
  assertEquals(ring.size, 3);
  assertEquals([1, 2, 3].map(() => ring.shift()._label()), ["a", "b", "c"]);
  assertEquals(ring.size, 0);
});

Deno.test("Ring keeps the order when it grows while wrapped around", () => {
  const ring = new Ring();
  for (let i = 0; i < 700; i++) ring.push(entry(i));
  for (let i = 0; i < 700; i++) ring.shift();
  for (let i = 0; i < 3000; i++) ring.push(entry(i));
  assertEquals(labels(ring), Array.from({ length: 3000 }, (_, i) => `${i}`));
});

Deno.test("Ring can be looked through without taking anything", () => {
  const ring = new Ring();
  ring.push(entry("a"));
  assertEquals([labels(ring), labels(ring), ring.size], [["a"], ["a"], 1]);
});

Deno.test("Ring agrees with an array under random use", () => {
  const bursts = fc.array(
    fc.tuple(fc.constantFrom("push", "shift"), fc.nat(900)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(bursts, (program) => {
      const ring = new Ring(), array: Runnable[] = [];
      let made = 0;
      for (const [call, times] of program) {
        for (let i = 0; i < times; i++) {
          if (call === "shift") {
            if (ring.size === 0) break;
            assertEquals(ring.shift() === array.shift(), true);
          } else {
            const one = entry(made++);
            ring.push(one);
            array.push(one);
          }
        }
        assertEquals(ring.size, array.length);
        assertEquals(labels(ring), array.map((one) => one._label()));
      }
    }),
    { numRuns: 60 },
  );
});

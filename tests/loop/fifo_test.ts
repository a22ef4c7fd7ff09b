import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { Fifo } from "../../lib/loop/fifo.ts";

const steps = fc.array(fc.option(fc.nat(), { freq: 3 }), { maxLength: 120 });

Deno.test("a Fifo gives what an array gives by shift()", () => {
  fc.assert(fc.property(steps, (given) => {
    const fifo = new Fifo<number>(), array: number[] = [];
    for (const step of given) {
      if (step !== null) {
        fifo.push(step);
        array.push(step);
      } else if (array.length > 0) assertEquals(fifo.take(), array.shift());
      assertEquals(fifo.size, array.length);
    }
    while (array.length > 0) assertEquals(fifo.take(), array.shift());
  }));
});

Deno.test("a Fifo that was cleared, or had a rush, works on", () => {
  const fifo = new Fifo<number>();
  for (let n = 0; n < 10_000; n++) fifo.push(n);
  for (let n = 0; n < 10_000; n++) assertEquals(fifo.take(), n);
  fifo.push(1);
  fifo.clear();
  fifo.push(2);
  assertEquals([fifo.take(), fifo.size], [2, 0]);
});
